"""Declares reconciliation to the engine: accounts and persons in, standings and bridge out."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from agent.core.facts.accounts import Account
from agent.core.facts.people import Person, Roll
from agent.core.facts.standing import AccountClass, Activity, Bridge, Privilege, Standing
from agent.core.sources import Facts, IfKnown, Whole
from checks.derive.reconciliation.classes import Calendar, Class, builtin, held, unheld
from checks.derive.reconciliation.evidence import Evidence
from checks.derive.reconciliation.registry import Holder, Registry
from checks.derive.reconciliation.tiers import Doubt, Link, match
from checks.derive.reconciliation.totals import bridge
from checks.registry import derivation

Key = tuple[str, str]


@derivation("reconciliation")
def reconcile(
    accounts: Facts[Account],
    persons: Annotated[Facts[Person], Whole()],
    rolls: Annotated[Facts[Roll], Whole()],
    activity: Annotated[Facts[Activity], IfKnown()],
    privileges: Annotated[Facts[Privilege], IfKnown()],
    as_of: date,
    renewal_grace_days: int,
) -> Iterator[Standing | Bridge]:
    """Class every account; a missing roll would make its people's accounts look like orphans."""
    registry = Registry(persons)
    calendar = Calendar.of(list(rolls), as_of, renewal_grace_days)
    known = {_at(each): made for each in accounts if (made := builtin(each))}
    matching = match((Evidence.of(each) for each in accounts if _at(each) not in known), registry)
    flags = _Flags(activity, privileges)
    found: list[tuple[Standing, Holder | None]] = []
    for account in accounts:
        at = _at(account)
        link, doubt = matching.links.get(at), matching.doubts.get(at)
        classed = known.get(at) or _class(account, link, doubt, calendar)
        if classed.account_class is not AccountClass.AMBIGUOUS:
            doubt = None
        standing = _standing(account, classed, link, doubt, flags.of(account, classed), as_of)
        found.append((standing, link.holder if link else None))
        yield standing
    yield bridge(found, registry, as_of)


def _at(account: Account) -> Key:
    return account.source, account.key


def _class(account: Account, link: Link | None, doubt: Doubt | None, calendar: Calendar) -> Class:
    """Persons first; then doubts that a person must settle; then what the account looks like."""
    if link:
        return held(link.holder, calendar)
    looks = unheld(Evidence.of(account), calendar)
    impersonal = looks.account_class in {AccountClass.GENERIC, AccountClass.SERVICE}
    if doubt is None or (impersonal and doubt.resemblance):
        return looks
    return Class(AccountClass.AMBIGUOUS)


class _Flags:
    """What is known beside the class: activity and privilege, by account."""

    def __init__(self, activity: Facts[Activity], privileges: Facts[Privilege]) -> None:
        self._activity = {(each.source, each.key): each for each in activity}
        self._privileged = {(each.source, each.key) for each in privileges}
        self._privileges_known = bool(privileges.items)

    def of(self, account: Account, found: Class) -> dict[str, Any]:
        """The flags of one account; None where the run does not know."""
        seen = self._activity.get(_at(account))
        privileged = _at(account) in self._privileged if self._privileges_known else None
        return {
            "dormant": seen.dormant if seen else None,
            "never_used": seen.never_used if seen else None,
            "privileged": privileged,
            "active_after_end": _active_after(found.ended, seen),
        }


def _standing(
    account: Account,
    found: Class,
    link: Link | None,
    doubt: Doubt | None,
    flags: dict[str, Any],
    as_of: date,
) -> Standing:
    first = link.holder.first if link else None
    told = doubt or link
    return Standing(
        source=account.source,
        key=account.key,
        login=account.login,
        account_class=found.account_class,
        enabled=account.enabled,
        person=first.key if first else None,
        roll=first.source if first else None,
        origin=first.origin.value if first else None,
        reasons=(*(told.reasons if told else ()), *found.reasons),
        candidates=tuple((each.first.key, score) for each, score in doubt.candidates)
        if doubt
        else (),
        secondary=bool(link and link.secondary),
        expired=account.expires is not None and account.expires < as_of,
        explained=found.explained,
        ended=found.ended,
        unit=(first.unit if first else None) or account.department,
        **flags,
    )


def _active_after(ended: date | None, seen: Activity | None) -> str | None:
    """Whether activity is on record after the person's last day; never that a person logged on."""
    if ended is None or seen is None or seen.last_logon is None or seen.last_logon <= ended:
        return None
    late = (seen.last_logon - ended).days
    return "beyond_margin" if late > seen.margin_days else "within_margin"
