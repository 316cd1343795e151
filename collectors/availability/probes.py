"""The collector of probes: outages that preuve saw itself, and when it looked."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from agent.core.facts.availability import (
    AvailabilityReport,
    Condition,
    Moments,
    Outage,
    ReadingRules,
    WatchedPeriod,
    Watcher,
)
from agent.core.intervals import merged, without
from collectors.registry import collector
from collectors.transports.probing.journal import SILENCE, Journal, Noted

_RULES = "probe/1"  # whatever the address that is asked: the service is the same


@collector("services.probes")
def probes(
    session: Journal,
) -> Iterator[Outage | WatchedPeriod | AvailabilityReport | ReadingRules]:
    """Yield each outage, the time that was watched, and a report a month: a habit shows by them.

    Raises:
        SourceError: see `Journal.noted`.
    """
    noted = session.noted()
    told = list(_lasting(noted))
    name = session.name
    yield from _outages(name, noted[-1], told)
    watched = merged(span for span, condition in told if condition is not Condition.DARK)
    if watched:
        first, last = watched[0][0], watched[-1][1]
        yield WatchedPeriod(
            source=name,
            key=f"{first}|{last}",
            told_by=Watcher.PROBE,
            service=name,
            first=first,
            last=last,
            holes=tuple(without([(first, last)], watched)),
            rules=_RULES,
        )
    months = _months(watched)
    for last in months:
        # Up to the newest, the journal is read as it stands on the day of the audit.
        drawn = session.read_on if last == months[-1] else last.date()
        yield AvailabilityReport(
            source=name,
            key=f"{drawn}|{last}",
            told_by=Watcher.PROBE,
            drawn_on=drawn,
            last=last,
            lines=len(noted),
            rules=_RULES,
        )
    yield ReadingRules(source=name, key=name, rules=_RULES)


def _outages(name: str, newest: Noted, told: list[tuple[Moments, Condition]]) -> Iterator[Outage]:
    """Each time that the service did not answer; the last one may go on."""
    end, down = newest.last, newest.condition is Condition.DOWN
    downs = merged(span for span, condition in told if condition is Condition.DOWN)
    if down and newest.first == end:
        downs.append((end, end))  # the last pass is the first that saw it
    for first, last in downs:
        ended = last if last < end or not down else None
        until = f"{ended}" if ended else f"open {last}"
        yield Outage(
            source=name,
            key=f"{first}|{until}",
            told_by=Watcher.PROBE,
            service=name,
            started=first,
            ended=ended,
            seen_until=None if ended else last,
            planned=None,
            rules=_RULES,
        )


def _lasting(noted: list[Noted]) -> Iterator[tuple[Moments, Condition]]:
    """Each state and how long it lasted: up to the next one, unless there is a silence between."""
    for now, after in pairwise(noted):
        known = after.first - now.last <= SILENCE
        yield (now.first, after.first if known else now.last), now.condition
    yield (noted[-1].first, noted[-1].last), noted[-1].condition


def _months(watched: list[Moments]) -> list[datetime]:
    """The last instant that was watched of each calendar month."""
    found: dict[tuple[int, int], datetime] = {}
    for first, last in watched:
        at = first
        while (at.year, at.month) < (last.year, last.month):
            after = (at.replace(day=1) + timedelta(days=32)).replace(
                day=1, hour=0, minute=0, second=0
            )
            found[at.year, at.month] = after - timedelta(seconds=1)
            at = after
        found[last.year, last.month] = last
    return list(found.values())
