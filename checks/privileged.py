"""Question 3: accounts that hold administration rights, which are the ones that matter most."""

from collections import Counter, defaultdict
from datetime import date
from typing import Annotated

from agent.core.facts.accounts import Account
from agent.core.facts.directory import PasswordPolicy
from agent.core.facts.people import Roll
from agent.core.facts.standing import Activity, Privilege, Standing
from agent.core.findings import Finding, Findings, Severity, Subject
from agent.core.outcomes import Reason, Role, Unanswered
from agent.core.sources import Facts, IfKnown, Needs, Only
from checks.people import refuse_stale
from checks.registry import check

# As for every account: dates that most accounts lack are unreadable, not absent.
SeenAccounts = Annotated[Facts[Activity], Only("due_to_be_seen"), Needs("known_use", share=0.75)]


@check("accounts.privileged-unexplained", "3a", Role.INFORMS)
def unexplained(
    privileges: Facts[Privilege],
    accounts: Annotated[Facts[Standing], Only("enabled")],
    rolls: Facts[Roll],
    as_of: date,
    roll_stale_days: int,
) -> Findings:
    """An account with administration rights has no person, owner or product that answers for it."""
    groups = {(each.source, each.key): each.groups for each in privileges}
    none = True
    for each in accounts:
        held = groups.get((each.source, each.key))
        if held and not each.explained:
            none = False
            yield Finding.on(each, Severity.SERIOUS, groups=list(held))
    if none:
        refuse_stale(rolls, as_of, roll_stale_days)


@check("accounts.privileged-dormant", "3a", Role.INFORMS)
def dormant(
    privileges: Facts[Privilege], accounts: SeenAccounts, as_of: date, privileged_dormant_days: int
) -> Findings:
    """Administration rights stay with an account that nobody uses; RID 500 should not be used."""
    seen = {(each.source, each.key): each for each in accounts}
    for each in privileges:
        use = seen.get((each.source, each.key))
        if use is None or use.administrator:
            continue
        days = use.idle_days
        if days is None and use.created:  # never used
            days = (as_of - use.created).days
        if days is not None and days > privileged_dormant_days:
            yield Finding.on(
                each,
                Severity.GAP,
                days=days,
                threshold=privileged_dormant_days,
                groups=list(each.groups),
            )


@check("accounts.privileged-password-never-expires", "3a", Role.INFORMS)
def password_never_expires(
    privileges: Facts[Privilege],
    accounts: Facts[Account],
    policies: Annotated[Facts[PasswordPolicy], IfKnown()],
) -> Findings:
    """The password of an administration account never has to change: by its flag or its policy."""
    held = {(each.source, each.key): each for each in privileges}
    by_dn = {(each.source, each.key.lower()): each for each in policies}
    of_domain = {each.source: each for each in policies if not each.fine_grained}
    none, unknown = True, 0
    for each in accounts:
        if (each.source, each.key) not in held or not each.enabled or each.managed:
            continue
        if each.password_policy:
            policy = by_dn.get((each.source, each.password_policy.lower()))
        else:
            policy = of_domain.get(each.source)
        if each.password_never_expires or (policy and policy.max_age_days is None):
            none = False
            by = None if each.password_never_expires or policy is None else policy.name
            groups = list(held[each.source, each.key].groups)
            yield Finding.on(each, Severity.GAP, flag=by is None, policy=by, groups=groups)
        else:
            unknown += policy is None or each.password_never_expires is None
    if none and unknown:
        raise Unanswered(Reason.COVERAGE, f"password policy not known: {unknown}")


@check("accounts.privileged-many", "3a", Role.INFORMS)
def many(privileges: Facts[Privilege], privileged_members_max: int) -> Findings:
    """A domain has more administrators than anybody can follow; RID 500 is not counted."""
    held: dict[str, list[Privilege]] = defaultdict(list)
    for each in privileges:
        if not each.administrator:
            held[each.source].append(each)
    for source, members in held.items():
        if len(members) > privileged_members_max:
            by_group = Counter(group for each in members for group in each.groups)
            yield Finding(
                severity=Severity.GAP,
                about=Subject("privilege", source, "members", source),
                values={
                    "members": len(members),
                    "threshold": privileged_members_max,
                    "groups": [f"{name} ({count})" for name, count in by_group.most_common()],
                },
            )


@check("accounts.administrator-used", "3a", Role.INFORMS)
def administrator_used(
    administrators: Annotated[Facts[Activity], Only("administrator")],
    accounts: SeenAccounts,
    as_of: date,
    administrator_used_days: int,
) -> Findings:
    """The built-in administrator account, which is nobody's, was used lately."""
    del accounts  # only whether dates can be read at all
    for each in administrators:
        if each.enabled and each.last_logon:
            days = (as_of - each.last_logon).days
            if days <= administrator_used_days:
                yield Finding.on(
                    each,
                    Severity.GAP,
                    days=max(days, 0),
                    last=each.last_logon.isoformat(),
                    threshold=administrator_used_days,
                )
