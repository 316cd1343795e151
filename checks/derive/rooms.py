"""Which place each computer stands in: by its unit, its groups or its name."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from agent.core.facts.accounts import Group
from agent.core.facts.computers import Computer
from agent.core.facts.hosts import Host
from agent.core.facts.rooms import Room, RoomSeats
from agent.core.outcomes import Missing
from agent.core.sources import Facts, IfKnown
from checks.derive.machines import names
from checks.registry import derivation


class Rooms:
    """The declared places; of several that fit, the one with the strictest limit counts."""

    def __init__(
        self, rooms: Iterable[Room], groups: Iterable[Group], computers: Iterable[Computer]
    ) -> None:
        # One without a limit of its own comes last: it takes nothing from the others.
        self.all = sorted(
            rooms, key=lambda each: (each.lock_seconds is None, each.lock_seconds, each.name)
        )
        wanted = {name.lower() for each in self.all for name in each.groups}
        self._members = _members(list(groups), wanted) if wanted else {}
        self._computers: dict[str, list[Computer]] = {}
        if self.all:
            for computer in computers:
                for name in names(computer.name, computer.dns_name or ""):
                    self._computers.setdefault(name, []).append(computer)

    def of(self, computer: Computer) -> Room | None:
        """The place of a computer of the directory."""
        return next((each for each in self.all if self._holds(each, computer)), None)

    def of_host(self, *told: str) -> Room | None:
        """The place of a machine that answered, by its names, or by the directory's of that name.

        Where two domains have one of that name, the strictest place of both counts.
        """
        known = {each.dn: each for name in names(*told) for each in self._computers.get(name, ())}
        return next(
            (
                room
                for room in self.all
                if any(map(room.names, names(*told)))
                or any(self._holds(room, each) for each in known.values())
            ),
            None,
        )

    def _holds(self, room: Room, computer: Computer) -> bool:
        dn = _plain(computer.dn)
        return (
            any(map(room.names, names(computer.name, computer.dns_name or "")))
            or any(dn.endswith("," + _plain(unit)) for unit in room.units)
            or any(dn in self._members.get(name.lower(), ()) for name in room.groups)
        )


def unread(
    rooms: Iterable[Room], groups: Facts[Group], computers: Facts[Computer]
) -> Iterator[Missing]:
    """What did not answer and may put a machine in a place, whose own limit is not met then."""
    told = list(rooms)
    if any(each.groups for each in told):
        yield from groups.missing
    if any(each.groups or each.units for each in told):
        yield from computers.missing


def _plain(dn: str) -> str:
    """A DN as two people may write it: without case, nor spaces around the commas."""
    return ",".join(part.strip() for part in dn.lower().split(","))


def _members(groups: list[Group], wanted: set[str]) -> dict[str, set[str]]:
    """The DNs in each wanted group, by its name, through the groups in it."""
    of_dn = {_plain(each.dn): each for each in groups}
    found: dict[str, set[str]] = {}
    for group in groups:
        if group.name.lower() not in wanted:
            continue
        there = found.setdefault(group.name.lower(), set())
        waiting = [group]
        while waiting:
            for member in map(_plain, waiting.pop().members):
                if member not in there:
                    there.add(member)
                    if member in of_dn:
                        waiting.append(of_dn[member])
    return found


@derivation("rooms.seats")
def seats(
    rooms: Facts[Room],
    computers: Facts[Computer],
    groups: Annotated[Facts[Group], IfKnown()],
    hosts: Annotated[Facts[Host], IfKnown()],
) -> Iterator[RoomSeats | Missing]:
    """Yield how many machines each place holds, whether another holds them more strictly or not."""
    known = list(computers)
    for each in rooms:
        yield from unread([each], groups, computers)
        alone = Rooms([each], groups, known)
        yield RoomSeats(
            source=each.source,
            key=each.key,
            units=each.units,
            groups=each.groups,
            computers=each.computers,
            seats=sum(alone.of(one) is not None for one in known)
            or sum(alone.of_host(one.name, one.node) is not None for one in hosts),
        )
