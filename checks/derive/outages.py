"""How many hours each declared service was down over twelve months, and who was looking."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, TypeVar

from agent.core.facts.availability import (
    AvailabilityReport,
    FollowedSource,
    Moments,
    Outage,
    ReadingRules,
    Service,
    ServiceAvailability,
    Spell,
    SpellKind,
    WatchedPeriod,
    Watcher,
)
from agent.core.facts.backups import VitalSystem
from agent.core.intervals import both, clusters, merged, midnight, seconds, without, year_until
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts, IfKnown
from checks.derive.reconciliation.names import fold
from checks.registry import derivation

# What lies nearer is told together: a year of flapping has a spell a day at the most.
_APART = timedelta(days=1)

R = TypeVar("R", Outage, WatchedPeriod, AvailabilityReport)


@dataclass(slots=True)
class _Told:
    """What sources say of one name, a service's or a host's; `name` is as one of them writes it."""

    name: str = ""
    down: list[Moments] = field(default_factory=list)
    planned: list[Moments] = field(default_factory=list)
    under_way: list[Moments] = field(default_factory=list)  # as far as the source knows
    watched: list[Moments] = field(default_factory=list)
    open_tickets: set[str] = field(default_factory=set)
    by: set[Watcher] = field(default_factory=set)


@derivation("availability.services")
def services(
    outages: Facts[Outage],
    periods: Annotated[Facts[WatchedPeriod], IfKnown()],
    reports: Annotated[Facts[AvailabilityReport], IfKnown()],
    declared: Annotated[Facts[Service], IfKnown()],
    vital: Annotated[Facts[VitalSystem], IfKnown()],
    rules: Annotated[Facts[ReadingRules], IfKnown()],
    as_of: date,
) -> Iterator[ServiceAvailability | Missing]:
    """Yield what the year was for each declared service.

    One is missing, and not unwatched, where a source may know it without having told anything.

    Raises:
        Unanswered: no service is declared, so that nobody said what counts.
    """
    yield from declared.missing
    wanted = list(declared)
    if not wanted and not declared.missing:
        raise Unanswered(Reason.NO_SOURCE, Service.kind)
    now = {each.source: each.rules for each in rules}
    by_service, by_host = _gathered(_current(outages, now), _current(periods, now))
    # What a source names and nobody declared may be a declared one under another spelling.
    known = {fold(each.key) for each in wanted}
    strays = [
        told.name
        for name, told in by_service.items()
        if name not in known and told.by != {Watcher.TICKET}
    ]
    yield from (Missing(name, Reason.COVERAGE) for name in sorted(strays))
    unread = [each for each in periods.missing if each.reason is not Reason.COVERAGE]
    yield from unread
    untold = {fold(each.target) for each in periods.missing if each not in unread}
    limits = {fold(each.key): each.maximum_outage for each in vital}
    looking = (each for each in _current(reports, now) if each.told_by is not Watcher.TICKET)
    sources = len({each.source for each in looking})
    if not sources and not unread:
        yield Missing("supervision", Reason.NO_SOURCE)  # tickets watch nothing
    for service in wanted:
        name = fold(service.key)
        found = _year(
            service,
            by_service.get(name, _Told()),
            [by_host.get(fold(host), _Told()) for host in service.hosts],
            as_of,
            sources,
            limits.get(fold(service.vital)),
        )
        if found.watched is False and (strays or name in untold):
            yield Missing(service.key, Reason.COVERAGE)
        else:
            yield found


def _gathered(
    outages: Iterable[Outage], periods: Iterable[WatchedPeriod]
) -> tuple[dict[str, _Told], dict[str, _Told]]:
    by_service: dict[str, _Told] = defaultdict(_Told)
    by_host: dict[str, _Told] = defaultdict(_Told)
    told_of = list(outages)
    closed = {_begun(each) for each in told_of if each.ended is not None}
    for each in told_of:
        told = by_service[fold(each.service)] if each.service else by_host[fold(each.host)]
        told.name = each.label
        told.by.add(each.told_by)
        until = each.ended or each.seen_until
        if each.ended is None and _begun(each) in closed:
            continue  # an earlier report: it has ended since
        if until is None:
            told.open_tickets.add(f"{each.source} {each.key}")
            continue
        told.down.append((each.started, until))
        if each.planned:
            told.planned.append((each.started, until))
        if each.ended is None:
            told.under_way.append((each.started, until))
    for period in periods:
        told = by_service[fold(period.service)] if period.service else by_host[fold(period.host)]
        told.name = period.label
        told.by.add(period.told_by)
        told.watched += without([(period.first, period.last)], period.holes)
    return by_service, by_host


def _current(told: Iterable[R], now: Mapping[str, str]) -> Iterator[R]:
    """What was read as it would be today: a slip that was corrected accuses nobody any more."""
    return (each for each in told if each.rules == now.get(each.source, each.rules))


def _begun(outage: Outage) -> tuple[object, ...]:
    return outage.source, outage.service, outage.host, outage.started


def _year(
    service: Service,
    own: _Told,
    hosts: list[_Told],
    as_of: date,
    sources: int,
    maximum: int | None,
) -> ServiceAvailability:
    start, end = year_until(as_of)
    if service.since:
        start = min(max(start, midnight(service.since)), end)
    year = [(start, end)]
    told = [own, *hosts]
    # Without any of its machines it stops: each of them has to be watched.
    machines = merged(hosts[0].watched) if hosts else []
    for each in hosts[1:]:
        machines = both(machines, each.watched)
    whole = merged(each for one in told for each in one.down)
    met = [each for each in whole if both([each], year)]
    lost = both(whole, year)
    planned = both(merged(each for one in told for each in one.planned), lost)
    covered = both([*own.watched, *machines], year)
    dark = without(year, [*covered, *lost])
    longest = max(met, key=_length, default=None)
    hole = max(dark, key=_length, default=None)
    return ServiceAvailability(
        source=service.source,
        key=service.key,
        purpose=service.purpose,
        year=seconds(year),
        lost=seconds(lost),
        planned=seconds(planned),
        covered=seconds(covered),
        uncovered=seconds(dark),
        outages=len(met),
        longest=seconds([longest]) if longest else 0,
        longest_from=longest[0] if longest else None,
        longest_planned=bool(longest and not without([longest], planned)),
        longest_hole=seconds([hole]) if hole else 0,
        hole_from=hole[0] if hole else None,
        still_down=_still_down(told, covered),
        open_tickets=len(set().union(*(each.open_tickets for each in told))),
        told_by=tuple(sorted(set().union(*(each.by for each in told)))),
        sources=sources,
        machines_only=bool(machines) and not own.watched,
        maximum_outage=maximum,
        spells=_spells(without(lost, planned), planned, dark),
    )


def _spells(
    unplanned: list[Moments], planned: list[Moments], dark: list[Moments]
) -> tuple[Spell, ...]:
    """All that the year lost, and that nobody saw of it, in place: oldest first."""
    told = (
        (SpellKind.UNPLANNED, unplanned),
        (SpellKind.PLANNED, planned),
        (SpellKind.UNWATCHED, dark),
    )
    made = (
        Spell(what, each[0][0], each[-1][1], len(each), seconds(each))
        for what, moments in told
        for each in clusters(moments, _APART)
    )
    return tuple(sorted(made, key=lambda each: (each.first, each.what)))


def _length(moments: Moments) -> int:
    return seconds([moments])


def _still_down(told: list[_Told], covered: list[Moments]) -> bool:
    """Whether the last that a source saw of it was an outage."""
    last = covered[-1][1] if covered else None
    return any(last is None or until >= last for each in told for _, until in each.under_way)


@derivation("availability.followed")
def followed(
    reports: Facts[AvailabilityReport],
    rules: Annotated[Facts[ReadingRules], IfKnown()],
    as_of: date,
) -> Iterator[FollowedSource]:
    """Yield how regularly each source that watches is read; a list of tickets watches nothing."""
    of_source: dict[str, list[AvailabilityReport]] = defaultdict(list)
    now = {each.source: each.rules for each in rules}
    for each in _current(reports, now):
        if each.told_by is not Watcher.TICKET and each.last.date() <= as_of:
            of_source[each.source].append(each)
    for source, told in sorted(of_source.items()):
        newest = max(told, key=lambda each: (each.drawn_on, each.last))
        yield FollowedSource(
            source=source,
            key=source,
            drawn_on=newest.drawn_on,
            last=newest.last.date(),
            months=len({(each.last.year, each.last.month) for each in told}),
        )
