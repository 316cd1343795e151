"""What a directory may be hiding from the account that reads it."""

from agent.core.facts.accounts import Account
from agent.core.facts.standing import TO_EXPLAIN, Standing
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Earlier, Facts
from checks.registry import check


@check("directory.vanished", "3a", Role.INFORMS)
def vanished(
    accounts: Facts[Account], before: Earlier[Account], classes: Earlier[Standing]
) -> Findings:
    """An account of the last run is gone: deleted, or hidden; a lead, not a proof.

    Graver when it was active and to be explained: hiding it would make the answer better.
    """
    now = {(each.source, each.sid or each.key) for each in accounts}
    unexplained = {
        (each.source, each.key)
        for each in classes
        if each.enabled and each.account_class in TO_EXPLAIN
    }
    for each in before:
        if (each.source, each.sid or each.key) not in now:
            grave = (each.source, each.key) in unexplained
            yield Finding.on(each, Severity.GAP if grave else Severity.WATCH, enabled=each.enabled)
