"""The year of each service on the page: known, never up, not known."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from agent.core.facts.availability import ServiceAvailability, Spell, SpellKind, Watcher
from agent.core.judgements import Judgement
from agent.core.runs import RunRecord, RunState
from reports.html.bars import LEFT, WIDTH
from reports.html.services import legend, picture, spells, table
from reports.view import View
from reports.words import words
from tests.reports.conftest import Demo

HOUR, DAY = 3600, 24 * 3600


def year(name: str, **more: Any) -> ServiceAvailability:
    told: dict[str, Any] = {
        "source": name, "key": name, "purpose": "Soins", "year": 365 * DAY, "lost": 9 * HOUR + 150,
        "planned": 2 * HOUR, "uncovered": 2 * DAY + 1, "covered": 363 * DAY, "outages": 2,
        "longest": 8 * HOUR, "longest_from": datetime(2026, 5, 20, 5, tzinfo=UTC), "sources": 1,
        "told_by": (Watcher.PROBE, Watcher.TICKET),
    }  # fmt: skip
    return ServiceAvailability(**told | more)


def test_each_service_in_words(demo: Demo) -> None:
    never = year("Labo", lost=365 * DAY, uncovered=0, covered=365 * DAY, told_by=())
    nobody = year("Paie", lost=0, uncovered=365 * DAY, covered=0, longest_from=None, told_by=())
    quiet = year("Site", lost=0, planned=0, uncovered=0, longest=0, longest_from=None)
    view = replace(demo.seen, services=(quiet, year("DPI"), nobody, never))

    assert table(view, words("en")) == [
        ["Labo", "Soins", *["never seen up"] * 3, "0 days", ""],
        ["DPI", "Soins", "9 h, 2 min", "2 h, 0 min", "8 h, 0 min, on 20\u00a0May\u00a02026",
         "3 days", "preuve’s probe, tickets"],
        ["Paie", "Soins", *["not known"] * 3, "365 days", ""],
        ["Site", "Soins", "0 h, 0 min", "0 h, 0 min", "none", "0 days", "preuve’s probe, tickets"],
    ]  # fmt: skip


def utc(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


SPELLS = (
    Spell(SpellKind.UNPLANNED, utc(5, 20, 5), utc(5, 20, 13), 1, 8 * HOUR),
    Spell(SpellKind.UNWATCHED, utc(8, 1), utc(8, 8), 1, 7 * DAY),
    # Nights alone for a month: somebody looked for most of it.
    Spell(SpellKind.UNWATCHED, utc(9, 1), utc(9, 30), 30, 30 * 8 * HOUR),
    Spell(SpellKind.PLANNED, utc(9, 10), utc(9, 10, 2), 2, HOUR),
)


def test_everything_stands_in_its_place_and_an_outage_over_all() -> None:
    """430 units are 365 days, the last of which is 20 November 2026."""
    (row,) = drawn(year("DPI", spells=SPELLS)).rows

    def at(before: int) -> int:
        return LEFT + round((365 - before) * WIDTH / 365)

    # 1 August is 111 days before, 8 August 104; 1 September 80, 30 September 51; and so on.
    assert row.bars == [
        ("dark", at(111), at(104) - at(111)),
        ("young", at(80), at(51) - at(80)),
        ("extension", at(71), 3),
        ("past", at(184), 3),
    ]
    assert row.note == "9 h, 2 min in 2 outages"


def drawn(*services: ServiceAvailability) -> Any:
    return picture(shown(*services), words("en"))


def shown(*services: ServiceAvailability) -> View:
    judged = Judgement(
        run=1, judged_at=utc(11, 20), as_of=date(2026, 11, 20), profile="guide-2013",
        thresholds=(), not_asked=(), outcomes=(), findings=(), answers=(),
    )  # fmt: skip
    run = RunRecord(
        run=1, site="CH", state=RunState.ENDED, started=utc(11, 20), as_of=judged.as_of,
        profile=judged.profile,
    )  # fmt: skip
    return View(
        run=run, judgement=judged, units=(), bridge=None, standings=(), rolls=(), services=services
    )


def test_a_ticket_on_what_nobody_watches_is_not_hidden() -> None:
    dark = Spell(SpellKind.UNWATCHED, utc(1, 1), utc(11, 21), 2, 300 * DAY)
    (row,) = drawn(year("Paie", covered=0, spells=(dark, SPELLS[0]))).rows

    assert [kind for kind, _, _ in row.bars] == ["dark", "past"]
    assert row.note == "nobody looked"
    (bare,) = drawn(year("Paie", covered=0, longest_from=None, hole_from=None, longest_hole=0)).rows
    assert bare.bars == [("dark", LEFT, WIDTH)]


def test_the_table_tells_how_many_a_mark_holds() -> None:
    told = spells(shown(year("DPI", spells=SPELLS)), words("en"))

    assert [row[4:] for row in told.written] == [
        ["1", "8 h, 0 min"],
        ["1", "168 h, 0 min"],
        ["30", "240 h, 0 min"],
        ["2", "1 h, 0 min"],
    ]
    assert told.written[0][:2] == ["DPI", "unplanned outage"]
    assert told.written[0][2].endswith("05:00 UTC")


def test_an_older_judgement_shows_what_it_kept_and_says_so() -> None:
    before = year("DPI", hole_from=utc(8, 1), longest_hole=2 * DAY)
    (row,) = drawn(before).rows

    assert [kind for kind, _, _ in row.bars] == ["dark", "past"]
    assert "longest" in legend(shown(before), words("en"))
    assert "every outage" in legend(shown(year("DPI", spells=SPELLS)), words("en"))
    assert spells(shown(before), words("en")).rows == []
