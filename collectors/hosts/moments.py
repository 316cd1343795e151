"""Days and instants as hosts tell them: sensible ones only, whatever a host sends."""

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from agent.core.errors import Stale
from agent.core.exhibits import Exhibit
from agent.core.facts.logs import Span

_FIRST_YEAR, _LAST_YEAR = 1971, 2200  # a machine without a clock starts in 1970
_A_DAY = timedelta(days=1)


def instant(epoch: str | int) -> datetime | None:
    """An instant from seconds since 1970, None when it is none or no sensible one."""
    try:
        at = datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if sensible(at) else None


def day(told: str) -> date | None:
    """A calendar day, `2026-11-24`, None when it is none or no sensible one."""
    try:
        at = date.fromisoformat(told[:10]) if len(told) >= 10 else None  # noqa: PLR2004 - its length
    except ValueError:
        return None
    return at if at and sensible(at) else None


def sensible(at: date) -> bool:
    """Whether a day or an instant can be one of a host's life."""
    return _FIRST_YEAR <= at.year <= _LAST_YEAR


def spans(found: Iterable[date]) -> tuple[Span, ...]:
    """Consecutive days as spans, oldest first."""
    made: list[Span] = []
    for each in sorted(found):
        if made and (each - made[-1][1]).days == 1:
            made[-1] = (made[-1][0], each)
        else:
            made.append((each, each))
    return tuple(made)


def surely_ahead(now: datetime, ended: datetime | None, asked: tuple[datetime, datetime]) -> int:
    """Seconds that a host is surely ahead (or behind, negative), by both clocks around the run.

    It read its clock after it was asked and before its answer had come.

    Args:
        now: when the script began, by the host's clock.
        ended: when it ended, by the host's clock.
        asked: when preuve asked and when it had the answer, by its own clock.
    """
    started, answered = asked
    most = (now - started).total_seconds() + 1  # the host tells whole seconds
    least = ((ended or now) - answered).total_seconds()
    if least <= 0 <= most:
        return 0
    return math.floor(least) if least > 0 else math.ceil(most)


def refuse_future(now: datetime, exhibit: Exhibit) -> None:
    """Refuse a file dated after the day it was written.

    Raises:
        Stale: it would never grow old.
    """
    acquired = exhibit.acquisition
    if now > acquired.ended + _A_DAY and not acquired.server:
        raise Stale(f"{acquired.target}: dated {now.date()}, after the day its file was written")
