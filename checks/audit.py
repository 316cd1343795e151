"""Question 10 from what Windows is asked to record: who opened a session, who read a file."""

from typing import Annotated

from agent.core.facts.hosts import HostRole
from agent.core.facts.local_rights import FileServer, HostAudit
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import NotApplicable, Role
from agent.core.sources import Facts, Known
from checks.registry import check


@check("audit.logons-off", "10a", Role.CONTRADICTS)
def logons_off(hosts: Annotated[Facts[HostAudit], Known("lacks")]) -> Findings:
    """A host, or the domain that it controls, does not record who opens a session."""
    for each in hosts:
        if each.lacks:
            server = each.role is HostRole.SERVER
            severity = Severity.SERIOUS if server else Severity.GAP
            yield Finding.on(each, severity, lacks=list(each.lacks))


@check("audit.reads-off", "10a", Role.INFORMS)
def reads_off(hosts: Annotated[Facts[FileServer], Known("traced")]) -> Findings:
    """A host that shares folders records nothing of who reads a file there."""
    if not len(hosts):
        raise NotApplicable("no host that answered shares a folder with its users")
    for each in hosts:
        if not each.traced:
            yield Finding.on(each, Severity.WATCH, folders=each.folders)
