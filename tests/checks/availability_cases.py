"""The three cases of the checks on outages; worked out by hand."""

from datetime import UTC, date, datetime
from typing import Any

from agent.core.facts.availability import FollowedSource, ServiceAvailability, Watcher
from agent.core.facts.hosts import Boot, HostState
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

HOUR, DAYS = 3600, 24 * 3600
YEAR = 365 * DAYS
NO_SOURCE = Missing("supervision", Reason.NO_SOURCE)


def year(name: str = "Dossier patient", **more: Any) -> ServiceAvailability:
    """A service that was down for nine hours, four of them in a row, and always looked at."""
    told: dict[str, Any] = {
        "source": name, "key": name, "purpose": "soins", "year": YEAR, "lost": 9 * HOUR,
        "planned": 0, "uncovered": 0, "covered": YEAR, "outages": 3, "longest": 4 * HOUR,
        "longest_from": datetime(2026, 5, 20, 5, tzinfo=UTC), "sources": 1,
        "told_by": (Watcher.SUPERVISION,),
    }  # fmt: skip
    return ServiceAvailability(**told | more)


def dark(days: int) -> dict[str, Any]:
    return {
        "uncovered": days * DAYS, "covered": YEAR - days * DAYS, "longest_hole": days * DAYS,
        "hole_from": datetime(2026, 8, 3, tzinfo=UTC),
    }  # fmt: skip


def known(*services: ServiceAvailability, **more: Any) -> dict[type[Any], Facts[Any]]:
    return {ServiceAvailability: Facts(list(services), **more)}


def followed(**more: Any) -> dict[type[Any], Facts[Any]]:
    told: dict[str, Any] = {
        "source": "centreon", "key": "centreon", "drawn_on": date(2026, 11, 19),
        "last": date(2026, 10, 20), "months": 2,
    }  # fmt: skip
    return {FollowedSource: Facts([FollowedSource(**told | more)])}


UNWATCHED = year("Labo", lost=0, covered=0, uncovered=YEAR, outages=0, longest=0, told_by=())
NEVER_UP = year("Labo", lost=YEAR, longest=YEAR)
REFUSED: dict[type[Any], Any] = {ServiceAvailability: Unanswered(Reason.UNREACHABLE, "centreon")}


def started(*boots: tuple[date, bool | None], **more: Any) -> dict[type[Any], Facts[Any]]:
    """A host and its starts, each with whether a shutdown was recorded before it."""
    told: dict[str, Any] = {
        "source": "srv", "key": "srv", "host": "srv", "seen_on": date(2026, 11, 20),
        "boots_known_since": date(2026, 1, 5),
    }  # fmt: skip
    starts = [
        Boot(
            source="srv", key=f"srv/{day}", host="srv", clean=clean,
            started=datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        )
        for day, clean in boots
    ]  # fmt: skip
    return {HostState: Facts([HostState(**told | more)]), Boot: Facts(starts)}


AVAILABILITY_CASES = {
    # A year before 20 November 2026; the first start known has nothing before it to tell.
    "availability.stopped-badly": Cases(
        Case(started((date(2026, 3, 2), True), (date(2026, 1, 5), None), (date(2025, 11, 19), False))),
        Case(started((date(2025, 11, 20), False), (date(2026, 3, 2), False)), 1),
        Case(started(boots_known_since=None)),
    ),
    "availability.lost-hours": Cases(
        # Eighteen days of 365 are 4.9 percent, nineteen 5.2.
        Case(known(year(**dark(18)), UNWATCHED)),
        Case(known(year(**dark(19)), year("Labo", **dark(300)), year("Urgences")), 2),
        Case(known(UNWATCHED)),  # the check below tells it
    ),
    "availability.unwatched": Cases(
        Case(known(year(), year("Urgences"))),
        Case(known(year(), UNWATCHED), 1),
        # Tickets alone were read: what would watch is not known.
        Case(known(year("Labo", sources=0, covered=0), missing=[NO_SOURCE])),
    ),
    "availability.never-up": Cases(
        Case(known(year(lost=0, longest=0))),
        Case(known(year(), NEVER_UP), 1),
        Case(REFUSED),
    ),
    "availability.outage-long": Cases(
        # Four hours, and four are admitted; a monitor that never saw it up says nothing.
        Case(known(year(maximum_outage=4), year("Labo", lost=YEAR, maximum_outage=1, longest=YEAR))),
        Case(
            known(
                year(maximum_outage=3),
                year("Labo", maximum_outage=1, longest_planned=True),
                year("Paie"),
            ),
            2,
        ),
        Case(known(year())),  # nobody said how long it may be down
    ),
    "availability.machines-only": Cases(
        Case(known(year())),
        Case(known(year(machines_only=True)), 1),
        Case(REFUSED),
    ),
    "availability.tickets-open": Cases(
        Case(known(year())),
        Case(known(year(open_tickets=2)), 1),
        Case(REFUSED),
    ),
    "availability.measure-stopped": Cases(
        Case(followed()),  # 31 days before
        Case(followed(last=date(2026, 10, 19)), 1),
        # An old list, or a single one, does not say whether anybody looks.
        Case(followed(drawn_on=date(2026, 10, 19), last=date(2026, 10, 18))),
    ),
}  # fmt: skip
