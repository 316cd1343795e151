"""The rolls of persons: recent, and not shrinking without a reason."""

from datetime import date

from agent.core.facts.people import Roll
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Earlier, Facts
from checks.registry import check


@check("people.roll-shrunk", "3a", Role.INFORMS)
def roll_shrunk(
    rolls: Facts[Roll], before: Earlier[Roll], roll_shrink_watch_percent: int
) -> Findings:
    """A roll lost many of its persons since the last run."""
    earlier = {(each.source, each.key): each.persons for each in before}
    for each in rolls:
        known = earlier.get((each.source, each.key), 0)
        if (known - each.persons) * 100 > known * roll_shrink_watch_percent:
            yield Finding.on(each, Severity.WATCH, before=known, now=each.persons)


@check("people.roll-stale", "3a", Role.INFORMS)
def roll_stale(rolls: Facts[Roll], as_of: date, roll_stale_days: int) -> Findings:
    """A roll is too old to say who works here."""
    for each in rolls:
        days = (as_of - each.extracted_on).days
        if days > roll_stale_days:
            yield Finding.on(
                each, Severity.WATCH, extracted_on=each.extracted_on.isoformat(), days=days
            )
