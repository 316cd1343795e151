"""Exports of a supervision tool beside declared services: question 1, audit after audit."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.end_to_end.conftest import Desk
from tests.end_to_end.planted import files, found, stored
from tests.hospital.hospital import AS_OF

CONFIGURATION = """
[site]
name = "CH de Saint-Exemple"

[[services]]
name = "DPI"
purpose = "Soins, jour et nuit"
vital = "Dossier patient"

[[services]]
name = "Laboratoire"

[[vital]]
name = "Dossier patient"
machines = ["srv-dpi"]
maximum_outage_hours = 4

[[supervision]]
name = "centreon"
path = "centreon.csv"
extracted_on = {drawn}
from = {first}
until = {last}
services = {{ "DPI" = ["srv-dpi/HTTP"], "Laboratoire" = ["srv-labo/HTTP"] }}
quiet = {quiet}

[[tickets]]
name = "glpi"
path = "glpi.csv"
extracted_on = {drawn}
outages = ["panne"]
services = {{ "DPI" = ["dossier patient"] }}
"""
HEADER = "Jour;Heure;Hôte;Adresse;Service;Statut;Type;Sortie;Contact\n"
NEVER_KEPT = {
    "what a check said": "session de VERNEUIL-ASTIER refusée",
    "who was told": "astreinte.chambrelan",
    "a machine that counts for nothing": "pc-direction-77",
    "a title": "Panne du dossier patient pour TESTARD-LACHENAL",
    "who asked": "BOISROND-KANAL",
}


def line(day: date, clock: str, host: str, status: str, kind: str = "HARD") -> str:
    told = NEVER_KEPT["what a check said"], NEVER_KEPT["who was told"]
    return f"{day:%d/%m/%Y};{clock};{host};10.0.0.5;HTTP;{status};{kind};{';'.join(told)}\n"


def log() -> str:
    """Two outages of the record, of an hour and of six: nothing of the laboratory."""
    first, second = AS_OF - timedelta(days=200), AS_OF - timedelta(days=20)
    return HEADER + "".join([
        line(AS_OF - timedelta(days=370), "08:00:00", "srv-dpi", "OK"),
        line(first, "10:00:00", "srv-dpi", "CRITICAL"),
        line(first, "11:00:00", "srv-dpi", "OK"),
        line(second, "04:00:00", "srv-dpi", "CRITICAL", "SOFT"),
        line(second, "12:00:00", "srv-dpi", "CRITICAL"),
        line(second, "18:00:00", "srv-dpi", "OK"),
        line(second, "18:30:00", NEVER_KEPT["a machine that counts for nothing"], "CRITICAL"),
        line(second, "18:40:00", NEVER_KEPT["a machine that counts for nothing"], "DOWN").replace(
            ";HTTP;", ";;"
        ),
    ])  # fmt: skip


def tickets() -> str:
    """One inside the outage of six hours, and one that nobody closed."""
    day = AS_OF - timedelta(days=20)
    told = [(f"{day} 13:00", f"{day} 14:00"), (f"{day} 20:00", "")]
    return "ID;Titre;Date d'ouverture;Date de résolution;Demandeur\n" + "".join(
        f"{at};{NEVER_KEPT['a title']};{begun};{over};{NEVER_KEPT['who asked']}\n"
        for at, (begun, over) in enumerate(told, 1)
    )


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("outages"), {})
    (made.folder / "centreon.csv").write_text(log(), "cp1252")
    (made.folder / "glpi.csv").write_text(tickets(), "cp1252")
    # Asked for a year up to two months ago, then for all of it: two reports of two months.
    audited(made, AS_OF - timedelta(days=60))
    audited(made, AS_OF)
    return made


def audited(here: Desk, last: date, quiet: str = '["Laboratoire"]') -> None:
    first = AS_OF - timedelta(days=366)
    here.configure(CONFIGURATION.format(drawn=AS_OF, first=first, last=last, quiet=quiet))
    ran = here.scan()
    assert ran.code == 2, ran.err  # most questions have no source
    assert "sans réponse" not in ran.err, ran.err


def told(result: Any, check: str) -> Any:
    (one,) = [each for each in result["outcomes"] if each["check"] == check]
    return one


def test_the_hours_of_the_year_are_known(here: Desk) -> None:
    result = here.result()
    (question,) = [each for each in result["questions"] if each["id"] == "Q1"]

    assert [(each["id"], each["value"]) for each in question["answers"]] == [
        ("1a", "yes"),
        ("1b", "yes"),
    ]
    assert question["answers"][0]["measure"] == {"value": 7, "unit": "hours"}
    # Handed over, and an outage of six hours where four are admitted.
    assert (question["answer"], question["verdict"]) == ("mixed", "partial")
    (long,) = [each for each in result["findings"] if each["check"] == "availability.outage-long"]
    assert (long["severity"], long["about"]["kind"]) == ("serious", "service")
    assert (long["values"]["hours"], long["values"]["maximum"]) == (6, 4)
    # A ticket inside an outage adds nothing; one without an end is told, and not counted.
    assert told(result, "availability.tickets-open")["findings"] == 1


def test_a_service_without_a_line_is_not_said_to_have_had_a_good_year(here: Desk) -> None:
    audited(here, AS_OF, quiet="[]")
    result = here.result()

    # What earlier reports covered counts still; a first report of this kind would leave a gap.
    assert told(result, "availability.unwatched")["outcome"] == "satisfied"
    here.edit('name = "centreon"', 'name = "centreon-2"')
    assert here.scan().code == 2
    unwatched = told(here.result(), "availability.unwatched")
    assert (unwatched["outcome"], unwatched["reason"]) == ("unanswered", "coverage")
    assert unwatched["missing"] == [{"target": "Laboratoire", "reason": "coverage"}]
    audited(here, AS_OF)


def test_nothing_else_of_the_log_is_kept_written_or_said(here: Desk) -> None:
    said = [here.scan("--debug")]
    for language in ("fr", "en"):
        page = ("report", "--format", "html", "--lang", language, "--output", f"{language}.html")
        said.append(here.run(*page))
    said.append(here.run("export", "--output", "bundle.zip", "--in-clear", "--yes"))
    assert [ran.code for ran in said] == [2, 0, 0, 0]

    places = files(here.folder, frozenset({"centreon.csv", "glpi.csv"})) | stored(
        here.folder / "preuve.db"
    )
    places |= {f"said {at}": f"{ran.out}{ran.err}".encode() for at, ran in enumerate(said)}

    assert found(NEVER_KEPT, places) == []
    shown = (here.folder / "fr.html").read_text("utf-8")
    assert "7 heures au plus" in shown.replace("\u202f", " ").replace("\xa0", " ")
