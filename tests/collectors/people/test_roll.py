"""Rolls as HR sends them: several lines make one person, and an absence never says its reason."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import CoverageShort, Empty
from agent.core.exhibits import Exhibit
from agent.core.facts.people import Origin, Person, Roll
from agent.core.sources import Earlier
from collectors.people.reading import RollFile
from collectors.people.roll import roll
from collectors.transports.tabular import parse_table

DRAWN = date(2026, 11, 20)
HEADER = "Matricule;Nom;Prénom;Date d'entrée;Date de sortie;Position;UF\n"


class Kept(list[Exhibit]):
    """What the store would keep."""

    def __call__(self, exhibit: Exhibit) -> None:
        self.append(exhibit)


def opened(content: str, *, kept: Kept | None = None, shrink_accepted: bool = False) -> RollFile:
    return RollFile(
        source="rh", table=parse_table("hr.csv", content.encode()), origin=Origin.STAFF,
        extracted_on=DRAWN, declared={}, date_format="", shrink_accepted=shrink_accepted,
        keep=Kept() if kept is None else kept, collector="people.roll",
    )  # fmt: skip


def told_of(file: RollFile, *earlier: Roll) -> tuple[list[Person], Roll]:
    *persons, told = roll(file, Earlier(earlier))
    assert isinstance(told, Roll)
    return [each for each in persons if isinstance(each, Person)], told


def read(content: str, *, kept: Kept | None = None) -> tuple[list[Person], Roll]:
    return told_of(opened(content, kept=kept))


def one(*lines: str) -> Person:
    (person,), _ = read(HEADER + "\n".join(lines) + "\n")
    return person


def many(count: int) -> str:
    return "Matricule;Nom;Prénom\n" + "".join(f"{n:07};NOM{n};Jean\n" for n in range(count))


def before(persons: int, key: str = "rh") -> Roll:
    return Roll(
        source=key, key=key, origin=Origin.STAFF, extracted_on=date(2026, 10, 20), lines=persons,
        persons=persons, ended=0, has_end_dates=False, has_identifiers=True,
    )  # fmt: skip


def test_a_person_and_the_roll_are_told_as_the_roll_writes_them() -> None:
    content = HEADER + (
        "0010001;LEFÈVRE;Jérôme;02/09/2019;31/12/2999;Titulaire;CARDIO\n"
        "0010002;D'ANGÉLY;Zoé;01/01/2012;20/11/2026;;BLOC\n"
    )

    (jerome, zoe), told = read(content)

    assert (jerome.key, jerome.usage_name, jerome.given_names) == ("0010001", "LEFÈVRE", "Jérôme")
    assert (jerome.source, jerome.origin, jerome.unit) == ("rh", Origin.STAFF, "CARDIO")
    assert jerome.periods == ((date(2019, 9, 2), None),)
    assert zoe.periods == ((date(2012, 1, 1), DRAWN),)
    assert (told.lines, told.persons, told.ended) == (2, 2, 1)
    assert (told.has_end_dates, told.has_identifiers) == (True, True)
    assert (told.encoding, told.separator, told.date_format) == ("utf-8", ";", "JJ/MM/AAAA")


def test_contracts_that_follow_each_other_are_one_period() -> None:
    person = one(
        "12;MARTIN;Anne;01/07/2026;30/09/2026;;BLOC",
        "12;MARTIN;Anne;01/01/2026;30/06/2026;;URGENCES",
        "12;MARTIN;Anne;15/09/2026;31/12/2026;;REA",
    )

    assert person.periods == ((date(2026, 1, 1), date(2026, 12, 31)),)
    assert person.unit == "REA"


def test_a_day_between_two_contracts_makes_two_periods() -> None:
    person = one("12;MARTIN;Anne;02/07/2026;;;", "12;MARTIN;Anne;01/01/2026;30/06/2026;;BLOC")

    assert person.periods == ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 2), None))
    assert person.unit == "BLOC"  # the last line that tells one


def test_an_open_contract_covers_those_that_start_after_it() -> None:
    person = one("12;MARTIN;Anne;01/01/2020;;;", "12;MARTIN;Anne;01/03/2021;31/03/2021;;")

    assert person.periods == ((date(2020, 1, 1), None),)


def test_a_roll_without_dates_tells_no_period() -> None:
    (person,), told = read("Matricule;Nom;Prénom\n12;MARTIN;Anne\n")

    assert person.periods == ()
    assert told.has_end_dates is False


def test_the_real_end_wins_over_the_planned_one() -> None:
    content = (
        "Matricule;Nom;Prénom;Date de sortie;Date fin prévue\n"
        "1;MARTIN;Anne;30/06/2026;31/12/2026\n2;PETIT;Luc;;31/12/2026\n3;ROUX;Léa;;\n"
    )

    persons, told = read(content)

    assert [person.ended for person in persons] == [date(2026, 6, 30), date(2026, 12, 31), None]
    assert told.ended == 1


def test_two_people_under_one_identifier_stay_two() -> None:
    persons, told = read(HEADER + "12;MARTIN;Anne;;;;\n12;PETIT;Luc;;;;\n12;Martin;ANNE;;;;\n")

    names = {person.key: person.usage_name.upper() for person in persons}
    assert names == {"12": "MARTIN", "12#2": "PETIT"}
    assert (told.lines, told.persons) == (3, 2)


def test_a_name_that_changed_or_lost_its_accents_is_still_one_person() -> None:
    assert (
        one("12;LEFÈVRE;Hélène;01/01/2020;;;", "12;LEFEVRE-DUBOIS;HELENE;01/01/2024;;;").key == "12"
    )


def test_without_identifiers_the_birth_date_tells_homonyms() -> None:
    content = (
        "Nom;Prénom;Date de naissance\n"
        "MARTIN;Anne;01/02/1980\nMartin;anne;01/02/1980\nMARTIN;Anne;03/04/1991\n"
    )

    persons, told = read(content)

    assert len(persons) == 2
    assert told.has_identifiers is False


REASONS = ["CLM", "C.L.D.", "CMO", "Congé longue maladie", "Congé longue durée", "Disponibilité",
           "En disponibilité", "Congé parental", "Détachement", "Détaché(e)", "Hors cadres",
           "Suspendu", "Congé de maternité", "LONGUE-MALADIE"]  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_a_long_absence_leaves_one_word_and_never_its_reason(reason: str) -> None:
    kept = Kept()

    persons, told = read(HEADER + f"12;MARTIN;Anne;01/01/2020;;{reason};BLOC\n", kept=kept)

    assert [person.suspended for person in persons] == [True]
    facts = msgspec.json.encode([persons, told]).decode()
    (exhibit,) = kept
    assert reason not in facts
    assert reason not in exhibit.body.decode()
    assert reason not in exhibit.acquisition.query
    assert ("absence-reason/1", 1) in [(each.rule, each.count) for each in exhibit.redactions]


@pytest.mark.parametrize(
    "status",
    ["", "stagiaire", "Stagiaire", "Titulaire", "CDD remplaçant", "Mis à disposition", "Activité"],
)
def test_who_works_is_not_absent(status: str) -> None:
    """`stagiaire` of the French public service is a real agent in his first year."""
    kept = Kept()

    (person,), _ = read(HEADER + f"12;MARTIN;Anne;01/01/2020;;{status};\n", kept=kept)

    assert person.suspended is False
    assert not kept[0].redactions


def test_one_open_contract_at_work_is_enough_to_be_there() -> None:
    assert not one("12;MARTIN;A;01/01/2020;;CLM;", "12;MARTIN;A;01/01/2021;;;").suspended
    assert not one("12;MARTIN;A;01/01/2020;;;", "12;MARTIN;A;01/01/2021;;CLM;").suspended
    assert not one("12;MARTIN;A;01/01/2020;31/12/2020;;").suspended
    assert one("12;MARTIN;A;01/01/2020;31/12/2020;;", "12;MARTIN;A;01/01/2021;;CLM;").suspended


@pytest.mark.parametrize("content", ["Matricule;Nom;Prénom\n", "Liste\nMatricule;Nom;Prénom\n;;\n"])
def test_a_roll_that_names_nobody_is_empty(content: str) -> None:
    with pytest.raises(Empty, match=r"hr\.csv: the roll names nobody"):
        read(content)


@pytest.mark.parametrize("persons", [3, 2, 5])
def test_a_roll_may_lose_a_third_of_its_persons(persons: int) -> None:
    assert told_of(opened(many(persons)), before(3))[1].persons == persons


@pytest.mark.parametrize(("persons", "earlier"), [(1, 3), (2, 4), (199, 300)])
def test_a_roll_that_lost_more_than_a_third_is_refused(persons: int, earlier: int) -> None:
    words = f"{persons} persons where the last audit read {earlier};.*shrink_accepted_on"
    with pytest.raises(CoverageShort, match=words):
        told_of(opened(many(persons)), before(earlier))

    accepted = opened(many(persons), shrink_accepted=True)
    assert told_of(accepted, before(earlier))[1].persons == persons


def test_persons_are_compared_and_not_lines() -> None:
    same = "Matricule;Nom;Prénom\n" + "12;MARTIN;Anne\n" * 10

    with pytest.raises(CoverageShort):
        told_of(opened(same), before(10))


def test_another_roll_says_nothing_of_this_one() -> None:
    assert told_of(opened(many(1)), before(300, key="internes"))[1].persons == 1


def test_nobody_is_told_before_the_roll_is_accepted() -> None:
    told: list[object] = []

    with pytest.raises(CoverageShort):
        told.extend(roll(opened(many(1)), Earlier([before(300)])))

    assert not told


starts = st.dates(date(2026, 1, 1), date(2026, 4, 30))
periods = st.tuples(starts, st.integers(0, 60) | st.none())


@given(st.lists(periods, min_size=1, max_size=6))
def test_the_periods_of_a_person_cover_the_days_of_his_contracts(
    told: list[tuple[date, int | None]],
) -> None:
    contracts = [
        (start, None if length is None else start + timedelta(length)) for start, length in told
    ]

    person = one(*(f"12;MARTIN;Anne;{start};{end or ''};;" for start, end in contracts))

    edges = {day for contract in contracts for day in contract if day}
    for day in {edge + timedelta(shift) for edge in edges for shift in (-1, 0, 1)}:
        covered = any(start <= day and (end is None or day <= end) for start, end in contracts)
        assert person.active_on(day) is covered
    assert list(person.periods) == sorted(person.periods, key=lambda period: str(period[0]))
