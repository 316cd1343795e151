"""Declares reconciliation to the engine: accounts and persons in, standings and bridge out."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Decision, Owner
from agent.core.facts.people import Person, Roll
from agent.core.facts.standing import (
    OTHER_SITE,
    TO_EXPLAIN,
    AccountClass,
    Activity,
    Bridge,
    Privilege,
    Standing,
)
from agent.core.sources import Facts, IfKnown, Whole
from checks.derive.reconciliation.decisions import Rulings
from checks.derive.reconciliation.evidence import Evidence
from checks.derive.reconciliation.impersonal import unheld
from checks.derive.reconciliation.matching import match
from checks.derive.reconciliation.registry import Registry
from checks.derive.reconciliation.situations import Calendar, Class, builtin, held
from checks.derive.reconciliation.totals import Totals
from checks.registry import derivation

# A disabled account that only a card could open has a random password: ANSSI's neutralisation.
_SMARTCARD_REQUIRED = 0x40000


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
    home = _home(evidences)
    flags = _Flags(activity, privileges)
    totals = Totals(as_of)
    while evidences:
        evidence = evidences.popleft()  # standings take their place in memory
        classed = own.get(evidence) or _class(evidence, registry, calendar, rulings)
        classed = _annotated(evidence, classed, home)
        standing = _standing(evidence, classed, flags.of(evidence.account, classed), as_of)
        standing = rulings.answered(standing)
        holder = evidence.link.holder if evidence.link else None
        totals.add(standing, holder, evidence.account.created)
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


def _home(evidences: Iterable[Evidence]) -> frozenset[str]:
    """The mail domains of this establishment: those that its persons' accounts mostly bear."""
    borne = Counter(_mail_domain(each) for each in evidences if each.link)
    del borne[""]
    return frozenset(domain for domain, count in borne.items() if count * 20 >= borne.total())


def _mail_domain(evidence: Evidence) -> str:
    return (evidence.account.mail or "").rpartition("@")[2].lower()


def _annotated(evidence: Evidence, found: Class, home: frozenset[str]) -> Class:
    """What a pilot wants to know beside the class of an account that is not explained."""
    if found.explained:
        return found
    told = found.reasons
    domain = _mail_domain(evidence)
    strange = home and domain and domain not in home
    if strange and not evidence.link and found.account_class in TO_EXPLAIN:
        told = (*told, f"{OTHER_SITE}:{domain}")
    flags = evidence.account.control_flags
    if not evidence.account.enabled and flags & _SMARTCARD_REQUIRED:
        told = (*told, "neutralised")
    return found if told == found.reasons else replace(found, reasons=told)


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
        # Groups are a directory's: of an application's account they say nothing.
        known = self._privileges_known and not account.of_application
        privileged = at in self._privileged if known else None
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
