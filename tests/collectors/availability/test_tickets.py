"""Lists of tickets: what counts is declared, and nothing of a ticket stays but its times."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.availability import AvailabilityReport, Outage
from collectors.availability.settings import TicketsSource
from collectors.availability.tickets import outages
from collectors.registry import Limits
from collectors.transports.recorded import write_recording

# GLPI in French: the patient of a title, the requester and the technician are none of ours.
GLPI = """\
"ID";"Titre";"Statut";"Date d'ouverture";"Date de résolution";"Date de clôture";"Demandeur - Demandeur";"Catégorie";"Description"
"4101";"DPI indisponible - dossier de Mme Testard";"Clos";"2026-03-02 08:15";"2026-03-02 10:45";"2026-03-09 10:45";"Dupont Marie";"Incident > Panne";"rien"
"4102";"Imprimante du DPI";"Clos";"2026-03-03 08:00";"2026-03-03 09:00";"";"Petit Anne";"Matériel";"papier"
"4103";"Mise à jour du dossier patient, maintenance";"Clos";"2026-04-01 22:00";"2026-04-01 23:30";"";"Roux Paul";"Interruption programmée";""
"4104";"Labo et D.P.I. inaccessibles";"En cours";"2026-11-19 07:00";"";"";"Bloch";"Incident > Panne";""
"4105";"Maintenance du DPI";"Planifié";"2026-12-24 22:00";"";"";"Roux Paul";"Interruption programmée";""
"""
WANTED: dict[str, Any] = {
    "name": "glpi", "path": "glpi.csv", "extracted_on": date(2026, 11, 20),
    "services": {"Dossier patient": ["DPI", "dossier patient", "D.P.I."], "Laboratoire": "labo"},
    "outages": ["panne", "interruption"], "planned": ["interruption programmée"],
}  # fmt: skip


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def read(folder: Path, text: str, **more: Any) -> tuple[list[Outage], AvailabilityReport, Exhibit]:
    (folder / "glpi.csv").write_text(text, "cp1252", errors="replace")
    source = TicketsSource.model_validate(WANTED | more)
    found = opened(source, folder)
    write_recording(folder / "kept" / "tickets.outages", [found[2]])
    again = source.model_copy(update={"path": None, "recording": Path("kept")})
    assert opened(again, folder)[:2] == found[:2]
    return found


def opened(source: TicketsSource, folder: Path) -> tuple[list[Outage], AvailabilityReport, Exhibit]:
    kept: list[Exhibit] = []
    (target,) = source.targets(folder)
    session: Any = target.open("tickets.outages", kept.append, Limits())
    items = list(outages(session))
    (report,) = [each for each in items if isinstance(each, AvailabilityReport)]
    return [each for each in items if isinstance(each, Outage)], report, kept[0]


def test_tickets_of_glpi(tmp_path: Path) -> None:
    found, report, kept = read(tmp_path, GLPI)

    # Paris is an hour ahead in winter, two in summer; the printer is no outage, and the last
    # ticket is of a day to come. What was closed a week later was over when it was resolved.
    assert [(each.service, each.started, each.ended, each.planned) for each in found] == [
        ("Dossier patient", utc(3, 2, 7, 15), utc(3, 2, 9, 45), None),
        ("Dossier patient", utc(4, 1, 20), utc(4, 1, 21, 30), True),
        ("Dossier patient", utc(11, 19, 6), None, None),
        ("Laboratoire", utc(11, 19, 6), None, None),
    ]
    assert (report.last, report.lines) == (utc(11, 19, 6), 4)
    assert kept.body.decode().splitlines()[:2] == [
        "id;declared service;start;end;planned",
        "4101;Dossier patient;2026-03-02T07:15:00Z;2026-03-02T09:45:00Z;",
    ]
    assert {each.rule: each.count for each in kept.redactions} == {
        "lines-not-needed/1": 2,
        "column-not-needed/1": 4,
    }


def test_a_word_is_a_whole_word(tmp_path: Path) -> None:
    text = GLPI.replace("DPI indisponible", "ADPIX indisponible")

    assert [each.key.split("|")[1] for each in read(tmp_path, text)[0]] == ["4103", "4104", "4104"]


def test_a_column_of_services(tmp_path: Path) -> None:
    text = (
        "Numéro;Application;Type;Début;Fin\n"
        "1;Dossier Patient;Panne;14/03/2026 02:11:05;14/03/2026 02:20:00\n"
        "2;Dossier patient de test;Panne;15/03/2026 02:11:05;15/03/2026 02:20:00\n"
    )
    columns = {"service": "Application", "category": "Type"}
    found, _, _ = read(tmp_path, text, columns=columns, services={"Dossier patient": "DPI"})

    assert [each.started.date() for each in found] == [date(2026, 3, 14)]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (GLPI.replace('"2026-03-02 08:15"', '""'), Unreadable),
        (GLPI.replace("2026-03-02 10:45", "2026-03-01 10:45"), Unreadable),
        (GLPI.replace("2026-03-02 10:45", "2026-03-02"), Unreadable),
        (GLPI.replace("Date d'ouverture", "Quand"), Unreadable),
        (GLPI.replace("Panne", "Demande").replace("Interruption", "Travaux"), Empty),
    ],
)
def test_what_cannot_be_told_says_so(tmp_path: Path, text: str, error: type[SourceError]) -> None:
    with pytest.raises(error) as told:
        read(tmp_path, text)

    assert "Testard" not in str(told.value)


@pytest.mark.parametrize("lacking", ["services", "outages"])
def test_somebody_has_to_say_which_tickets_count(lacking: str) -> None:
    told = {name: value for name, value in WANTED.items() if name != lacking}
    with pytest.raises(ValueError, match=lacking):
        TicketsSource.model_validate(told)


CELLS = st.sampled_from(
    ["DPI en panne", "labo", "2026-05-01 00:00", "14-03-2026 02:11", "", "-", "12:00", "\n", "É;"]
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_any_list_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    lines = [["Titre", "Date d'ouverture", "Date de résolution"], *rows]
    text = "\n".join(";".join(f'"{cell}"' for cell in line) for line in lines)
    try:
        found, report, _ = read(tmp_path_factory.mktemp("any"), text, outages=["panne"])
    except SourceError:
        return
    assert all(each.started <= (each.ended or report.last) <= report.last for each in found)
