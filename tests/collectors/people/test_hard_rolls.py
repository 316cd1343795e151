"""What rolls really hold: every case here was once read wrongly."""

from datetime import date

import pytest

from agent.core.errors import Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.people import Origin, Person
from agent.core.sources import Earlier
from collectors.people.columns import recognise
from collectors.people.dates import DateColumn, detect
from collectors.people.reading import RollFile
from collectors.people.roll import roll
from collectors.transports.tabular import parse_table

DRAWN = date(2026, 11, 20)
HEADER = "Matricule;Nom;Prénom;Date d'entrée;Date de sortie;Position;UF\n"
NIR = "1 58 05 75 115 042 37"


def persons(content: str, **declared: str) -> tuple[list[Person], list[Exhibit]]:
    kept: list[Exhibit] = []
    file = RollFile(
        source="rh", table=parse_table("hr.csv", content.encode()), origin=Origin.STAFF,
        extracted_on=DRAWN, declared=declared, date_format="", shrink_accepted=False,
        keep=kept.append, collector="people.roll",
    )  # fmt: skip
    return [each for each in roll(file, Earlier()) if isinstance(each, Person)], kept


def one(*lines: str) -> Person:
    (person,), _ = persons(HEADER + "\n".join(lines) + "\n")
    return person


@pytest.mark.parametrize(
    "lines",
    [
        ("1;DUPONT;Marie;01/01/2020;;CLM;", "1;DUPONT;Marie;01/01/2021;30/06/2021;CDD;"),
        ("1;DUPONT;Marie;01/01/2020;31/12/2026;CLM;", "1;DUPONT;Marie;01/01/2027;;Titulaire;"),
    ],
)
def test_who_is_absent_today_is_suspended_whatever_came_before_or_comes_after(
    lines: tuple[str, ...],
) -> None:
    assert one(*lines).suspended


def test_who_works_on_one_line_today_is_not_suspended() -> None:
    lines = ("1;DUPONT;Marie;01/01/2020;;CLM;", "1;DUPONT;Marie;01/01/2020;;Titulaire;")
    assert not one(*lines).suspended


@pytest.mark.parametrize(
    "position",
    ["CLM/CLD", "CLM/plein traitement", "ABSENCE_CLM", "En position hors cadres", "Congé (CLD)"],
)
def test_absences_are_known_however_they_are_joined(position: str) -> None:
    assert one(f"1;DUPONT;Marie;01/01/2020;;{position};").suspended


def test_a_second_status_column_is_read() -> None:
    (person,), _ = persons(
        "Matricule;Nom;Prénom;Position;Statut\n1;DUPONT;Marie;Titulaire;Disponibilité\n"
    )
    assert person.suspended


def test_an_absence_written_as_a_ward_leaves_no_reason() -> None:
    (person,), kept = persons(HEADER + "1;DUPONT;Marie;01/01/2020;;;LONGUE MALADIE\n")

    assert (person.suspended, person.unit) == (True, None)
    assert b"MALADIE" not in kept[0].body


def test_the_ward_of_maternity_is_a_ward() -> None:
    person = one("1;DUPONT;Marie;01/01/2020;;Titulaire;MATERNITE")
    assert (person.suspended, person.unit) == (False, "MATERNITE")


@pytest.mark.parametrize(
    ("first", "second"),
    [("LE GALL;Marc", "LE GOFF;Anne"), ("MARTIN;Paul", "MARTIN;Julie")],
)
def test_two_people_under_one_identifier_stay_two(first: str, second: str) -> None:
    found, _ = persons(f"Matricule;Nom;Prénom\n12;{first}\n12;{second}\n")
    assert [each.key for each in found] == ["12", "12#2"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("DUPONT;Marie", "LEFEBVRE;Marie"),  # married since
        ("MARTIN;Jean-Marc", "MARTIN;Marc"),
        ("MARTIN;Mohamed", "MARTIN;Mohammed"),
    ],
)
def test_one_person_written_in_two_ways_stays_one(first: str, second: str) -> None:
    found, _ = persons(f"Matricule;Nom;Prénom\n12;{first}\n12;{second}\n")
    assert len(found) == 1


def test_without_identifiers_accents_make_no_second_person() -> None:
    found, _ = persons("Nom;Prénom;Grade\nLEFÈVRE;Jérôme;IDE\nLEFEVRE;Jerome;IDE\n")
    assert len(found) == 1


