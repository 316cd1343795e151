"""The collector of supervision: outages of each service and host, and when it was looked at."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from agent.core.errors import Empty
from agent.core.facts.availability import (
    AvailabilityReport,
    Moments,
    Outage,
    ReadingRules,
    WatchedPeriod,
    Watcher,
)
from agent.core.intervals import both, without
from collectors.availability.log import Line, SupervisionList, by_thing, fits
from collectors.availability.timeline import Story, of_changes, of_spans
from collectors.registry import Unseen, collector


@collector("supervision.states")
def states(
    file: SupervisionList,
) -> Iterator[Outage | WatchedPeriod | AvailabilityReport | ReadingRules | Unseen]:
    """Yield what a list tells of each service, then of hosts that none names, then the list.

    A service of which it has no line is yielded as unseen, unless it is declared quiet.

    Raises:
        Empty: nothing in it is of a declared service or of a host.
        Unreadable: see `SupervisionList.lines`.
    """
    lines, last = file.lines()
    asked = file.bounds(last)
    if not lines and not file.asked.quiet:
        raise Empty(f"{file.name}: no line is of a service that it names, nor of a host")
    stories = _stories(lines, last, asked, spans=file.spans)
    for service, patterns in file.asked.services.items():
        told = [story for (name, _), story in stories.items() if name == service]
        yield from _outages(file, told, service=service)
        things = [each.thing for each in lines if each.service == service]
        watched = _together(told, asked, quiet=service in file.asked.quiet)
        if watched and (service in file.asked.quiet or _all_seen(patterns, things)):
            yield _period(file, watched, service=service)
        else:
            yield Unseen(WatchedPeriod, service)
    for (name, host), story in stories.items():
        if not name:
            yield from _outages(file, [story], host=host)
            if watched := _together([story], asked, quiet=False):
                yield _period(file, watched, host=host)
    end = max(last, asked[1]) if asked else last
    yield AvailabilityReport(
        source=file.name,
        key=f"{file.asked.drawn_on.isoformat()}|{end.isoformat()}|{file.rules}",
        told_by=Watcher.SUPERVISION,
        drawn_on=file.asked.drawn_on,
        last=end,
        lines=len(lines),
        rules=file.rules,
    )
    yield ReadingRules(source=file.name, key=file.name, rules=file.rules)


def _stories(
    lines: list[Line], last: datetime, asked: Moments | None, *, spans: bool
) -> dict[tuple[str, str], Story]:
    told = of_spans if spans else of_changes
    return {(service, thing): told(seen, last, asked) for service, thing, seen in by_thing(lines)}


def _all_seen(patterns: Iterable[str], things: list[str]) -> bool:
    """Whether every pattern of a service has a line: a part that has none may not be watched."""
    return all(any(fits(each, thing) for thing in things) for each in patterns)


def _together(told: list[Story], asked: Moments | None, *, quiet: bool) -> list[Moments]:
    """The time during which all that a service stands on was looked at."""
    common: list[Moments] | None = [asked] if quiet and asked else None
    for each in told:
        seen = without([each.watched], each.holes) if each.watched else []
        common = seen if common is None else both(common, seen)
    return common or []


def _outages(
    file: SupervisionList, told: list[Story], *, service: str = "", host: str = ""
) -> Iterator[Outage]:
    for story in told:
        for each in story.downs:
            until = f"{each.ended}" if each.ended else f"open {each.seen_until}"
            yield Outage(
                source=file.name,
                key=f"{service or host}|{each.started}|{until}|{file.rules}",
                told_by=Watcher.SUPERVISION,
                service=service,
                host=host,
                started=each.started,
                ended=each.ended,
                seen_until=each.seen_until,
                planned=each.planned,
                rules=file.rules,
            )


def _period(
    file: SupervisionList, watched: list[Moments], *, service: str = "", host: str = ""
) -> WatchedPeriod:
    first, last = watched[0][0], watched[-1][1]
    return WatchedPeriod(
        source=file.name,
        key=f"{service or host}|{first}|{last}|{file.rules}",
        told_by=Watcher.SUPERVISION,
        service=service,
        host=host,
        first=first,
        last=last,
        holes=tuple(without([(first, last)], watched)),
        rules=file.rules,
    )
