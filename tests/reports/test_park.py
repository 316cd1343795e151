"""The park by system: counts in place, and what is not known never drawn as fine."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.core.facts.park import ParkSystem
from reports.html import park
from reports.html.bars import LEFT, WIDTH
from reports.registry import render
from reports.view import View
from reports.words import words
from tests.reports.conftest import Demo
from tests.reports.readers.names import text

TODAY = date(2026, 11, 20)
SAY = words("en")


def system(name: str, ends: date | None, **more: Any) -> ParkSystem:
    told: dict[str, Any] = {"source": "park", "key": name, "system": name, "known": True}
    return ParkSystem(**told | {"support_ends": ends} | more)


OLD = system(
    "Windows Server 2012", date(2023, 10, 10), extended_support_ends=date(2026, 10, 13),
    extension="ESU", servers=2, old=1, undated=1,
)  # fmt: skip
ENDED = system("AIX", None, over=True, servers=1, undated=1)
SOON = system("Windows 11", date(2027, 10, 12), release="24H2", workstations=5)
LATER = system("Rocky Linux 9", date(2032, 5, 31), servers=1, young=1)
ROLLING = system("Arch Linux", None, known=False, rolling=True, servers=1, aging=1)
UNKNOWN = system("", None, known=False, servers=3, others=1, undated=3)
EVERY = (LATER, UNKNOWN, SOON, ROLLING, OLD, ENDED)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (OLD, "past"),
        (ENDED, "past"),
        (SOON, "soon"),
        (LATER, "later"),
        (ROLLING, "later"),
        (UNKNOWN, "unknown"),
        (system("x", TODAY), "soon"),  # its last day
        (system("x", date(2026, 11, 19)), "past"),
        (system("x", date(2027, 11, 20)), "soon"),  # a year to the day
        (system("x", date(2027, 11, 21)), "later"),
    ],
)
def test_where_a_system_stands(told: ParkSystem, wanted: str) -> None:
    assert park.state(told, TODAY) == wanted


@pytest.fixture
def seen(demo: Demo) -> View:
    assert demo.seen.judgement.as_of == TODAY
    return replace(demo.seen, park=EVERY)


def test_shares_of_servers_and_of_workstations(seen: View) -> None:
    """Of eight servers three are past, three not known, two later; none ends within a year."""
    servers, seats, others = park.shares(seen, SAY).rows

    assert servers.bars == [
        ("past", LEFT, round(3 * WIDTH / 8)),
        ("dark", LEFT + round(3 * WIDTH / 8), round(6 * WIDTH / 8) - round(3 * WIDTH / 8)),
        ("regular", LEFT + round(6 * WIDTH / 8), WIDTH - round(6 * WIDTH / 8)),
    ]
    assert servers.note == "8 · 3 unpatched · 3 not known"
    assert (seats.bars, seats.note) == ([("soon", LEFT, WIDTH)], "5")
    assert (others.bars, others.note) == ([("dark", LEFT, WIDTH)], "1 · 1 not known")


def test_systems_stand_on_the_line_of_years(seen: View) -> None:
    rows = park.ends(seen, SAY).rows

    assert [(row.words, [kind for kind, _, _ in row.bars], row.note) for row in rows] == [
        ("Windows Server 2012", ["past", "past"], "2 servers"),  # its extension has ended too
        ("AIX", ["past"], "1 server"),
        ("system not known", ["dark"], "3 servers · 1 other"),
        ("Windows 11 24H2", ["soon"], "5 workstations"),
        ("Rocky Linux 9", ["regular"], "1 server"),
        ("Arch Linux", ["regular"], "1 server"),
    ]
    assert rows[2].bars == [("dark", LEFT, WIDTH)]
    # 12 October 2027 is 326 days on, of a line of ten years of which three are before.
    assert rows[3].bars == [("soon", LEFT, round((1095 + 326) * WIDTH / 3650))]


def test_ages_are_counts_of_servers_alone(seen: View) -> None:
    rows = park.ages(seen, SAY).rows

    assert [(row.words, [kind for kind, _, _ in row.bars], row.note) for row in rows] == [
        ("Windows Server 2012", ["past", "dark"], "2 · 1 old · 1 of unknown age"),
        ("AIX", ["dark"], "1 · 1 of unknown age"),
        ("system not known", ["dark"], "3 · 3 of unknown age"),
        ("Rocky Linux 9", ["regular"], "1"),
        ("Arch Linux", ["soon"], "1"),
    ]
    assert rows[2].bars == [("dark", LEFT, WIDTH)]


def test_the_table_says_it_all(seen: View) -> None:
    told = park.listed(seen, SAY)

    assert told.written[0] == [
        "Windows Server 2012", "ended", "10\u00a0Oct\u00a02023",
        "ESU 13\u00a0Oct\u00a02026", "2", "0", "0", "1", "0", "0", "1",
    ]  # fmt: skip
    assert [row[2] for row in told.written[1:3]] == ["unknown", "unknown"]
    assert told.written[5][2] == "none is announced"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_demonstration_counts_each_machine_once_and_names_none(
    demo: Demo, language: str
) -> None:
    names = {each.host for each in demo.seen.machines}
    say = words(language)
    drawn = [park.shares(demo.seen, say), park.ends(demo.seen, say), park.ages(demo.seen, say)]
    told = " ".join(f"{row.words} {row.note}" for each in drawn for row in each.rows)

    assert len(names) > 5
    assert [name for name in names if name in told] == []
    assert sum(each.machines for each in demo.seen.park) == 52
    assert say("park.shares_legend") in text(render("html", demo.seen, language))


def test_an_audit_of_before_draws_none(demo: Demo) -> None:
    page = text(render("html", replace(demo.seen, park=()), "fr"))

    assert words("fr")("park.ends_legend") not in page
    assert words("fr")("hosts.ends_legend") in page
