"""What a directory or a list may be hiding from whoever reads it."""

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

    Graver when it was active and to be explained: hiding it would make the answer better. A source
    that was not read this time hides nothing, nor does an account that is known to exist.
    """
    now = {(each.source, each.sid or each.key) for each in accounts}
    read = {source for source, _ in now}
    unread = {gap.target for gap in accounts.missing}
    unexplained = {
        (each.source, each.key)
        for each in classes
        if each.enabled and each.account_class in TO_EXPLAIN
    }
    for each in before:
        there = (each.source, each.sid or each.key) in now
        if not there and each.source in read and unread.isdisjoint((each.dn, each.login)):
            grave = (each.source, each.key) in unexplained
            yield Finding.on(each, Severity.GAP if grave else Severity.WATCH, enabled=each.enabled)
