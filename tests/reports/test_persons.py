"""The sheet of persons: one line each, one column a source, and nothing that a spreadsheet runs."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

from python_calamine import CalamineWorkbook

from agent.core.facts.people import Origin, Person
from agent.core.facts.standing import AccountClass, Standing
from reports import persons, review
from reports.view import View
from reports.words import words
from tests.reports.conftest import HOSTILE, Demo


def person(key: str, roll: str = "rh", **told: Any) -> Person:
    about: dict[str, Any] = {
        "origin": Origin.STAFF,
        "usage_name": f"NOM{key}",
        "given_names": "Zoé",
    }
    return Person(source=roll, key=key, **about | told)


def standing(source: str, login: str, holder: str | None, **told: Any) -> Standing:
    about: dict[str, Any] = {
        "account_class": AccountClass.PERSON, "enabled": True, "person": holder,
        "roll": "rh" if holder else None,
    }  # fmt: skip
    return Standing(source=source, key=login, login=login, **about | told)


def seen(demo: Demo, people: list[Person], *standings: Standing) -> View:
    judgement = replace(demo.seen.judgement, as_of=date(2026, 11, 20))
    return replace(
        demo.seen, persons=tuple(people), standings=tuple(standings), judgement=judgement
    )


def test_one_line_a_person_one_column_a_source(demo: Demo) -> None:
    people = [
        person("1"),
        person("2", suspended=True),
        person("3", periods=((None, date(2026, 6, 30)),)),
        person("4", periods=((date(2026, 12, 1), None),)),
    ]
    view = seen(
        demo, people,
        standing("ad", "one", "1"), standing("ad", "adm-one", "1", secondary=True),
        standing("paie", "ONE", "1", expired=True), standing("paie", "three", "3", enabled=False),
        standing("paie", "orphan", None, account_class=AccountClass.ORPHAN),
    )  # fmt: skip

    header, rows = persons.table(view, words("en"))

    assert header == ["Person", "Rolls", "Situation", "ad", "paie"]
    assert rows == [
        ["1", "rh", "present", "one (open), adm-one (open)", "ONE (expired)"],
        ["2", "rh", "suspended", "", ""],
        ["3", "rh", f"left on {words('en').day(date(2026, 6, 30))}", "", "three (closed)"],
        ["4", "rh", f"expected on {words('en').day(date(2026, 12, 1))}", "", ""],
    ]


def test_the_same_person_of_two_rolls_is_one_line(demo: Demo) -> None:
    about: dict[str, Any] = {
        "usage_name": "BLOCH",
        "birth_date": date(1980, 1, 1),
        "rpps": "10101010101",
    }
    view = seen(
        demo, [person("1", **about), person("1", "internes", **about)], standing("ad", "one", "1")
    )

    _, rows = persons.table(view, words("en"))

    assert rows == [["1", "rh, internes", "present", "one (open)"]]


def test_every_person_of_the_demonstration_has_a_line(demo: Demo) -> None:
    _, rows = persons.table(demo.seen, words("fr"))

    linked = {each.person for each in demo.seen.standings if each.person}
    assert linked <= {key for row in rows for key in row[0].split(" / ")}
    assert sum(row[2] in {"présente", "suspendue"} for row in rows) == demo.seen.bridge.persons  # type: ignore[union-attr]  # the demonstration has one


def test_no_cell_is_a_formula(demo: Demo) -> None:
    people = [person(text, roll=text) for text in HOSTILE]
    held = [standing(text, text, text, roll=text) for text in HOSTILE]

    content = review.render(seen(demo, people, *held), "fr")

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = {str(cell) for row in workbook.get_sheet_by_index(2).to_python() for cell in row}
    assert HOSTILE[3] in cells  # a text, not the result of a formula
    assert f"{HOSTILE[3]} (ouvert)" in cells
