"""Arithmetic of instants: what several sources tell of one time is counted once."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from agent.core.facts.availability import Moments

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


def merged(moments: Iterable[Moments]) -> list[Moments]:
    """The same time as spans that neither overlap nor touch, oldest first; empty ones are left."""
    found: list[Moments] = []
    for start, end in sorted(moments):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def both(moments: Iterable[Moments], others: Iterable[Moments]) -> list[Moments]:
    """The time that two have in common, merged."""
    return list(_common(merged(moments), merged(others)))


def without(moments: Iterable[Moments], others: Iterable[Moments]) -> list[Moments]:
    """Some time less another, merged."""
    return both(moments, _around(merged(others)))


def seconds(moments: Iterable[Moments]) -> int:
    """How long some merged time is, in whole seconds."""
    lasting = sum((end - start for start, end in moments), timedelta())
    return lasting // timedelta(seconds=1)


def clusters(moments: Iterable[Moments], apart: timedelta) -> Iterator[list[Moments]]:
    """Merged time, oldest first, in groups of which none is nearer to the next than `apart`."""
    group: list[Moments] = []
    for each in moments:
        if group and each[0] - group[-1][1] >= apart:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def year_until(day: date) -> Moments:
    """The twelve months that end with a day, itself included; days of UTC."""
    try:
        before = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        before = day.replace(year=day.year - 1, day=28)
    return midnight(before + timedelta(days=1)), midnight(day + timedelta(days=1))


def midnight(day: date) -> datetime:
    """The first instant of a day of UTC."""
    return datetime.combine(day, time(), UTC)


def _common(one: list[Moments], other: list[Moments]) -> Iterator[Moments]:
    """Both lists are read side by side: a year of flapping is long."""
    at = 0
    for start, end in one:
        while at < len(other) and other[at][1] <= start:
            at += 1
        here = at
        while here < len(other) and other[here][0] < end:
            yield max(start, other[here][0]), min(end, other[here][1])
            here += 1


def _around(moments: list[Moments]) -> Iterator[Moments]:
    """All the time that is not in a merged one."""
    begins = _BEGINNING
    for start, end in moments:
        yield begins, start
        begins = end
    yield begins, _END
