"""Question 3 from one run to the next: what changed under a class, a decision or an owner.

An account leaves the list of those to explain by being renamed, given somebody's identifier or
classed otherwise: each of these moves is shown, whoever made it and however innocent.
"""

from typing import Annotated

from agent.core.facts.accounts import Account
from agent.core.facts.standing import TO_EXPLAIN, Standing
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Earlier, Facts, Only
from checks.derive.reconciliation.decisions import CHANGED, DISAGREE, PERSON_GONE
from checks.registry import check

EnabledStandings = Annotated[Facts[Standing], Only("enabled")]
EnabledAccounts = Annotated[Facts[Account], Only("enabled")]


@check("accounts.reclassified", "3a", Role.INFORMS)
def reclassified(accounts: EnabledStandings, before: Earlier[Standing]) -> Findings:
    """An account to explain is explained since the last run, and nobody decided so."""
    earlier = {
        (each.source, each.key): each.account_class
        for each in before
        if each.enabled and each.account_class in TO_EXPLAIN
    }
    for each in accounts:
        was = earlier.get((each.source, each.key))
        decided = any(reason.startswith("decision-") for reason in each.reasons)
        if was and each.account_class not in TO_EXPLAIN and not decided:
            yield Finding.on(each, Severity.GAP, was=was.value, now=each.account_class.value)


@check("accounts.identity-changed", "3a", Role.INFORMS)
def identity_changed(accounts: EnabledAccounts, before: Earlier[Account]) -> Findings:
    """An account has another login, another name or another identifier than at the last run."""
    earlier = {(each.source, each.key): _identity(each) for each in before}
    for each in accounts:
        now, was = _identity(each), earlier.get((each.source, each.key))
        if was is not None and was != now:
            changed = sorted(name for name in now if was[name] != now[name])
            severe = "identifiers" in changed
            yield Finding.on(each, Severity.GAP if severe else Severity.WATCH, changed=changed)


def _identity(account: Account) -> dict[str, object]:
    """What tells whose an account is; the attributes' own names."""
    return {
        "sAMAccountName": account.login,
        "sn": account.surname,
        "givenName": account.given_name,
        "identifiers": account.identifiers,
    }


@check("accounts.decision-changed", "3a", Role.INFORMS)
def decision_changed(accounts: EnabledStandings) -> Findings:
    """The names or identifiers on which a decision rested have changed: it is to be confirmed."""
    for each in accounts:
        if PERSON_GONE in each.reasons:
            yield Finding.on(each, Severity.GAP)
        elif CHANGED in each.reasons:
            yield Finding.on(each, Severity.WATCH)


@check("accounts.link-names-disagree", "3a", Role.INFORMS)
def link_names_disagree(accounts: EnabledStandings) -> Findings:
    """A person linked an account to somebody whose names are not the account's: it holds."""
    for each in accounts:
        if DISAGREE in each.reasons:
            yield Finding.on(each, Severity.WATCH)


@check("accounts.owner-gone", "3b", Role.INFORMS)
def owner_gone(accounts: EnabledStandings) -> Findings:
    """The person who answered for a generic or service account is in no roll any more."""
    for each in accounts:
        if any(reason.startswith("owner-gone:") for reason in each.reasons):
            yield Finding.on(each, Severity.GAP)
