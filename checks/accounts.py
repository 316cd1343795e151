"""Question 3: accounts against persons, and accounts that nobody answers for."""

from collections import defaultdict
from datetime import date
from typing import Annotated

from agent.core.facts.accounts import UserList
from agent.core.facts.people import Roll
from agent.core.facts.standing import AccountClass, Activity, Bridge, Privilege, Standing
from agent.core.findings import Finding, Findings, Measured, Severity
from agent.core.outcomes import Measure, Reason, Role, Unanswered
from agent.core.sources import Facts, IfKnown, Needs, Only
from checks.people import refuse_stale
from checks.registry import check

EnabledAccounts = Annotated[Facts[Standing], Only("enabled")]
# A quarter of accounts may never have been used; beyond, it is rather that dates are unreadable.
SeenAccounts = Annotated[Facts[Activity], Only("due_to_be_seen"), Needs("known_use", share=0.75)]


@check("accounts.bridge", "3a")
def bridge(
    bridges: Facts[Bridge], rolls: Facts[Roll], as_of: date, roll_stale_days: int
) -> Measured:
    """Nominative accounts remain that no person explains."""
    remainder = 0
    for each in bridges:
        remainder += each.unexplained
        if each.unexplained:
            yield Finding.on(
                each,
                Severity.SERIOUS,
                unexplained=each.unexplained,
                nominative=each.nominative_accounts,
                persons=each.persons_with_account,
                leavers=each.leavers,
                orphans=each.orphans,
                ambiguous=each.ambiguous,
            )
    if not remainder:
        refuse_stale(rolls, as_of, roll_stale_days)
    return Measure(remainder, "accounts")


@check("accounts.orphan", "3a", Role.CONTRADICTS)
def orphan(
    accounts: EnabledAccounts, rolls: Facts[Roll], as_of: date, roll_stale_days: int
) -> Findings:
    """An enabled account has no person in any roll."""
    none = True
    for each in accounts:
        if each.account_class is AccountClass.ORPHAN:
            none = False
            severity = Severity.SERIOUS if each.privileged else Severity.GAP
            yield Finding.on(each, severity, privileged=bool(each.privileged))
    if none:
        refuse_stale(rolls, as_of, roll_stale_days)


@check("accounts.leaver", "3a", Role.CONTRADICTS)
def leaver(
    accounts: EnabledAccounts,
    rolls: Facts[Roll],
    lists: Annotated[Facts[UserList], IfKnown()],
    as_of: date,
    leaver_gap_days: int,
    leaver_serious_days: int,
    roll_stale_days: int,
) -> Findings:
    """An account stays enabled after its holder's last day.

    What happened to an application's account after its list was drawn is not known.
    """
    if not any(roll.has_end_dates and roll.ended for roll in rolls):
        # Without former staff in a roll, every leaver looks like a plain orphan.
        raise Unanswered(Reason.COVERAGE, "no roll holds a person who has left")
    drawn = {each.source: each.extracted_on for each in lists}
    none = True
    for each in accounts:
        if each.account_class is AccountClass.LEAVER and each.ended:
            days = (min(drawn.get(each.source, as_of), as_of) - each.ended).days
            if days < 0:
                continue
            none = False
            severity = Severity.SERIOUS if days > leaver_serious_days else Severity.GAP
            yield Finding.on(
                each,
                severity if days > leaver_gap_days else Severity.WATCH,
                ended=each.ended.isoformat(),
                days=days,
                active_after_end=each.active_after_end,
            )
    if none:
        refuse_stale(rolls, as_of, roll_stale_days)


@check("accounts.ambiguous", "3a", Role.CONTRADICTS)
def ambiguous(accounts: EnabledAccounts) -> Findings:
    """An account fits several persons, or its names deny its identifier."""
    for each in accounts:
        if each.account_class is AccountClass.AMBIGUOUS:
            yield Finding.on(
                each, Severity.GAP, candidates=[person for person, _ in each.candidates]
            )


@check("accounts.several", "3a", Role.INFORMS)
def several(accounts: EnabledAccounts) -> Findings:
    """A person holds several ordinary accounts of one directory (PGSSI-S 5.2.1.4)."""
    held: dict[tuple[str, str, str], list[Standing]] = defaultdict(list)
    for each in accounts:
        if each.person and each.roll and not each.secondary and each.nominative:
            held[each.source, each.roll, each.person].append(each)
    for (_, _, person), accounts_held in held.items():
        if len(accounts_held) > 1:
            first, *others = accounts_held
            yield Finding.on(
                first, Severity.WATCH, *others, person=person, accounts=len(accounts_held)
            )


@check("accounts.dormant", "3a", Role.INFORMS)
def dormant(accounts: SeenAccounts, dormant_days: int, dormant_serious_days: int) -> Findings:
    """An enabled account has not been used for months."""
    for each in accounts:
        if each.dormant and each.idle_days is not None:
            severity = Severity.SERIOUS if each.idle_days > dormant_serious_days else Severity.GAP
            yield Finding.on(each, severity, days=each.idle_days, threshold=dormant_days)


@check("accounts.never-used", "3a", Role.INFORMS)
def never_used(accounts: SeenAccounts, as_of: date, never_used_serious_days: int) -> Findings:
    """An enabled account was never used since it was created."""
    for each in accounts:
        if each.never_used:
            days = (as_of - each.created).days if each.created else None
            grave = days is not None and days > never_used_serious_days
            yield Finding.on(each, Severity.SERIOUS if grave else Severity.WATCH, days=days)


@check("accounts.list-stale", "3a", Role.INFORMS)
def list_stale(lists: Facts[UserList], as_of: date, roll_stale_days: int) -> Findings:
    """An application's list of accounts is too old to say whose are open."""
    for each in lists:
        days = (as_of - each.extracted_on).days
        if days > roll_stale_days:
            yield Finding.on(
                each, Severity.WATCH, extracted_on=each.extracted_on.isoformat(), days=days
            )


@check("accounts.list-unread", "3a", Role.INFORMS)
def list_unread(lists: Facts[UserList]) -> Findings:
    """An application's list does not say which of its accounts are enabled."""
    for each in lists:
        unread = each.unread if each.states else each.accounts
        if unread:
            yield Finding.on(each, Severity.WATCH, accounts=each.accounts, unread=unread)


@check("accounts.service-unexplained", "3a", Role.INFORMS)
def service_unexplained(accounts: EnabledAccounts) -> Findings:
    """A service account has no known owner; graver when only somebody's word made it one."""
    for each in accounts:
        if each.account_class is AccountClass.SERVICE and not each.explained:
            said = any(reason.startswith("decision-classify:") for reason in each.reasons)
            severity = Severity.GAP if said else Severity.WATCH
            yield Finding.on(each, severity, privileged=bool(each.privileged))


@check("accounts.generic", "3b")
def generic(accounts: EnabledAccounts) -> Measured:
    """An enabled account belongs to nobody in particular."""
    count = 0
    for each in accounts:
        if each.account_class is AccountClass.GENERIC:
            count += 1
            yield Finding.on(each, Severity.GAP)
    return Measure(count, "accounts")


@check("accounts.privileged-generic", "3b", Role.CONTRADICTS)
def privileged_generic(accounts: EnabledAccounts, privileges: Facts[Privilege]) -> Findings:
    """A shared account holds administration rights: what it does is nobody's."""
    groups = {(each.source, each.key): each.groups for each in privileges}
    for each in accounts:
        held = groups.get((each.source, each.key))
        if held and each.account_class is AccountClass.GENERIC:
            yield Finding.on(each, Severity.SERIOUS, groups=list(held))
