"""Who belongs to a privileged group, directly or not? By RID: names are translated."""

from collections import defaultdict
from collections.abc import Iterator

from agent.core.facts.accounts import Account, Group
from agent.core.facts.standing import Privilege
from agent.core.sources import Facts
from checks.registry import derivation

# ANSSI, Points de contrôle Active Directory: domain, enterprise, schema and key administrators,
# policy owners, and the built-in administrators and operators.
PRIVILEGED_RIDS = frozenset({512, 518, 519, 520, 526, 527, 544, 548, 549, 550, 551, 552})


@derivation("privileges")
def privileges(accounts: Facts[Account], groups: Facts[Group]) -> Iterator[Privilege]:
    """Walk nested groups with a visited set (loops exist), primary groups added."""
    by_dn = {(group.source, group.dn.lower()): group for group in groups}
    belongs: dict[tuple[str, str], set[Group]] = defaultdict(set)
    for group in groups:
        if _rid(group) in PRIVILEGED_RIDS:
            for member in _members(group, by_dn):
                belongs[group.source, member].add(group)
    by_rid = {(group.source, _rid(group)): group for group in groups}
    for account in accounts:
        held = set(belongs.get((account.source, account.dn.lower()), ()))
        primary = by_rid.get((account.source, account.primary_group))
        if primary is not None and account.primary_group in PRIVILEGED_RIDS:
            held.add(primary)
        if held:
            yield Privilege(
                source=account.source,
                key=account.key,
                login=account.login,
                groups=tuple(sorted(group.name for group in held)),
                rids=tuple(sorted({_rid(group) or 0 for group in held})),
                administrator=account.administrator,
            )


def _rid(group: Group) -> int | None:
    return int(group.sid.rpartition("-")[2]) if group.sid else None


def _members(group: Group, by_dn: dict[tuple[str, str], Group]) -> set[str]:
    """The DNs, in lower case, of everything inside a group."""
    found: set[str] = set()
    waiting = [group]
    while waiting:
        for dn in waiting.pop().heirs:
            name = dn.lower()
            if name in found:
                continue
            found.add(name)
            if inner := by_dn.get((group.source, name)):
                waiting.append(inner)
    return found
