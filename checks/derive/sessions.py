"""How the sessions of each host lock: the machine's limit and each profile's, judged together."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from agent.core.facts.accounts import Group
from agent.core.facts.computers import Computer
from agent.core.facts.hosts import Host, HostState
from agent.core.facts.locks import HostLock, MachineLock, ProfileLock
from agent.core.facts.rooms import Room
from agent.core.outcomes import Missing
from agent.core.sources import Facts, IfKnown
from checks.derive.lately import Lately
from checks.derive.rooms import Rooms, unread
from checks.registry import derivation


@derivation("locks.hosts")
def host_locks(
    machines: Facts[MachineLock],
    profiles: Facts[ProfileLock],
    hosts: Facts[Host],
    states: Facts[HostState],
    rooms: Annotated[Facts[Room], IfKnown()],
    computers: Annotated[Facts[Computer], IfKnown()],
    groups: Annotated[Facts[Group], IfKnown()],
    as_of: date,
    host_stale_days: int,
) -> Iterator[HostLock | Missing]:
    """Yield one lock a host that told its settings lately; the others are missing."""
    host_of = {(each.source, each.key): each for each in hosts}
    lately = Lately(states, as_of, host_stale_days)
    places = Rooms(rooms, groups, computers)
    yield from unread(rooms, groups, computers)
    opened: dict[tuple[str, str], list[ProfileLock]] = defaultdict(list)
    for profile in profiles:
        opened[profile.source, profile.host].append(profile)
    for machine in machines:
        place = machine.source, machine.key
        if refused := lately.refused(*place):
            yield Missing(machine.host, refused)
            continue
        seen = lately.seen_on[place]
        # A profile that was loaded at an earlier audit has nobody's session today.
        current = [each for each in opened[machine.source, machine.host] if each.seen_on == seen]
        host = host_of.get(place)
        room = places.of_host(machine.host, host.node if host else "")
        yield _lock(machine, host, current, seen, room)


def _lock(
    machine: MachineLock,
    host: Host | None,
    profiles: list[ProfileLock],
    seen_on: date,
    room: Room | None,
) -> HostLock:
    limit = machine.locks_after
    # Whichever comes first locks: a user's longer delay takes nothing from the machine's.
    each = [min(filter(None, (limit, one.locks_after)), default=0) for one in profiles]
    never = sum(seconds == 0 for seconds in each)
    longest = 0 if never else max(each, default=limit)
    return HostLock(
        source=machine.source,
        key=machine.key,
        host=machine.host,
        role=host.role if host else None,
        place=host.place if host else "",
        seen_on=seen_on,
        seconds=longest,
        sessions=len(profiles),
        unlocked=never,
        by_machine=limit is not None and longest == limit,
        removal=machine.removal,
        auto_logon=machine.auto_logon,
        auto_logon_password=machine.auto_logon_password,
        room=room.name if room else "",
        limit_seconds=room.lock_seconds if room else None,
    )
