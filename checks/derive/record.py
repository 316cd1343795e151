"""What each open account of the patient record may do, and what its holder's function allows."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Annotated

from agent.core.facts.people import Person
from agent.core.facts.record import (
    RIGHTS,
    RecordAccess,
    RecordFunction,
    RecordMatrix,
    RecordProfile,
    RecordRights,
    RecordUser,
)
from agent.core.facts.standing import Standing
from agent.core.sources import Facts, IfKnown
from checks.derive.reconciliation.names import fold
from checks.registry import derivation

_BETWEEN = re.compile(r"[,;|+\n]")


@derivation("record.access")
def access(
    users: Facts[RecordUser],
    profiles: Facts[RecordProfile],
    standings: Facts[Standing],
    persons: Annotated[Facts[Person], IfKnown()],
    functions: Annotated[Facts[RecordFunction], IfKnown()],
    matrices: Annotated[Facts[RecordMatrix], IfKnown()],
) -> Iterator[RecordAccess | RecordRights]:
    """Yield the access of each open account, then the rights of each record altogether."""
    known = _Profiles(profiles)
    allowed = _Allowed(functions)
    position = {(each.source, each.key): each.position or "" for each in persons}
    open_accounts = {
        (each.source, each.key): each for each in standings if each.enabled and not each.expired
    }
    made: dict[str, list[RecordAccess]] = defaultdict(list)
    unlisted: dict[str, set[str]] = defaultdict(set)
    for user in users:
        standing = open_accounts.get((user.source, user.key))
        if standing is None:
            continue
        held = known.of(user)
        function = position.get((standing.roll or "", standing.person or ""), "")
        found = RecordAccess(
            source=user.source,
            key=user.key,
            login=user.login,
            account_class=standing.account_class,
            rights=_together(each.rights for each in held) if held else None,
            allowed=allowed.of(user.source, function),
            super_user=any(each.super_user for each in held),
            origin=standing.origin,
            ended=standing.ended,
            explained=standing.explained,
        )
        made[user.source].append(found)
        if found.allowed is None and found.of_the_hospital and function:
            unlisted[user.source].add(function)
        yield found
    matrix = {each.source: each for each in matrices}
    for record in sorted({each.source for each in users.items}):
        told = matrix.get(record)
        yield RecordRights(
            source=record,
            key=record,
            users=len(made[record]),
            super_users=sum(each.super_user for each in made[record]),
            super_profiles=known.administering[record],
            matrix=told is not None,
            validated_on=told.validated_on if told else None,
            unlisted=tuple(sorted(unlisted[record])) if told else (),
            unknown_profiles=tuple(sorted(known.unknown[record])),
        )


class _Profiles:
    """The profiles by record and folded name; `unknown` are cells that name none."""

    def __init__(self, profiles: Iterable[RecordProfile]) -> None:
        self._of = {(each.source, fold(each.name)): each for each in profiles}
        self.administering = Counter(
            record for (record, _), each in self._of.items() if each.super_user
        )
        self.unknown: dict[str, set[str]] = defaultdict(set)

    def of(self, user: RecordUser) -> list[RecordProfile]:
        """Those of a user; none when one of them is not known, or when it has none."""
        found: list[RecordProfile] = []
        for cell in user.profiles:
            whole = self._of.get((user.source, fold(cell)))
            names = [cell] if whole else [part for part in _BETWEEN.split(cell) if part.strip()]
            for name in names:
                profile = self._of.get((user.source, fold(name)))
                if profile is None:
                    self.unknown[user.source].add(name.strip())
                    return []
                found.append(profile)
        return found


class _Allowed:
    """What the matrix of each record allows: the line of that very name, else those with `*`."""

    def __init__(self, functions: Iterable[RecordFunction]) -> None:
        self._exact: dict[tuple[str, str], tuple[str, ...]] = {}
        self._patterns: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for each in functions:
            name = "*".join(map(fold, each.name.split("*")))
            if "*" in name:
                self._patterns[each.source].append((name, each.rights))
            else:
                self._exact[each.source, name] = each.rights

    def of(self, record: str, function: str) -> tuple[str, ...] | None:
        """The rights of a function, all those that fit together; None when no line does."""
        name = fold(function)
        if not name:
            return None
        if (exact := self._exact.get((record, name))) is not None:
            return exact
        fitting = [rights for line, rights in self._patterns[record] if fnmatchcase(name, line)]
        return _together(fitting) if fitting else None


def _together(rights: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    held = {right for each in rights for right in each}
    return tuple(right for right in RIGHTS if right in held)
