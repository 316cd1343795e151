"""Of how many users and workstations the lock is known, by unit: what question 9 rests on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from agent.core.facts.computers import Computer
from agent.core.facts.effective import (
    ComputerPolicy,
    Doubt,
    LockCoverage,
    SessionLock,
    UserPolicy,
)
from agent.core.facts.hosts import Host
from agent.core.facts.locks import PromisedLock
from agent.core.sources import Facts, IfKnown
from checks.derive.machines import names
from checks.registry import derivation

_At = tuple[str, str]  # source, key of a class


@derivation("policy.coverage")
def coverage(
    locks: Facts[SessionLock],
    machines: Facts[ComputerPolicy],
    people: Facts[UserPolicy],
    computers: Facts[Computer],
    promised: Annotated[Facts[PromisedLock], IfKnown()],
    hosts: Annotated[Facts[Host], IfKnown()],
) -> Iterator[LockCoverage]:
    """Yield one count for each unit with enabled users, and one for each with workstations."""
    seats = {(each.source, each.key): each for each in computers if each.workstation}
    met = _compared(promised, hosts)
    count: dict[_At, int] = {}
    compared: dict[_At, int] = {}
    for each in machines:
        there = [seats[at] for key in each.computers if (at := (each.source, key)) in seats]
        count[each.source, each.key] = len(there)
        compared[each.source, each.key] = sum(
            bool(met & names(one.name, one.dns_name or "")) for one in there
        )
    enabled = {(each.source, each.key): each.enabled for each in people}
    of_users, of_seats = _known(locks, enabled, count)
    for told, sizes, found, side in (
        (people, enabled, of_users, "users"),
        (machines, count, of_seats, "seats"),
    ):
        yield from _by_place(told, sizes, found, side, compared if side == "seats" else {})


def _compared(promised: Iterable[PromisedLock], hosts: Iterable[Host]) -> set[str]:
    host_of = {(each.source, each.key): each for each in hosts}
    found: set[str] = set()
    for each in promised:
        if each.promised is not None and (host := host_of.get((each.source, each.key))):
            found |= names(host.name, host.node)
    return found


def _known(
    locks: Iterable[SessionLock], users: Mapping[_At, int], seats: Mapping[_At, int]
) -> tuple[dict[_At, list[SessionLock]], dict[_At, list[SessionLock]]]:
    """The locks that bear on each class: only those between enabled users and workstations."""
    of_users: dict[_At, list[SessionLock]] = defaultdict(list)
    of_seats: dict[_At, list[SessionLock]] = defaultdict(list)
    for lock in locks:
        sitting = [at for key in lock.users if users.get(at := (lock.source, key))]
        standing = [at for key in lock.computers if seats.get(at := (lock.source, key))]
        if sitting and standing:
            for at in sitting:
                of_users[at].append(lock)
            for at in standing:
                of_seats[at].append(lock)
    return of_users, of_seats


def _by_place(
    classes: Iterable[UserPolicy | ComputerPolicy],
    sizes: Mapping[_At, int],
    found: Mapping[_At, list[SessionLock]],
    side: str,
    compared: Mapping[_At, int],
) -> Iterator[LockCoverage]:
    rows: dict[tuple[str, str], list[_At]] = defaultdict(list)
    for each in classes:
        at = each.source, each.key
        if sizes[at]:
            rows[each.source, each.label].append(at)
    for (source, place), members in sorted(rows.items()):
        verdicts = [(sizes[at], _verdict(found.get(at, ())), at) for at in members]
        doubts: set[Doubt] = set()
        for _, verdict, at in verdicts:
            if verdict is None:
                doubts.update(doubt for lock in found.get(at, ()) for doubt in lock.doubts)
        yield LockCoverage(
            source=source,
            key=f"{side} {place.lower()}",
            side=side,
            place=place,
            enabled=sum(size for size, _, _ in verdicts),
            known=sum(size for size, verdict, _ in verdicts if verdict is not None),
            locked=sum(size for size, verdict, _ in verdicts if verdict),
            doubts=tuple(sorted({(each.why.value, each.name or each.policy) for each in doubts})),
            compared=sum(compared.get(at, 0) for at in members),
        )


def _verdict(locks: Iterable[SessionLock]) -> bool | None:
    """Whether every session locks; one that certainly does not is enough to know."""
    told = [
        False if each.secure is False else None if each.after is None else True for each in locks
    ]
    if False in told:
        return False
    return None if None in told or not told else True
