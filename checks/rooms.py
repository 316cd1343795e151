"""Places with a limit of their own that stand for nothing: nobody would notice."""

from typing import Annotated

from agent.core.facts.rooms import RoomSeats
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Answered, Facts
from checks.registry import check


@check("rooms.empty", "9a", Role.INFORMS)
def empty(rooms: Annotated[Facts[RoomSeats], Answered()]) -> Findings:
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
