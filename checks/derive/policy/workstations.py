"""The locks that matter to question 9: those of enabled users on enabled workstations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from agent.core.facts.accounts import Group
from agent.core.facts.computers import Computer
from agent.core.facts.effective import ComputerPolicy, PolicyLock, SessionLock, UserPolicy
from agent.core.facts.policy import PolicyObject
from agent.core.facts.rooms import Room
from agent.core.outcomes import Missing
from agent.core.sources import Facts, IfKnown
from checks.derive.rooms import Rooms, unread
from checks.registry import derivation


@derivation("policy.locks")
def policy_locks(
    locks: Facts[SessionLock],
    machines: Facts[ComputerPolicy],
    people: Facts[UserPolicy],
    computers: Facts[Computer],
    objects: Facts[PolicyObject],
    rooms: Annotated[Facts[Room], IfKnown()],
    groups: Annotated[Facts[Group], IfKnown()],
) -> Iterator[PolicyLock | Missing]:
    """Yield one lock for all users and workstations that fare alike; servers are left out.

    Those of a declared place are apart: one lock for each delay that is met there.
    """
    places = Rooms(rooms, groups, computers)
    yield from unread(rooms, groups, computers)
    room_of = {
        (each.source, each.key): places.of(each)
        for each in computers
        if each.workstation and each.enabled
    }
    name_of = {each.policy: each.label for each in objects}
    machine_of = {(each.source, each.key): each for each in machines}
    people_of = {(each.source, each.key): each for each in people}
    inside: dict[tuple[str, Room, int | None], list[_Part]] = defaultdict(list)
    for lock in locks:
        users = [people_of[lock.source, key] for key in lock.users]
        if not lock.enabled_users:
            continue
        classes = [machine_of[lock.source, key] for key in lock.computers]
        for room, seats in _by_room(classes, room_of).items():
            part = _Part(lock, users, [each for each in classes if each.key in seats], seats)
            if room is None:
                yield _told(lock.key, [part], name_of)
            else:
                inside[lock.source, room, part.seconds].append(part)
    for (_, room, seconds), parts in inside.items():
        told = _told(f"{room.name} {seconds}", parts, name_of)
        yield replace(told, room=room.name, limit_seconds=room.lock_seconds)


@dataclass(frozen=True, slots=True)
class _Part:
    """A lock on some of its computers; `seats` holds their keys by class."""

    lock: SessionLock
    users: list[UserPolicy]
    classes: list[ComputerPolicy]
    seats: Mapping[str, list[str]]

    @property
    def seconds(self) -> int | None:
        """A lock whose delay nobody knows is not known to come in time."""
        return 0 if self.lock.secure is False else self.lock.after


def _by_room(
    classes: Iterable[ComputerPolicy], room_of: Mapping[tuple[str, str], Room | None]
) -> dict[Room | None, dict[str, list[str]]]:
    """The workstations of some classes: by place, then by class."""
    found: dict[Room | None, dict[str, list[str]]] = {}
    for each in classes:
        for key in each.computers:
            if (each.source, key) in room_of:
                room = found.setdefault(room_of[each.source, key], {})
                room.setdefault(each.key, []).append(key)
    return found


def _told(key: str, parts: Sequence[_Part], name_of: Mapping[str, str]) -> PolicyLock:
    users = {each.key: each for part in parts for each in part.users}
    seats = {key for part in parts for keys in part.seats.values() for key in keys}
    locks = [part.lock for part in parts]
    policies = dict.fromkeys(each for lock in locks for each in lock.policies)
    return PolicyLock(
        source=locks[0].source,
        key=key,
        users_in=_places(users.values()),
        workstations_in=_places(each for part in parts for each in part.classes),
        users=sum(each.enabled for each in users.values()),
        workstations=len(seats),
        seconds=parts[0].seconds,
        lacks=tuple(sorted({each for lock in locks for each in lock.lacks})),
        policies=tuple(name_of.get(each, each) for each in policies),
        doubts=tuple(sorted({each.name or each.policy for lock in locks for each in lock.doubts})),
    )


def _places(sides: Iterable[UserPolicy | ComputerPolicy]) -> tuple[str, ...]:
    return tuple(sorted({place for each in sides for place in each.places}))
