"""What Group Policy promises on a workstation, beside the lock that the workstation has."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.core.facts.accounts import Account
from agent.core.facts.computers import Computer
from agent.core.facts.effective import ComputerPolicy, SessionLock, UserPolicy
from agent.core.facts.hosts import Host
from agent.core.facts.locks import HostLock, MachineLock, ProfileLock, PromisedLock, broken
from agent.core.facts.policy import PolicyObject
from agent.core.sources import Facts
from checks.derive.machines import names
from checks.derive.policy.locks import sure_limit
from checks.derive.policy.names import INACTIVITY
from checks.registry import derivation

_At = tuple[str, str]  # source, key


@dataclass(frozen=True, slots=True)
class _Compared:
    """One delay that was promised, and the real one; in seconds, 0 being never."""

    promised: int
    measured: int
    policies: tuple[str, ...]

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """The worst is the heaviest: a broken promise, never, then by how much."""
        late = broken(self.promised, self.measured)
        return late, late and not self.measured, self.measured - self.promised


class _Promises:
    """What policies promise, by the computer and the user's SID."""

    def __init__(
        self,
        classes: Iterable[ComputerPolicy],
        people: Iterable[UserPolicy],
        sessions: Iterable[SessionLock],
        accounts: Iterable[Account],
        objects: Iterable[PolicyObject],
    ) -> None:
        self._machine = {(e.source, key): e for e in classes for key in e.computers}
        self._user = {(e.source, key): e.key for e in people for key in e.users}
        self._account = {(e.source, e.sid): e.key for e in accounts if e.sid}
        self._name = {e.policy: e.label for e in objects}
        self._lock: dict[tuple[str, str, str], SessionLock] = {
            (e.source, user, machine): e
            for e in sessions
            for user in e.users
            for machine in e.computers
        }

    def limit(self, computer: Computer) -> tuple[int | None, str]:
        """The machine's own limit, and its policy; 0: none is set; None: undeterminable."""
        policy = self._machine.get((computer.source, computer.key))
        if policy is None:
            return None, ""
        setting = policy.setting(INACTIVITY)
        if setting is None:
            return 0, ""
        return sure_limit(setting.text), self._name.get(setting.policy, setting.policy)

    def session(self, computer: Computer, sid: str) -> tuple[int | None, tuple[str, ...]]:
        """The lock of somebody's session there; None: undeterminable, or nobody's here."""
        policy = self._machine.get((computer.source, computer.key))
        account = self._account.get((computer.source, sid), "")
        user = self._user.get((computer.source, account), "")
        lock = self._lock.get((computer.source, user, policy.key)) if policy else None
        if lock is None:
            return None, ()
        names_ = tuple(self._name.get(each, each) for each in lock.policies)
        return (0 if lock.secure is False else lock.after), names_


@derivation("locks.promises")
def promises(
    machines: Facts[MachineLock],
    profiles: Facts[ProfileLock],
    locks: Facts[HostLock],
    hosts: Facts[Host],
    computers: Facts[Computer],
    accounts: Facts[Account],
    objects: Facts[PolicyObject],
    classes: Facts[ComputerPolicy],
    people: Facts[UserPolicy],
    sessions: Facts[SessionLock],
) -> Iterator[PromisedLock]:
    """Yield one comparison a workstation that the directory knows and that told its lock lately."""
    promised = _Promises(classes, people, sessions, accounts, objects)
    found = _by_name(computers)
    host_of = {(each.source, each.key): each for each in hosts}
    machine_of = {(each.source, each.key): each for each in machines}
    opened: dict[_At, list[ProfileLock]] = defaultdict(list)
    for profile in profiles:
        opened[profile.source, profile.host].append(profile)
    for lock in locks:
        host = host_of.get((lock.source, lock.key))
        if host is None or not lock.workstation:
            continue
        # Two domains may each have a computer of that name: nothing tells which one answered.
        same = {each.dn: each for name in names(host.name, host.node) for each in found[name]}
        if len(same) != 1:
            continue
        machine = machine_of[lock.source, lock.key]
        there = [each for each in opened[lock.source, lock.host] if each.seen_on == lock.seen_on]
        yield _promise(lock, machine, there, next(iter(same.values())), promised)


def _by_name(computers: Iterable[Computer]) -> dict[str, list[Computer]]:
    found: dict[str, list[Computer]] = defaultdict(list)
    for each in computers:
        for name in names(each.name, each.dns_name or ""):
            found[name].append(each)
    return found


def _promise(
    lock: HostLock,
    machine: MachineLock,
    profiles: list[ProfileLock],
    computer: Computer,
    promises: _Promises,
) -> PromisedLock:
    compared: list[_Compared] = []
    limit, policy = promises.limit(computer)
    if limit:
        compared.append(_Compared(limit, machine.locks_after or 0, (policy,)))
    sessions = 0
    for each in profiles:
        promised, policies = promises.session(computer, each.user)
        if promised is None:
            continue
        sessions += 1
        real = min(filter(None, (machine.locks_after, each.locks_after)), default=0)
        named = policies + ((policy,) if policy and promised == limit else ())
        compared.append(_Compared(promised, real, named))
    worst = max(compared, key=lambda each: each.weight, default=None)
    return PromisedLock(
        source=lock.source,
        key=lock.key,
        host=lock.host,
        place=lock.place,
        promised=worst.promised if worst else None,
        measured=worst.measured if worst else None,
        sessions=sessions,
        policies=tuple(dict.fromkeys(worst.policies)) if worst else (),
    )
