"""How the sessions of each host lock: the machine's limit and each profile's, judged together."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from agent.core.facts.hosts import Host, HostState
from agent.core.facts.locks import HostLock, MachineLock, ProfileLock
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.registry import derivation


@derivation("locks.hosts")
def host_locks(
    machines: Facts[MachineLock],
    profiles: Facts[ProfileLock],
    hosts: Facts[Host],
    states: Facts[HostState],
    as_of: date,
    host_stale_days: int,
) -> Iterator[HostLock | Missing]:
    """Yield one lock a host that told its settings lately; the others are missing."""
    host_of = {(each.source, each.key): each for each in hosts}
    seen_on = {(each.source, each.key): each.seen_on for each in states}
    opened: dict[tuple[str, str], list[ProfileLock]] = defaultdict(list)
    for profile in profiles:
        opened[profile.source, profile.host].append(profile)
    for machine in machines:
        place = machine.source, machine.key
        seen = seen_on.get(place)
        if seen is None or (as_of - seen).days > host_stale_days:
            yield Missing(machine.host, Reason.STALE if seen else Reason.FAILED)
            continue
        # A profile that was loaded at an earlier audit has nobody's session today.
        current = [each for each in opened[machine.source, machine.host] if each.seen_on == seen]
        yield _lock(machine, host_of.get(place), current)


def _lock(machine: MachineLock, host: Host | None, profiles: list[ProfileLock]) -> HostLock:
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
        seconds=longest,
        sessions=len(profiles),
        unlocked=never,
        by_machine=limit is not None and longest == limit,
        removal=machine.removal,
        auto_logon=machine.auto_logon,
        auto_logon_password=machine.auto_logon_password,
    )
