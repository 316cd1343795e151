"""A roll from its file to its exhibit: what is kept, what never is, and what is refused."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.core.errors import SourceError, Unreachable, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.people import Origin, Person, Roll
from agent.core.sources import Completeness, Earlier, Ground
from collectors.people.reading import RollFile
from collectors.people.roll import roll
from collectors.people.settings import PeopleSource
from collectors.registry import Limits
from collectors.transports.recorded import write_recording
from collectors.transports.tabular import parse_table

CONFIGURED = {"name": "rh", "extracted_on": "2026-11-20"}
FORBIDDEN = {
    "NIR": "185057800608491",
    "IBAN": "FR7630006000011234567890189",
    "Salaire brut": "2874,11",
    "Code": "2 85 05 78 006 084 41",
    "Adresse": "3 rue des Lilas",
    "Arrêt": "lombalgie",
    "Étage": "sixième",
}
DATED = (
    "Matricule;Nom;Prénom;Date d'entrée;Date de sortie;Position\n"
    "0010001;LEFÈVRE;Jérôme;02/09/2019;31/12/2999;CLM\n"
    "0010002;D'ANGÉLY;Zoé;01/02/2012;30/06/2025;Titulaire\n"
)


class Kept(list[Exhibit]):
    """What the store would keep."""

    def __call__(self, exhibit: Exhibit) -> None:
        self.append(exhibit)


def collected(folder: Path, kept: Kept, **configured: Any) -> list[Person | Roll]:
    """What the collector tells of a configured roll."""
    (target,) = PeopleSource.model_validate(CONFIGURED | configured).targets(folder)
    session = target.open("people.roll", kept, Limits())
    assert isinstance(session, RollFile)
    return list(roll(session, Earlier()))


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_what_is_forbidden_or_not_needed_is_never_kept(tmp_path: Path, kept: Kept) -> None:
    (tmp_path / "hr.csv").write_text(
        f"Liste confidentielle\nMatricule;Nom;Prénom;{';'.join(FORBIDDEN)}\n"
        f"0010001;LEFÈVRE;Jérôme;{';'.join(FORBIDDEN.values())}\n",
        "utf-8",
    )

    person, told = collected(tmp_path, kept, path="hr.csv")

    (exhibit,) = kept
    assert exhibit.body.decode() == "Matricule;Nom;Prénom\n0010001;LEFÈVRE;Jérôme\n"
    facts = msgspec.json.encode([person, told]).decode() + exhibit.acquisition.query
    assert not [value for value in FORBIDDEN.values() if value in facts]
    assert isinstance(told, Roll)
    assert told.dropped == ("NIR", "IBAN", "Salaire brut", "Code", "Adresse", "Arrêt")
    assert {each.rule: each.count for each in exhibit.redactions} == {
        "column-identity-number/1": 2,
        "column-bank/1": 1,
        "column-pay/1": 1,
        "column-home/1": 1,
        "column-health/1": 1,
        "column-not-needed/1": 1,
    }


def test_an_exhibit_says_how_it_was_got(tmp_path: Path, kept: Kept) -> None:
    content = DATED.encode("cp1252")
    (tmp_path / "hr.csv").write_bytes(content)

    collected(tmp_path, kept, path="hr.csv")

    (exhibit,) = kept
    assert exhibit.body.decode() == (
        "Matricule;Nom;Prénom;Date d'entrée;Date de sortie;Position\n"
        "0010001;LEFÈVRE;Jérôme;2019-09-02;;suspendu\n"
        "0010002;D'ANGÉLY;Zoé;2012-02-01;2025-06-30;\n"
    )
    got = exhibit.acquisition
    assert (got.collector, got.source, got.target, got.rows) == ("people.roll", "rh", "hr.csv", 2)
    assert (got.ground, got.completeness) == (Ground.HANDED_OVER, Completeness.COMPLETE)
    assert got.query.startswith("roll drawn on 2026-11-20; cp1252 ;")
    assert "id=Matricule" in got.query
    assert exhibit.original_size == len(content)
    assert got.server == exhibit.original_digest == parse_table("hr.csv", content).digest


def test_a_recording_tells_the_same_persons(tmp_path: Path, kept: Kept) -> None:
    (tmp_path / "hr.csv").write_text(DATED, "utf-8")
    *persons, _ = collected(tmp_path, kept, path="hr.csv")
    write_recording(tmp_path / "recorded" / "people.roll", kept)
    again = Kept()

    *replayed, _ = collected(tmp_path, again, recording="recorded")

    assert replayed == persons
    assert [each.body for each in again] == [each.body for each in kept]


@pytest.mark.parametrize("told", ["Activité;CLM", "CLM;Titulaire"])
def test_each_status_column_may_tell_an_absence(tmp_path: Path, kept: Kept, told: str) -> None:
    (tmp_path / "hr.csv").write_text(f"Nom;Prénom;Position;Statut\nA;B;{told}\n", "utf-8")

    person, _ = collected(tmp_path, kept, path="hr.csv")

    assert isinstance(person, Person)
    assert person.suspended
    assert b"CLM" not in kept[0].body


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Matricule;Nom;Prénom\n1;MARTIN;Anne\n2;PE\nTIT;Luc\n", "line 3: 2 fields where the header has 3"),
        ("Liste\n\nMatricule;Nom;Prénom\n\n1;MARTIN\n", "line 5: 2 fields"),
        ("Matricule;Nom;Prénom\n1;MARTIN;DUPONT;Anne\n", "line 2: 4 fields"),
        ('Nom;Prénom;Service\nMARTIN;Anne;"Bloc\n2"\nPETIT;Luc\n', "line 4: 2 fields"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path: Path, kept: Kept, content: str, words: str) -> None:
    (tmp_path / "hr.csv").write_text(content, "utf-8")

    with pytest.raises(Unreadable, match=rf"hr\.csv, {words}"):
        collected(tmp_path, kept, path="hr.csv")
    assert not kept


def test_separators_at_the_end_of_a_line_break_nothing(tmp_path: Path, kept: Kept) -> None:
    (tmp_path / "hr.csv").write_text("Nom;Prénom\nMARTIN;Anne;;\n", "utf-8")

    assert len(collected(tmp_path, kept, path="hr.csv")) == 2


def test_a_date_out_of_the_declared_format_is_named_by_its_line(tmp_path: Path, kept: Kept) -> None:
    (tmp_path / "hr.csv").write_text(DATED.replace("01/02/2012", "2012-02-01"), "utf-8")

    with pytest.raises(Unreadable, match=r"hr\.csv, line 3: Date d'entrée is no date"):
        collected(tmp_path, kept, path="hr.csv", date_format="JJ/MM/AAAA")


def test_what_is_declared_wins(tmp_path: Path, kept: Kept) -> None:
    """Month first, a comma and ISO-8859-15: nothing in this file proves any of them."""
    content = "Dossier,Nom;2,Prénom,Date d'entrée\n7,LEBŒUF,Zoé,05/06/2024\n"
    (tmp_path / "hr.csv").write_bytes(content.encode("iso-8859-15"))

    person, told = collected(
        tmp_path, kept, path="hr.csv", origin="intern", encoding="iso-8859-15", separator=",",
        date_format="MM/JJ/AAAA", columns={"id": "Dossier", "usage_name": "Nom;2"},
    )  # fmt: skip

    assert isinstance(person, Person)
    assert (person.key, person.usage_name, person.origin) == ("7", "LEBŒUF", Origin.INTERN)
    assert person.periods == ((date(2024, 5, 6), None),)
    assert isinstance(told, Roll)
    assert (told.encoding, told.separator, told.date_format) == ("iso-8859-15", ",", "MM/JJ/AAAA")


@pytest.mark.parametrize(("day", "accepted"), [("2026-11-20", True), ("2026-10-20", False)])
def test_a_shrunken_roll_is_accepted_for_its_own_day(
    tmp_path: Path, kept: Kept, day: str, *, accepted: bool
) -> None:
    (tmp_path / "hr.csv").write_text(DATED, "utf-8")
    source = PeopleSource.model_validate(CONFIGURED | {"path": "hr.csv", "shrink_accepted_on": day})

    session = source.targets(tmp_path)[0].open("people.roll", kept, Limits())

    assert isinstance(session, RollFile)
    assert session.shrink_accepted is accepted


def test_a_roll_that_is_not_there_is_unreachable(tmp_path: Path, kept: Kept) -> None:
    with pytest.raises(Unreachable, match=r"none\.csv"):
        collected(tmp_path, kept, path="none.csv")


@pytest.mark.parametrize(
    ("configured", "words"),
    [
        ({}, "path is required"),
        ({"path": "hr.csv", "recording": "recorded"}, "path is required"),
        ({"path": "hr.csv", "name": ""}, "name"),
        ({"path": "hr.csv", "date_format": "JJ/MM"}, "unknown date format 'JJ/MM' (formats: AAAA-MM-JJ"),
        ({"path": "hr.csv", "columns": {"salary": "Salaire"}}, "unknown field salary (fields: id"),
        ({"path": "hr.csv", "origin": "patient"}, "origin"),
        ({"path": "hr.csv", "separateur": ";"}, "separateur"),
        ({"path": "hr.csv", "extracted_on": None}, "extracted_on"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_is_explained(configured: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        PeopleSource.model_validate(CONFIGURED | configured)


def test_a_roll_is_never_drawn_in_the_future() -> None:
    future = datetime.now(UTC).date() + timedelta(days=3)

    with pytest.raises(ValidationError, match="is in the future"):
        PeopleSource.model_validate(CONFIGURED | {"path": "hr.csv", "extracted_on": future})


cells = st.sampled_from(
    ["Matricule", "Nom", "Prénom", "Date d'entrée", "NIR", "MARTIN", "Anne", "12", "", "31/12/2999",
     "2024-02-29", "29/02/2024", "185057800608491", "CLM", "Position", "#"]
) | st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=5)  # fmt: skip


@given(st.lists(st.lists(cells, max_size=5).map(";".join), min_size=1, max_size=6).map("\n".join))
def test_any_table_gives_persons_or_a_typed_error(rows: str) -> None:
    kept = Kept()
    try:
        file = RollFile(
            source="rh", table=parse_table("hr.csv", f"Nom;Prénom\n{rows}".encode()),
            origin=Origin.STAFF, extracted_on=date(2026, 11, 20), declared={}, date_format="",
            shrink_accepted=False, keep=kept, collector="people.roll",
        )  # fmt: skip
        told = list(roll(file, Earlier()))
    except SourceError:
        return
    assert isinstance(told[-1], Roll)
    assert told[-1].persons == len(told) - 1 > 0
