"""The paper of staff representatives: counts in which nobody is, and no day of any logon."""

import re
from dataclasses import replace

import pytest

from agent.commands.speech import LANGUAGES
from agent.core.facts.standing import AccountClass
from reports import json_result
from reports.readers import staff_bodies
from reports.readers.suppression import SMALLEST
from reports.registry import render
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.readers.names import named, plain, said_of_others, text
from tests.reports.readers.poison import NAME, poisoned

ROW = re.compile(r'<tr><td>(.*?)</td><td class="number">(.*?)</td></tr>')


def rows(page: bytes) -> list[tuple[str, int]]:
    return [(name, int(re.sub(r"\D", "", count))) for name, count in ROW.findall(page.decode())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_person_no_account_no_machine(demo: Demo, language: str) -> None:
    told = {each.unit for each in demo.seen.persons} | {each.unit for each in demo.seen.standings}
    units = " ".join(plain(each or "") for each in told)
    names = {each for each in named(demo.folder, demo.seen) if each not in units}

    assert len(names) > 3000
    assert len(said_of_others(render("html", demo.seen, language), names)) > 50
    assert said_of_others(staff_bodies.render(demo.seen, language), names) == set()


def test_only_units_of_ten_persons_are_named(demo: Demo) -> None:
    told = rows(staff_bodies.render(demo.seen, "fr"))
    units = {each.unit for each in demo.seen.persons if each.unit}
    shown = {name: count for name, count in told if name in units}

    assert len(shown) > 5
    assert min(shown.values()) >= SMALLEST


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_in_any_other_text_of_the_run_stays_out(demo: Demo, language: str) -> None:
    assert NAME not in staff_bodies.render(poisoned(demo.seen), language).decode()


def test_the_totals_are_those_of_the_result(demo: Demo) -> None:
    told = json_result.result(demo.seen, "fr")["reconciliation"]
    totals = [
        count for name, count in rows(staff_bodies.render(demo.seen, "fr")) if name == "Total"
    ]

    assert totals == [told["nominative_accounts"], told["persons"]]


def test_a_class_of_few_is_told_with_others(demo: Demo) -> None:
    counts = demo.seen.classes
    small = [each for each in AccountClass if 0 < counts[each.value] < SMALLEST]
    told = rows(staff_bodies.render(demo.seen, "fr"))

    assert AccountClass.AMBIGUOUS in small  # the demonstration has such a class
    assert "à confirmer" not in dict(told)
    assert any(name.startswith("à confirmer, ") for name, _ in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_date_but_those_of_the_audit(demo: Demo, language: str) -> None:
    told = text(staff_bodies.render(demo.seen, language))

    days = {str(day.day) for day in (demo.seen.collected_on, demo.seen.judgement.as_of)}
    first = {"fr": "1er", "en": "1"}[language]
    wanted = {first if day == "1" else day for day in days}
    assert set(re.findall(r"(\w+)[\s\u00a0]\w+[\s\u00a0]20\d\d", told)) == wanted


def test_hostile_units_stay_texts(demo: Demo) -> None:
    persons = tuple(replace(each, unit=HOSTILE[0]) for each in demo.seen.persons)
    page = staff_bodies.render(replace(demo.seen, persons=persons), "fr").decode()

    assert "<script" not in page
    assert HOSTILE[0] in text(page.encode())
