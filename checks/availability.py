"""Question 1: how many hours each service was down over twelve months, and who keeps count."""

from datetime import date
from typing import Annotated

from agent.core.facts.availability import FollowedSource, ServiceAvailability
from agent.core.facts.hosts import Boot, HostState
from agent.core.findings import Finding, Findings, Measured, Severity
from agent.core.outcomes import Measure, Reason, Role, Unanswered
from agent.core.sources import Answered, Facts, IfKnown, Known, Only
from checks.derive.equipment import years_before
from checks.registry import check

_HOUR = 3600
_DAY = 24 * _HOUR

# What was not looked at because its source did not answer is no one's neglect.
Looked = Annotated[Facts[ServiceAvailability], Known("watched"), Answered()]


@check("availability.lost-hours", "1a")
def lost_hours(
    services: Annotated[Facts[ServiceAvailability], Only("watched"), Answered()],
    unwatched_percent: int,
) -> Measured:
    """Nobody looked at a service for too much of the year: what it lost then is not known."""
    lost = 0
    for each in services:
        lost += 0 if each.never_up else each.lost
        if each.uncovered * 100 > each.year * unwatched_percent:
            yield Finding.on(
                each,
                Severity.GAP,
                days=each.uncovered // _DAY,
                wanted=unwatched_percent,
                hours=each.lost // _HOUR,
                minutes=each.lost % _HOUR // 60,
                hole=each.longest_hole // _DAY,
                since=each.hole_from.date().isoformat() if each.hole_from else None,
            )
    # Rounded up: what lasted twenty minutes is never told as nothing.
    return Measure(-(-lost // _HOUR), "hours")


@check("availability.unwatched", "1a")
def unwatched(services: Looked) -> Findings:
    """A service that counts, which none of the sources that were read looks at."""
    for each in services:
        if not each.watched:
            yield Finding.on(each, Severity.GAP)


@check("availability.never-up", "1a", Role.INFORMS)
def never_up(services: Annotated[Facts[ServiceAvailability], Only("watched")]) -> Findings:
    """A service that was not seen up once: its monitor is set wrong, or nobody uses it."""
    for each in services:
        if each.never_up:
            yield Finding.on(each, Severity.GAP, days=each.covered // _DAY)


@check("availability.outage-long", "1a", Role.INFORMS)
def outage_long(services: Annotated[Facts[ServiceAvailability], Only("judged")]) -> Findings:
    """One outage lasted longer than the hospital says that the service may be down."""
    for each in services:
        if each.longest > (each.maximum_outage or 0) * _HOUR:
            yield Finding.on(
                each,
                Severity.WATCH if each.longest_planned else Severity.SERIOUS,
                hours=each.longest // _HOUR,
                minutes=each.longest % _HOUR // 60,
                since=each.longest_from.date().isoformat() if each.longest_from else None,
                maximum=each.maximum_outage,
                planned=each.longest_planned,
            )


@check("availability.machines-only", "1a", Role.INFORMS)
def machines_only(services: Annotated[Facts[ServiceAvailability], Only("watched")]) -> Findings:
    """Only its machines are looked at: one that answers does not show that the service did."""
    for each in services:
        if each.machines_only:
            yield Finding.on(each, Severity.WATCH)


@check("availability.tickets-open", "1a", Role.INFORMS)
def tickets_open(services: Facts[ServiceAvailability]) -> Findings:
    """Tickets tell of outages to which nobody gave an end: they are not counted."""
    for each in services:
        if each.open_tickets:
            yield Finding.on(each, Severity.WATCH, tickets=each.open_tickets)


@check("availability.stopped-badly", "1a", Role.INFORMS)
def stopped_badly(
    hosts: Annotated[Facts[HostState], Known("boots_known_since")],
    boots: Annotated[Facts[Boot], IfKnown()],
    as_of: date,
) -> Findings:
    """A host started again within the year, and no shutdown was recorded before: it fell.

    It stands beside the hours, and is none: how long the host was down is not known, nor whether
    a service was.
    """
    first = years_before(as_of, 1)
    fell: dict[tuple[str, str], list[date]] = {}
    for each in boots:
        if each.clean is False and first <= each.started.date() <= as_of:
            fell.setdefault((each.source, each.host), []).append(each.started.date())
    for host in hosts:
        if days := fell.get((host.source, host.host)):
            since = host.boots_known_since or first
            yield Finding.on(
                host,
                Severity.WATCH,
                times=len(days),
                last=max(days).isoformat(),
                since=max(since, first).isoformat(),
            )


@check("availability.measure-stopped", "1b")
def measure_stopped(
    sources: Annotated[Facts[FollowedSource], Known("followed"), Answered()],
    as_of: date,
    outages_stale_days: int,
) -> Findings:
    """A list drawn lately tells nothing of the last month: nobody measures any more."""
    old: list[str] = []
    none = True
    for each in sources:
        if (as_of - each.drawn_on).days > outages_stale_days:
            old.append(f"{each.key} {each.drawn_on.isoformat()}")
        elif (as_of - each.last).days > outages_stale_days:
            none = False
            yield Finding.on(
                each, Severity.GAP, last=each.last.isoformat(), wanted=outages_stale_days
            )
    if none and old:
        raise Unanswered(Reason.STALE, ", ".join(old))
