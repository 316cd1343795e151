"""Which of the SIDs in access lists each account holds: its own, its groups', everybody's.

Groups are followed by DN and by SID: nested, primary, and of another domain (foreign principals,
[MS-ADTS] 6.1.1.4.10). Whoever comes by the network is meant: no session at the server's keyboard.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.core.facts.accounts import Account, Group
from agent.core.facts.computers import Computer
from agent.core.facts.directory import Domain

# Whoever logs on with an account of a domain: everyone, authenticated users, the network, this
# organisation, and Windows' own users, of which each domain's are members.
EVERYBODY = frozenset({"S-1-1-0", "S-1-5-11", "S-1-5-2", "S-1-5-15", "S-1-5-32-545"})
# Administrators and operators of the server: shown apart, whoever they are there.
ADMINISTRATORS = frozenset(f"S-1-5-32-{rid}" for rid in (544, 548, 549, 550, 551))
# Nobody who comes by the network with an account of a domain: keyboards, services, programs, the
# system, creators and owners, guests, local accounts.
_NOBODY = re.compile(
    r"S-1-(?:2-[01]|3-[0-4]|5-(?:1|3|4|6|7|8|9|10|12|13|14|17|18|19|20|33|113|114|32-546)|5-[89]\d-.*|15-.*)"
)
# Whoever has no account of his own, where the server lets him in: nobody can say who that is.
GUESTS = frozenset({"S-1-5-7", "S-1-5-32-546"})
_USERS = 513
_FOREIGN = re.compile(r"CN=(S-1-[\d-]+),CN=ForeignSecurityPrincipals,.*", re.IGNORECASE)


@dataclass(slots=True)
class Held:
    """Who holds one SID: accounts by place, everybody, and members that nobody could name.

    `ordinary`: an account that belongs to nothing in particular does; the users of a domain are
    its ordinary accounts, of which one may have been taken out.
    """

    accounts: set[tuple[str, str]] = field(default_factory=set)
    everybody: bool = False
    ordinary: bool = False
    unseen: set[str] = field(default_factory=set)


class Directories:
    """Every directory together: what their accounts and groups are, by SID and by DN."""

    def __init__(
        self,
        accounts: Iterable[Account],
        groups: Iterable[Group],
        domains: Iterable[Domain],
        computers: Iterable[Computer],
    ) -> None:
        self._groups: dict[str, Group] = {}
        self._by_dn: dict[tuple[str, str], Group | tuple[str, str] | None] = {}
        self._accounts: dict[str, tuple[str, str]] = {}
        self._primary: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._machines: set[str] = set()
        self.domains = {each.sid for each in domains if each.sid}
        for machine in computers:
            self._by_dn[machine.source, machine.dn.lower()] = None  # no person logs on with it
            self._machines.add(machine.sid or "")
        for group in groups:
            self._by_dn[group.source, group.dn.lower()] = group
            # Built-in groups of a domain are those of its controllers, not of other servers.
            if group.sid and group.sid.startswith("S-1-5-21-"):
                self._groups[group.sid] = group
        for account in accounts:
            place = account.source, account.key
            if account.dn:
                self._by_dn[account.source, account.dn.lower()] = place
            if account.sid:
                self._accounts[account.sid] = place
                domain = account.sid.rpartition("-")[0]
                self.domains.add(domain)
                self._primary[f"{domain}-{account.primary_group or _USERS}"].add(place)

    def whole(self, sid: str) -> str:
        """A SID that waited for its domain (`*-513`), when there is only one."""
        if sid.startswith("*-") and len(self.domains) == 1:
            return f"{next(iter(self.domains))}{sid[1:]}"
        return sid

    def account(self, sid: str) -> tuple[str, str] | None:
        """The account that a SID is."""
        return self._accounts.get(self.whole(sid))

    def of_several(self, sid: str) -> bool:
        """Whether a SID is surely no single person's: a group's, the system's, a computer's."""
        sid = self.whole(sid)
        known = sid in self._groups or sid in self._machines or sid in ADMINISTRATORS
        return known or _NOBODY.fullmatch(sid) is not None

    def _ordinary(self, sid: str) -> bool:
        """Whether an ordinary account holds it."""
        domain, _, rid = sid.rpartition("-")
        return sid in EVERYBODY or (rid == str(_USERS) and domain in self.domains)

    def held(self, sid: str) -> Held | None:
        """Who holds a SID; None: nobody can say."""
        found = Held()
        sid = self.whole(sid)
        if sid in ADMINISTRATORS or _NOBODY.fullmatch(sid):
            return found
        if sid in EVERYBODY:
            found.everybody = found.ordinary = True
        elif place := self._accounts.get(sid):
            found.accounts.add(place)
        elif sid in self._groups or self._ordinary(sid):
            self._walk(sid, found)
        elif sid not in self._machines:
            return None
        return found

    def _walk(self, sid: str, found: Held) -> None:
        """Everything inside a group, nested groups and loops included."""
        waiting, met = [sid], {sid}
        while waiting:
            inner = waiting.pop()
            found.everybody |= inner in EVERYBODY
            found.ordinary |= self._ordinary(inner)
            found.accounts |= self._primary.get(inner, set())
            if place := self._accounts.get(inner):
                found.accounts.add(place)
            elif inner in self._groups:
                for name in self._members(self._groups[inner], found):
                    if name not in met:
                        met.add(name)
                        waiting.append(name)
            elif not (self._ordinary(inner) or inner in self._machines):
                found.unseen.add(inner)

    def _members(self, group: Group, found: Held) -> Iterator[str]:
        """The SIDs of a group's members; accounts are noted, and those that cannot be seen."""
        for dn in group.heirs:
            name = dn.lower()
            if foreign := _FOREIGN.fullmatch(dn):
                if not _NOBODY.fullmatch(foreign[1]):
                    yield foreign[1].upper()
                continue
            known = self._by_dn.get((group.source, name), ...)
            if isinstance(known, tuple):
                found.accounts.add(known)
            elif isinstance(known, Group) and known.sid:
                yield known.sid
            elif known is not None:
                found.unseen.add(dn)
