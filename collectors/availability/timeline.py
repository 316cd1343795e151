"""From what a tool saw of one thing, line by line: when it was down, and when anybody looked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from agent.core.facts.availability import Condition, Moments
from agent.core.intervals import merged

# So many lines, most of them so close together, are a series of measures: its silence is a hole.
_SERIES = 50
_CLOSE = timedelta(hours=1)
_MISSED = 3  # measures in a row
_LEAST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Seen:
    """One line: a state from an instant on, until another one where the line tells it."""

    at: datetime
    state: Condition
    until: datetime | None = None
    planned: bool | None = None


@dataclass(frozen=True, slots=True)
class Down:
    """An outage; without `ended`, it lasted at `seen_until`."""

    started: datetime
    ended: datetime | None
    seen_until: datetime | None = None
    planned: bool | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """All of one thing; `watched` is None when nothing tells that anybody looked."""

    downs: tuple[Down, ...]
    watched: Moments | None
    holes: tuple[Moments, ...] = ()


def of_changes(lines: Sequence[Seen], last: datetime, asked: Moments | None) -> Story:
    """Of lines that each tell a new state, oldest first; the last one lasts to the list's end.

    `last` is the last instant of the whole list, `asked` the time that it was asked for.
    """
    first, end = lines[0].at, max(last, asked[1]) if asked else last
    pieces = list(_lasting(lines, end))
    if asked and asked[0] < first:
        # What goes down was up. Before any other line, nobody knows.
        was_up = lines[0].state is Condition.DOWN and _silence(lines) is None
        pieces.insert(0, (asked[0], first, Condition.UP if was_up else Condition.DARK))
        first = asked[0]
    downs: list[Down] = []
    for at, until, state in pieces:
        if state is not Condition.DOWN or at == until != end:
            continue
        if downs and downs[-1].ended == at:
            at = downs.pop().started  # noqa: PLW2901 - the same outage goes on
        downs.append(Down(at, until))
    if pieces[-1][2] is Condition.DOWN:
        downs[-1] = Down(downs[-1].started, None, end)
    holes = tuple(merged((at, until) for at, until, state in pieces if state is Condition.DARK))
    return Story(tuple(downs), (first, end) if first < end else None, holes)


def _lasting(
    lines: Sequence[Seen], end: datetime
) -> Iterator[tuple[datetime, datetime, Condition]]:
    """Each state and how long it lasted; a series that falls silent tells nothing any more."""
    silence = _silence(lines)
    for line, until in zip(lines, [*(each.at for each in lines[1:]), end], strict=True):
        known = until if silence is None else min(until, line.at + silence)
        yield line.at, known, line.state
        if known < until:
            yield known, until, Condition.DARK


def _silence(lines: Sequence[Seen]) -> timedelta | None:
    """From how long on the silence of a series is a hole; None for a list of changes alone."""
    if len(lines) < _SERIES:
        return None
    gaps = sorted(after.at - before.at for before, after in pairwise(lines))
    usual = gaps[len(gaps) * 9 // 10]
    return max(usual * _MISSED, _LEAST) if usual <= _CLOSE else None


def of_spans(lines: Sequence[Seen], last: datetime, asked: Moments | None) -> Story:
    """Of lines that each tell a time. Where some tell that it was up, they are all there is.

    A list of problems alone shows only those: that somebody looked is told by `asked`.
    """
    downs = tuple(
        Down(each.at, each.until, None if each.until else max(_until(last, asked), each.at),
             each.planned)
        for each in lines
        if each.state is Condition.DOWN
    )  # fmt: skip
    dark = [(each.at, each.until or last) for each in lines if each.state is Condition.DARK]
    if not any(each.state is Condition.UP for each in lines):
        return Story(downs, asked, tuple(merged(dark)) if asked else ())
    seen = merged(
        (each.at, each.until or last) for each in lines if each.state is not Condition.DARK
    )
    if not seen:
        return Story(downs, None)
    between = [(before[1], after[0]) for before, after in pairwise(seen)]
    return Story(downs, (seen[0][0], seen[-1][1]), tuple(between))


def _until(last: datetime, asked: Moments | None) -> datetime:
    return max(last, asked[1]) if asked else last
