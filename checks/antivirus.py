"""What protects Windows hosts: the guide asks for it (fiche 1 § 5) beside question 6."""

from typing import Annotated

from agent.core.facts.windows import HostAntivirus
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Facts, Known, Only
from checks.registry import check


@check("antivirus.off", "6b", Role.INFORMS)
def off(hosts: Annotated[Facts[HostAntivirus], Known("on")]) -> Findings:
    """No antivirus that Windows knows of runs on a workstation."""
    for each in hosts:
        if not each.on:
            yield Finding.on(each, Severity.GAP, products=list(each.products))


@check("antivirus.outdated", "6c", Role.INFORMS)
def outdated(
    hosts: Annotated[Facts[HostAntivirus], Only("on"), Known("outdated")], patch_gap_days: int
) -> Findings:
    """The antivirus that runs on a host looks for old threats alone."""
    for each in hosts:
        if each.outdated:
            long = each.age is not None and each.age > patch_gap_days
            yield Finding.on(
                each,
                Severity.GAP if long else Severity.WATCH,
                products=list(each.products),
                days=each.age,
            )
