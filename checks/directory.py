"""What a directory may be hiding from the account that reads it."""

from agent.core.facts.accounts import Account
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Earlier, Facts
from checks.registry import check


@check("directory.vanished", "3a", Role.INFORMS)
def vanished(accounts: Facts[Account], before: Earlier[Account]) -> Findings:
    """An account of the last run is gone: deleted, or hidden; a lead, not a proof."""
    now = {(each.source, each.sid or each.key) for each in accounts}
    for each in before:
        if (each.source, each.sid or each.key) not in now:
            yield Finding.on(each, Severity.WATCH, enabled=each.enabled)
