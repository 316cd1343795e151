"""Each class of users and computers, with what Group Policy comes to for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.facts.effective import ComputerPolicy, SessionLock, UserPolicy
from agent.core.facts.policy import (
    Half,
    PolicyFolder,
    PolicyObject,
    PolicyScope,
    PolicyValue,
    Teller,
)
from agent.core.sources import Facts
from checks.derive.policy.access import AT_KEYBOARD, CONTROLLERS, EVERYBODY, NOBODY
from checks.derive.policy.classes import (
    Domain,
    Machines,
    MachineSide,
    Users,
    computers_of,
    lock,
    users_of,
)
from checks.derive.policy.expected import absent
from checks.derive.policy.locks import Side
from checks.derive.policy.reach import Places, memberships
from checks.derive.policy.settings import Contents
from checks.derive.policy.tree import Tree, content_key
from checks.registry import derivation


@derivation("policy.effective")
def effective(
    accounts: Facts[Account],
    computers: Facts[Computer],
    groups: Facts[Group],
    objects: Facts[PolicyObject],
    scopes: Facts[PolicyScope],
    folders: Facts[PolicyFolder],
    values: Facts[PolicyValue],
) -> Iterator[ComputerPolicy | UserPolicy | SessionLock]:
    """Yield classes of computers, classes of users, and the lock of each pair of them.

    A directory without policy objects is left out: nothing tells what reaches its accounts.
    """
    contents = Contents(
        (
            replace(each, folder=content_key(each.source, each.folder))
            for each in values
            if not _is_unchanged(each)
        ),
        _blind(folders) | _absent(objects, folders),
    )
    for source in sorted({each.source for each in scopes}):
        domain = _domain(source, computers, groups, objects, scopes, folders, accounts, contents)
        machines = list(computers_of(domain, (each for each in computers if each.source == source)))
        people = list(users_of(domain, (each for each in accounts if each.source == source)))
        yield from (_computer_policy(source, each) for each in machines)
        yield from (_user_policy(source, each) for each in people)
        yield from _locks(domain, source, people, machines)


def _is_unchanged(value: PolicyValue) -> bool:
    """A subcategory that is listed and left as it is ([MS-GPAC] 2.2.1.3.1)."""
    return value.teller is Teller.AUDIT and value.name.startswith("{") and value.text == "0"


def _blind(folders: Iterable[PolicyFolder]) -> set[tuple[str, Half]]:
    """Halves of which a file could not be read."""
    return {
        (content_key(folder.source, folder.key), half)
        for folder in folders
        for told, _, _ in folder.unread
        for half in Half
        if told in {"", half.value}
    }


def _absent(
    objects: Iterable[PolicyObject], folders: Iterable[PolicyFolder]
) -> set[tuple[str, Half]]:
    """Halves that lack a file which the directory's own list of extensions calls for."""
    there = defaultdict(list)
    for folder in folders:
        there[folder.policy].append(folder)
    return {
        (content_key(folder.source, folder.key), half)
        for found in objects
        for folder in there[found.policy]
        if folder.domain in {"", found.domain}
        for half, _ in absent(found, folder)
    }


def _domain(
    source: str,
    computers: Iterable[Computer],
    groups: Iterable[Group],
    objects: Facts[PolicyObject],
    scopes: Iterable[PolicyScope],
    folders: Facts[PolicyFolder],
    accounts: Iterable[Account],
    contents: Contents,
) -> Domain:
    named = {each.sid for found in objects for each in found.permissions or ()}
    own = [each for each in groups if each.source == source and each.sid]
    known = {each.sid for each in own} | {each.sid for each in computers if each.sid in named}
    known |= {each.sid for each in accounts if each.sid in named}
    borne = memberships(((each.sid or "", each.dn, each.heirs) for each in own), named)
    told = EVERYBODY | AT_KEYBOARD | NOBODY | {CONTROLLERS}
    places = Places(each for each in scopes if each.source == source)
    return Domain(
        tree=Tree(places, objects, folders, unknown=frozenset(named - known - told)),
        places=places,
        contents=contents,
        named=frozenset(named),
        borne=borne,
        above={each.sid or "": borne.get(each.dn.lower(), frozenset()) for each in own},
    )


def _computer_policy(source: str, each: Machines) -> ComputerPolicy:
    return ComputerPolicy(
        source=source,
        key=each.key,
        places=each.places,
        computers=each.members,
        enabled=each.enabled,
        settings=each.settings,
        doubts=each.doubts,
    )


def _user_policy(source: str, each: Users) -> UserPolicy:
    return UserPolicy(
        source=source, key=each.key, places=each.places, users=each.members, enabled=each.enabled
    )


def _locks(
    domain: Domain, source: str, people: Iterable[Users], machines: Iterable[Machines]
) -> Iterator[SessionLock]:
    """One for all users and computers that fare alike: their number follows what is set."""
    alike: dict[MachineSide, list[Machines]] = defaultdict(list)
    for each in machines:
        alike[each.side].append(each)
    for group in alike.values():
        faring: dict[Side, list[Users]] = defaultdict(list)
        for user in people:
            faring[lock(domain, user, group[0])].append(user)
        for side, users in faring.items():
            yield _session_lock(source, side, users, group)


def _session_lock(
    source: str, side: Side, users: Sequence[Users], machines: Sequence[Machines]
) -> SessionLock:
    whose = tuple(sorted(each.key for each in users))
    where = tuple(sorted(each.key for each in machines))
    return SessionLock(
        source=source,
        key=sha256("\n".join([*whose, "", *where]).encode()).hexdigest()[:16],
        users=whose,
        computers=where,
        enabled_users=sum(each.enabled for each in users),
        enabled_computers=sum(each.enabled for each in machines),
        delays=tuple(sorted(side.delays)),
        lacks=tuple(sorted(side.lacks)),
        policies=tuple(sorted(side.policies)),
        doubts=tuple(sorted(side.doubts)),
    )
