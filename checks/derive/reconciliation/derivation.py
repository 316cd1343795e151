"""Declares reconciliation to the engine: accounts and persons in, standings and bridge out."""

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Decision, Owner
from agent.core.facts.people import Person, Roll
from agent.core.facts.standing import AccountClass, Activity, Bridge, Privilege, Standing
from agent.core.sources import Facts, IfKnown, Whole
from checks.derive.reconciliation.decisions import Rulings
from checks.derive.reconciliation.evidence import Evidence
from checks.derive.reconciliation.impersonal import unheld
from checks.derive.reconciliation.matching import match
from checks.derive.reconciliation.registry import Registry
from checks.derive.reconciliation.situations import Calendar, Class, builtin, held
from checks.derive.reconciliation.totals import Totals
from checks.registry import derivation


@derivation("reconciliation")
def reconcile(
    accounts: Facts[Account],
    persons: Annotated[Facts[Person], Whole()],
    rolls: Annotated[Facts[Roll], Whole()],
    activity: Annotated[Facts[Activity], IfKnown()],
    privileges: Annotated[Facts[Privilege], IfKnown()],
    decisions: Annotated[Facts[Decision], IfKnown()],
    owners: Annotated[Facts[Owner], IfKnown()],
    as_of: date,
    renewal_grace_days: int,
) -> Iterator[Standing | Bridge]:
    """Class every account; a missing roll would make its people's accounts look like orphans."""
    registry = Registry(persons, as_of)
    calendar = Calendar.of(list(rolls), as_of, renewal_grace_days)
    rulings = Rulings(decisions, owners, registry)
    evidences = deque(Evidence.of(each) for each in accounts)
    own = {each: made for each in evidences if (made := builtin(each.account))}
    rulings.apply(each for each in evidences if each not in own)
    match((each for each in evidences if each not in own), registry)
    flags = _Flags(activity, privileges)
    totals = Totals()
    while evidences:
        evidence = evidences.popleft()  # standings take their place in memory
        classed = own.get(evidence) or _class(evidence, registry, calendar, rulings)
        standing = _standing(evidence, classed, flags.of(evidence.account, classed), as_of)
        standing = rulings.answered(standing)
        totals.add(standing, evidence.link.holder if evidence.link else None)
        yield standing
    yield totals.bridge(registry)


def _class(evidence: Evidence, registry: Registry, calendar: Calendar, rulings: Rulings) -> Class:
    """What a person decided; then persons; then doubts to settle; then what it looks like."""
    if ruled := rulings.classed(evidence):
        return ruled
    if evidence.link:
        return held(evidence.link.holder, calendar)
    looks = unheld(evidence, registry, calendar.staff_drawn)
    impersonal = looks.account_class in {AccountClass.GENERIC, AccountClass.SERVICE}
    if evidence.doubt is None or (impersonal and evidence.doubt.resemblance):
        return looks
    return Class(AccountClass.AMBIGUOUS)


class _Flags:
    """What is known beside the class: activity and privilege, by account."""

    def __init__(self, activity: Facts[Activity], privileges: Facts[Privilege]) -> None:
        self._activity: dict[str, dict[str, Activity]] = defaultdict(dict)
        for each in activity:
            self._activity[each.source][each.key] = each
        self._privileged = {(each.source, each.key) for each in privileges}
        self._privileges_known = bool(privileges.items)

    def of(self, account: Account, found: Class) -> dict[str, Any]:
        """The flags of one account; None where the run does not know."""
        seen = self._activity[account.source].get(account.key)
        at = account.source, account.key
        privileged = at in self._privileged if self._privileges_known else None
        return {
            "dormant": seen.dormant if seen else None,
            "never_used": seen.never_used if seen else None,
            "privileged": privileged,
            "active_after_end": _active_after(found.ended, seen),
        }


def _standing(evidence: Evidence, found: Class, flags: dict[str, Any], as_of: date) -> Standing:
    account, link = evidence.account, evidence.link
    person = link.holder.named if link else None
    doubt = evidence.doubt if found.account_class is AccountClass.AMBIGUOUS else None
    told = doubt or link
    return Standing(
        source=account.source,
        key=account.key,
        login=account.login,
        account_class=found.account_class,
        enabled=account.enabled,
        person=person.key if person else None,
        roll=person.source if person else None,
        origin=person.origin.value if person else None,
        reasons=_joined(told.reasons if told else (), found.reasons),
        candidates=tuple((each.named.key, score) for each, score in doubt.candidates)
        if doubt
        else (),
        secondary=bool(link and link.secondary),
        expired=account.expires is not None and account.expires < as_of,
        explained=found.explained,
        ended=found.ended,
        unit=(person.unit if person else None) or account.department,
        **flags,
    )


@lru_cache(maxsize=4096)
def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """The same tuple for the many accounts that share their reasons."""
    return (*first, *second)


def _active_after(ended: date | None, seen: Activity | None) -> str | None:
    """Whether activity is on record after the person's last day; never that a person logged on."""
    if ended is None or seen is None or seen.last_logon is None or seen.last_logon <= ended:
        return None
    late = (seen.last_logon - ended).days
    return "beyond_margin" if late > seen.margin_days else "within_margin"
