"""Question 5 and quick win 5: whether one disaster, or one intruder, takes the copies too."""

from typing import Annotated

from agent.core.facts.copies import MachineCopies, ServerJoined
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Answered, Facts, Known
from checks.registry import check


@check("copies.same-place", "5a", Role.CONTRADICTS)
def same_place(
    machines: Annotated[Facts[MachineCopies], Known("together"), Answered()],
) -> Findings:
    """Every copy of a machine stands in its own building: a fire or a flood may take them all.

    A medium that is off line there burns with the rest.
    """
    for each in machines:
        if each.together:
            in_room = each.same_room == each.placed
            grave = Severity.SERIOUS if each.is_vital else Severity.GAP
            yield Finding.on(
                each,
                grave if in_room or each.is_vital else Severity.WATCH,
                vital=each.vital,
                room=each.room if in_room else None,
                site=each.site,
                storages=list(each.storages),
            )


@check("copies.elsewhere-old", "5a", Role.CONTRADICTS)
def elsewhere_old(
    machines: Annotated[Facts[MachineCopies], Known("late"), Answered()], copy_elsewhere_days: int
) -> Findings:
    """The last copy in another building, or off line, is older than a week."""
    for each in machines:
        if each.late and each.elsewhere is not None:
            yield Finding.on(
                each,
                Severity.SERIOUS if each.is_vital else Severity.GAP,
                vital=each.vital,
                last=each.elsewhere.isoformat(),
                threshold=copy_elsewhere_days,
            )


@check("copies.in-reach", "5a", Role.INFORMS)
def in_reach(machines: Annotated[Facts[MachineCopies], Known("in_reach"), Answered()]) -> Findings:
    """No copy of a machine is off line or immutable: whoever takes the network erases them all."""
    for each in machines:
        if each.in_reach:
            yield Finding.on(
                each,
                Severity.GAP if each.is_vital else Severity.WATCH,
                vital=each.vital,
                storages=list(each.storages),
            )


@check("copies.single", "5a", Role.INFORMS)
def single(machines: Annotated[Facts[MachineCopies], Known("single"), Answered()]) -> Findings:
    """One storage alone holds the copies of a machine: the usual rule wants two, of two kinds."""
    for each in machines:
        if each.single:
            yield Finding.on(
                each,
                Severity.GAP if each.is_vital else Severity.WATCH,
                vital=each.vital,
                storages=list(each.storages),
            )


@check("copies.server-in-domain", "5a", Role.INFORMS)
def server_in_domain(servers: Annotated[Facts[ServerJoined], Known("audited")]) -> Findings:
    """A backup server is joined to an audited domain: who takes the domain takes the backups."""
    for each in servers:
        if each.audited:
            yield Finding.on(each, Severity.SERIOUS, product=each.product, domain=each.domain)
