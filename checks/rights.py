"""Rights that everybody has on Windows hosts: over their traces (question 10), in shares (8)."""

from typing import Annotated

from agent.core.facts.local_rights import HostAdministrators, SharedFolder
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import NotApplicable, Role
from agent.core.sources import Facts, Known
from checks.registry import check


@check("administrators.everybody", "10a", Role.INFORMS)
def everybody(hosts: Annotated[Facts[HostAdministrators], Known("everybody")]) -> Findings:
    """Whoever logs on administers the host: reads everything there, and can erase its traces."""
    _refuse_none(hosts)
    for each in hosts:
        if each.everybody:
            yield Finding.on(each, Severity.SERIOUS, groups=list(each.everybody))


@check("administrators.one-by-one", "10a", Role.INFORMS)
def one_by_one(hosts: Annotated[Facts[HostAdministrators], Known("everybody")]) -> Findings:
    """Accounts administer a host by name, which no group shows; one local account may be LAPS's."""
    _refuse_none(hosts)
    for each in hosts:
        if each.accounts or each.local > 1:
            yield Finding.on(each, Severity.WATCH, accounts=each.accounts, local=each.local)


def _refuse_none(hosts: Facts[HostAdministrators]) -> None:
    if not len(hosts):
        raise NotApplicable("every Windows host that answered is a domain controller")


@check("shares.everybody-writes", "8a", Role.INFORMS)
def everybody_writes(folders: Annotated[Facts[SharedFolder], Known("everybody")]) -> Findings:
    """Any account of the domain may alter what others keep in a shared folder, or its rights."""
    if not len(folders):
        raise NotApplicable("no host that answered shares a folder with its users")
    for each in folders:
        if each.everybody in {"change", "full"}:
            full = each.everybody == "full"
            yield Finding.on(each, Severity.GAP if full else Severity.WATCH, full=full)
