"""Which links lead to a place, in the order Windows applies them ([MS-GPOL] 3.2.5.1.5)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.core.facts.policy import Link, PolicyScope, ScopeKind


@dataclass(frozen=True, slots=True)
class Lead:
    """One enabled link that leads to a place; `sure` unless it is of one site among several."""

    link: Link
    sure: bool = True


def parent(dn: str) -> str:
    """The DN above, empty at the top; a comma after a backslash is part of a name."""
    at = dn.find(",")
    while at > 0 and _escaped(dn, at):
        at = dn.find(",", at + 1)
    return dn[at + 1 :].lstrip() if at >= 0 else ""


def _escaped(dn: str, at: int) -> bool:
    before = dn[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


class Places:
    """The scopes of one directory, and what leads to the places under them."""

    def __init__(self, scopes: Iterable[PolicyScope]) -> None:
        self._scopes: dict[str, PolicyScope] = {}
        self._sites: list[PolicyScope] = []
        for scope in scopes:
            if scope.scope is ScopeKind.SITE:
                self._sites.append(scope)
            else:
                self._scopes[scope.key] = scope
        self._found: dict[str, tuple[Lead, ...] | None] = {}

    def of(self, dn: str) -> str:
        """The unit or the domain an object is directly under; its container when none is seen."""
        above = parent(dn)
        return next((each for each in self._above(above) if each.lower() in self._scopes), above)

    def leads(self, place: str) -> tuple[Lead, ...] | None:
        """Lowest precedence first; None when the head of the domain is not to be seen."""
        if place not in self._found:
            chain = [
                scope
                for each in self._above(place)
                if (scope := self._scopes.get(each.lower())) is not None
            ]
            whole = bool(chain) and chain[-1].scope is ScopeKind.DOMAIN
            self._found[place] = ordered(chain, self._sites) if whole else None
        return self._found[place]

    @staticmethod
    def _above(dn: str) -> Iterator[str]:
        while dn:
            yield dn
            dn = parent(dn)


def ordered(chain: Sequence[PolicyScope], sites: Sequence[PolicyScope] = ()) -> tuple[Lead, ...]:
    """What leads to the first of a chain of scopes, nearest first, its domain last.

    Not enforced: site, domain, then units downwards, each winning over those before. Enforced:
    after all of these, upwards, so that the highest wins. A scope that blocks keeps out what
    comes from above and is not enforced. Within a scope, the last link wins.
    """
    levels: list[list[Lead]] = []
    blocked: list[bool] = []
    shut = False
    for scope in chain:
        levels.append([Lead(link) for link in scope.links if link.enabled])
        blocked.append(shut)
        shut = shut or scope.blocks
    sure = len(sites) == 1
    levels.append([Lead(link, sure) for site in sites for link in site.links if link.enabled])
    blocked.append(shut)
    plain = [
        lead
        for level, out in zip(reversed(levels), reversed(blocked), strict=True)
        if not out
        for lead in level
        if not lead.link.enforced
    ]
    enforced = [lead for level in levels for lead in level if lead.link.enforced]
    return (*plain, *enforced)


def memberships(
    groups: Iterable[tuple[str, str, Sequence[str]]], wanted: Iterable[str]
) -> Mapping[str, frozenset[str]]:
    """The wanted SIDs that each DN (in lower case) bears by its groups, nested or not.

    Args:
        groups: (SID, DN, DNs of the members) of each group.
        wanted: SIDs that some access list names.
    """
    by_dn: dict[str, tuple[str, Sequence[str]]] = {}
    by_sid: dict[str, str] = {}
    for sid, dn, members in groups:
        by_dn[dn.lower()] = (sid, members)
        by_sid[sid] = dn.lower()
    borne: dict[str, set[str]] = {}
    for sid in wanted:
        if sid not in by_sid:
            continue
        waiting, seen = [by_sid[sid]], {by_sid[sid]}
        while waiting:
            for member in by_dn.get(waiting.pop(), ("", ()))[1]:
                name = member.lower()
                if name in seen:
                    continue
                seen.add(name)
                borne.setdefault(name, set()).add(sid)
                if name in by_dn:
                    waiting.append(name)
    return {dn: frozenset(sids) for dn, sids in borne.items()}
