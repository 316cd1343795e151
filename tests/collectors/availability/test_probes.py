"""From what probes noted to outages and watched time: worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.core.exhibits import Exhibit
from agent.core.facts.availability import AvailabilityReport, Condition, Outage, WatchedPeriod
from collectors.availability.probes import probes
from collectors.availability.settings import ServiceSource
from collectors.registry import Limits
from collectors.transports.probing.journal import note, place

DAY = datetime.now(UTC).date()  # on which the files are read
UP, DOWN, DARK = Condition.UP, Condition.DOWN, Condition.DARK


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def passes(folder: Path, first: datetime, last: datetime, condition: Condition) -> None:
    """A pass each five minutes."""
    at = first
    while at <= last:
        note(place(folder, "DPI"), at, condition)
        at += timedelta(minutes=5)


def told(folder: Path) -> tuple[list[Outage], list[WatchedPeriod], list[AvailabilityReport]]:
    kept: list[Exhibit] = []
    source = ServiceSource(name="DPI", probe=("https://dpi.ch.lan/",))
    target = source.targets(folder)[1]
    session: Any = target.open("services.probes", kept.append, Limits())
    items = list(probes(session))
    assert (session.ground, session.completeness) == ("live", "complete")
    return (
        [each for each in items if isinstance(each, Outage)],
        [each for each in items if isinstance(each, WatchedPeriod)],
        [each for each in items if isinstance(each, AvailabilityReport)],
    )


def test_an_outage_lasts_until_the_pass_that_saw_its_end(tmp_path: Path) -> None:
    passes(tmp_path, utc(11, 1), utc(11, 1, 8), UP)
    passes(tmp_path, utc(11, 1, 8, 5), utc(11, 1, 8, 55), DOWN)
    passes(tmp_path, utc(11, 1, 9), utc(11, 1, 12), UP)
    (outage,), (period,), (report,) = told(tmp_path)

    assert (outage.started, outage.ended) == (utc(11, 1, 8, 5), utc(11, 1, 9))
    assert (period.first, period.last, period.holes) == (utc(11, 1), utc(11, 1, 12), ())
    assert (report.last, report.drawn_on) == (utc(11, 1, 12), DAY)


def test_a_week_without_a_probe_is_a_hole(tmp_path: Path) -> None:
    passes(tmp_path, utc(8, 1), utc(8, 3), UP)
    passes(tmp_path, utc(8, 10), utc(8, 11), UP)
    outages, (period,), _ = told(tmp_path)

    assert outages == []
    assert period.holes == ((utc(8, 3), utc(8, 10)),)


def test_one_that_was_down_when_the_probe_stopped(tmp_path: Path) -> None:
    passes(tmp_path, utc(8, 1), utc(8, 1, 1), UP)
    passes(tmp_path, utc(8, 1, 1, 5), utc(8, 1, 2), DOWN)
    passes(tmp_path, utc(8, 9), utc(8, 9, 1), UP)
    (outage,), (period,), _ = told(tmp_path)

    # Of the week that followed nobody knows: it is no outage, and no good time.
    assert (outage.started, outage.ended) == (utc(8, 1, 1, 5), utc(8, 1, 2))
    assert period.holes == ((utc(8, 1, 2), utc(8, 9)),)


def test_one_that_only_the_last_pass_saw(tmp_path: Path) -> None:
    passes(tmp_path, utc(8, 1), utc(8, 1, 1), UP)
    passes(tmp_path, utc(8, 1, 1, 5), utc(8, 1, 1, 5), DOWN)
    (outage,), _, _ = told(tmp_path)

    assert (outage.started, outage.ended, outage.seen_until) == (
        utc(8, 1, 1, 5), None, utc(8, 1, 1, 5),
    )  # fmt: skip


def test_what_cannot_be_told_is_a_hole_too(tmp_path: Path) -> None:
    passes(tmp_path, utc(8, 1), utc(8, 1, 1), UP)
    passes(tmp_path, utc(8, 1, 1, 5), utc(8, 1, 2), DARK)
    passes(tmp_path, utc(8, 1, 2, 5), utc(8, 1, 3), UP)
    outages, (period,), _ = told(tmp_path)

    assert outages == []
    assert period.holes == ((utc(8, 1, 1, 5), utc(8, 1, 2, 5)),)


def test_a_month_of_passes_is_a_report(tmp_path: Path) -> None:
    passes(tmp_path, utc(9, 29), utc(10, 2), UP)
    passes(tmp_path, utc(11, 5), utc(11, 5, 1), UP)
    _, _, reports = told(tmp_path)

    assert [(each.last, each.drawn_on) for each in reports] == [
        (utc(9, 30, 23, 59).replace(second=59), date(2026, 9, 30)),
        (utc(10, 2), date(2026, 10, 2)),
        (utc(11, 5, 1), DAY),
    ]
