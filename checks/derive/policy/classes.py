"""Users and computers that fare alike, so that work grows with them and not with their pairs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from agent.core.facts.accounts import Account
from agent.core.facts.computers import Computer
from agent.core.facts.effective import Doubt, Effective
from agent.core.facts.policy import Half
from checks.derive.policy.access import AT_KEYBOARD, CONTROLLERS, EVERYBODY
from checks.derive.policy.locks import (
    USER_NAMES,
    Side,
    machine_limit,
    number,
    screen_saver,
    together,
)
from checks.derive.policy.names import GRACE, INACTIVITY, LOOPBACK, computer_settings
from checks.derive.policy.reach import Places
from checks.derive.policy.settings import Applied, Contents, Result
from checks.derive.policy.tree import Bearer, Tree

_DOMAIN_CONTROLLERS = {516, 521}
_REPLACE, _MERGE = 2, 1


@dataclass(slots=True)
class Domain:
    """One directory: its objects, what they set, and who bears the SIDs of their access lists."""

    tree: Tree
    places: Places
    contents: Contents
    named: frozenset[str]
    borne: Mapping[str, frozenset[str]]
    above: Mapping[str, frozenset[str]]  # the same for groups, by their SID
    savers: dict[tuple[Applied, ...], Side] = field(default_factory=dict)

    def sids(self, dn: str, sid: str | None, primary: int | None) -> frozenset[str]:
        """The SIDs of access lists that an account bears, its primary group's own included."""
        borne = set(self.borne.get(dn.lower(), ()))
        if sid:
            borne.add(sid)
            if primary is not None:
                group = f"{sid.rpartition('-')[0]}-{primary}"
                borne |= {group, *self.above.get(group, ())}
        return frozenset(borne & self.named)


@dataclass(frozen=True, slots=True)
class MachineSide:
    """All of a computer that bears on its users' lock: equal for most of a park."""

    limit: Side
    grace: frozenset[int]
    modes: frozenset[int]  # of loopback: 0 none, 1 merge, 2 replace
    loopback_doubts: frozenset[Doubt]
    at: Bearer  # its place only where loopback makes it count


@dataclass(frozen=True, slots=True)
class Machines:
    """A class of computers."""

    key: str
    places: tuple[str, ...]
    members: tuple[str, ...]
    enabled: int
    settings: tuple[Effective, ...]
    doubts: tuple[Doubt, ...]
    side: MachineSide


@dataclass(frozen=True, slots=True)
class Users:
    """A class of users; `bearers` are the places and SIDs that come to the same."""

    key: str
    places: tuple[str, ...]
    members: tuple[str, ...]
    enabled: int
    at: Bearer


def computers_of(domain: Domain, computers: Iterable[Computer]) -> Iterator[Machines]:
    """Classes of computers, in the order of their places."""
    found: dict[Bearer, list[Computer]] = defaultdict(list)
    for each in computers:
        sids = domain.sids(each.dn, each.sid, each.primary_group) | EVERYBODY
        if each.primary_group in _DOMAIN_CONTROLLERS:
            sids |= {CONTROLLERS}
        found[Bearer(domain.places.of(each.dn), sids)].append(each)
    for at, members in sorted(
        found.items(), key=lambda item: (item[0].place, sorted(item[0].sids))
    ):
        order = domain.tree.reaching(Half.MACHINE, at, at.sids, at.sids)
        told = tuple(each for each in order if domain.contents.relevant(Half.MACHINE, each))
        settings, doubts, results = computer_settings(domain.contents, told)
        yield Machines(
            key=_key(at),
            places=(at.place,),
            members=tuple(sorted(each.key for each in members)),
            enabled=sum(each.enabled for each in members),
            settings=settings,
            doubts=doubts,
            side=_side(results, at),
        )


def users_of(domain: Domain, accounts: Iterable[Account]) -> Iterator[Users]:
    """Classes of users, in the order of their places; managed service accounts never log on."""
    found: dict[Bearer, list[Account]] = defaultdict(list)
    for each in accounts:
        if each.of_application or each.managed or not each.dn:
            continue
        sids = domain.sids(each.dn, each.sid, each.primary_group) | EVERYBODY | AT_KEYBOARD
        found[Bearer(domain.places.of(each.dn), sids)].append(each)
    for at, members in sorted(
        found.items(), key=lambda item: (item[0].place, sorted(item[0].sids))
    ):
        yield Users(
            key=_key(at),
            places=(at.place,),
            members=tuple(sorted(each.key for each in members)),
            enabled=sum(each.enabled for each in members),
            at=at,
        )


def lock(domain: Domain, user: Users, machine: Machines) -> Side:
    """How sessions of a class of users lock on a class of computers, under every loopback mode.

    Under merge the computer's list comes after the user's, and wins; under replace it stands
    alone. Whom it is for is the user's to tell in both.
    """
    side = machine.side
    found: list[Side] = []
    for mode in sorted(side.modes):
        order: tuple[Applied, ...] = ()
        if mode != _REPLACE:
            order += domain.tree.reaching(Half.USER, user.at, user.at.sids, side.at.sids)
        if mode in {_MERGE, _REPLACE}:
            order += domain.tree.reaching(Half.USER, side.at, user.at.sids, side.at.sids)
        found.append(together(_saver(domain, order), side.limit, side.grace))
    if len(found) == 1:
        return found[0]
    delays = frozenset(delay for each in found for delay in each.delays)
    doubts = frozenset(doubt for each in found for doubt in each.doubts)
    return Side(
        delays=delays,
        lacks=frozenset(lack for each in found for lack in each.lacks),
        policies=frozenset(policy for each in found for policy in each.policies),
        doubts=doubts | side.loopback_doubts if len(delays) > 1 else frozenset(),
    )


def _saver(domain: Domain, order: tuple[Applied, ...]) -> Side:
    told = tuple(each for each in order if domain.contents.relevant(Half.USER, each))
    if told not in domain.savers:
        results = {name: domain.contents.result(name, Half.USER, told) for name in USER_NAMES}
        domain.savers[told] = screen_saver(results)
    return domain.savers[told]


def _side(results: Mapping[str, Result], at: Bearer) -> MachineSide:
    loopback = results[LOOPBACK]
    modes: set[int] = set()
    for state in loopback.states:
        told = number(state.text)
        modes |= {0, _MERGE, _REPLACE} if state.unknown else {told if told in {1, 2} else 0}
    return MachineSide(
        # What sets the limit is told with the computers: here it would only part equal ones.
        limit=replace(machine_limit(results[INACTIVITY]), policies=frozenset()),
        grace=frozenset(number(state.text) or 0 for state in results[GRACE].states),
        modes=frozenset(modes),
        loopback_doubts=loopback.doubts,
        at=at if modes != {0} else Bearer("", at.sids),
    )


def _key(at: Bearer) -> str:
    told = "\n".join([at.place.lower(), *sorted(at.sids)])
    return sha256(told.encode()).hexdigest()[:12]
