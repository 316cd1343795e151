"""The rolls of persons: recent, not shrinking without a reason, and of every population."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from agent.core.facts.people import Origin, Roll
from agent.core.facts.standing import AccountClass, Standing
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import NotApplicable, Reason, Role, Unanswered
from agent.core.sources import Earlier, Facts, Only
from checks.registry import check


def refuse_stale(rolls: Iterable[Roll], as_of: date, roll_stale_days: int) -> None:
    """What a check that needs persons calls before it is satisfied: an old roll shows no leaver.

    Raises:
        Unanswered: a roll is stale.
    """
    old = [each for each in rolls if (as_of - each.extracted_on).days > roll_stale_days]
    if old:
        told = ", ".join(f"{each.key} {each.extracted_on.isoformat()}" for each in old)
        raise Unanswered(Reason.STALE, told)


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


@check("people.population-missing", "3a", Role.INFORMS)
def population_missing(
    rolls: Facts[Roll], accounts: Annotated[Facts[Standing], Only("enabled")]
) -> Findings:
    """No roll holds the interns, or none holds those who come from outside."""
    if not accounts.items:
        raise NotApplicable("no enabled account")
    known = sorted(rolls, key=lambda each: each.key)
    origins = {each.origin for each in known}
    interns = Origin.INTERN in origins
    externals = not origins.isdisjoint({Origin.AGENCY, Origin.CONTRACTOR})
    if known and not (interns and externals):
        orphans = sum(each.account_class is AccountClass.ORPHAN for each in accounts)
        yield Finding.on(
            known[0],
            Severity.WATCH,
            *known[1:],
            rolls=[each.key for each in known],
            interns=interns,
            externals=externals,
            orphans=orphans,
        )