def test_a_line_with_an_identifier_but_no_name_is_an_error() -> None:
    with pytest.raises(Unreadable, match=r"line 3: no name for '2'"):
        persons(HEADER + "1;DUPONT;Marie;01/01/2020;;;\n2;;;01/01/2020;;;\n")


def test_a_total_at_the_foot_is_nobody() -> None:
    found, _ = persons(HEADER + "1;DUPONT;Marie;01/01/2020;;;\nTotal : 1;;;;;;\n")
    assert len(found) == 1


def test_a_separator_too_many_in_the_header_breaks_no_line() -> None:
    found, _ = persons("Matricule;Nom;Prénom;\n1;DUPONT;Marie\n")
    assert len(found) == 1


def test_a_year_of_two_digits_is_no_birth_to_come() -> None:
    (person,), _ = persons("Nom;Prénom;Date de naissance\nDUPONT;Marie;12/05/58\n")
    assert person.birth_date == date(1958, 5, 12)


def test_a_birth_date_known_on_an_earlier_line_is_kept() -> None:
    (person,), _ = persons(
        "Matricule;Nom;Prénom;Date de naissance;Date d'entrée\n"
        "1;DUPONT;Marie;12/05/1958;01/01/2020\n1;DUPONT;Marie;;01/01/2021\n"
    )
    assert person.birth_date == date(1958, 5, 12)


@pytest.mark.parametrize("spaced", [NIR, NIR.replace(" ", ""), NIR.replace(" ", "\u00a0")])
def test_a_social_security_number_among_identifiers_is_blanked(spaced: str) -> None:
    lines = "".join(f"{n:07};NOM{n};Jean\n" for n in range(9)) + f"{spaced};DUPONT;Marie\n"
    found, kept = persons("Matricule;Nom;Prénom\n" + lines)

    assert len(found) == 10
    assert all("15805" not in each.key.replace("\u00a0", "").replace(" ", "") for each in found)
    assert spaced.encode() not in kept[0].body
    assert ("identity-number/1", 1) in {(each.rule, each.count) for each in kept[0].redactions}


def test_a_column_of_which_a_third_is_such_numbers_is_dropped() -> None:
    body = [["DUPONT", "Marie", each] for each in (NIR, "12", "13")]
    assert recognise("hr.csv", [["Nom", "Prénom", "Code"], *body], {}).dropped == (
        ("Code", "identity-number"),
    )


def test_a_declared_column_of_such_numbers_is_refused() -> None:
    with pytest.raises(Unreadable, match="never read"):
        persons(f"Code;Nom;Prénom\n{NIR};DUPONT;Marie\n", id="Code")


def test_a_ward_that_has_the_shape_of_an_iban_is_none() -> None:
    (person,), _ = persons("Nom;Prénom;UF\nDUPONT;Marie;UF12 CHIRURGIE VISCERALE\n")
    assert person.unit == "UF12 CHIRURGIE VISCERALE"


def test_a_real_iban_is_dropped() -> None:
    rows = [["Nom", "Prénom", "Divers"], ["DUPONT", "Marie", "FR14 2004 1010 0505 0001 3M02 606"]]
    assert recognise("hr.csv", rows, {}).dropped == (("Divers", "bank"),)


def test_a_professional_address_can_be_declared() -> None:
    (person,), _ = persons("Nom;Prénom;Adresse mail\nDUPONT;Marie;m@ch\n", mail="Adresse mail")
    assert person.mail == "m@ch"


def test_two_columns_of_the_declared_name_are_not_guessed_between() -> None:
    with pytest.raises(Unreadable, match="several columns are named 'Nom'"):
        persons("Nom;NOM;Prénom\nA;B;Marie\n", usage_name="Nom")


@pytest.mark.parametrize(
    "ways",
    [
        ("45000", "401768", "2958465"),
        ("2026-01-31", "31/12/2999"),
        ("31/01/2026", "9999-12-31"),
        ("31/01/2026", "00/00/0000 00:00:00", "99/99/99", "00:00:00"),
    ],
)
def test_no_end_is_written_in_many_ways(ways: tuple[str, ...]) -> None:
    column = detect("hr.csv", "Date de sortie", ways)

    assert column.read(ways[0]) is not None
    assert [column.read(each) for each in ways[1:]] == [None] * (len(ways) - 1)


def test_a_serial_beyond_the_calendar_is_no_day() -> None:
    with pytest.raises(ValueError, match="9999999"):
        DateColumn("Excel").read("9999999")
