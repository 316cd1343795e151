"""Places with a limit of their own that stand for nothing: nobody would notice."""

from agent.core.facts.rooms import RoomSeats
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Facts
from checks.registry import check


@check("rooms.empty", "9a", Role.INFORMS)
def empty(rooms: Facts[RoomSeats]) -> Findings:
    """A declared place has no computer: its limit applies to nothing."""
    for each in rooms:
        if not each.seats:
            yield Finding.on(
                each,
                Severity.GAP,
                units=list(each.units),
                groups=list(each.groups),
                computers=list(each.computers),
            )
