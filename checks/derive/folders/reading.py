"""Who reads one folder: its list and the share's, evaluated for everybody and for each account."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from agent.core.facts.folders import AccessEntry, SensitiveFolder
from checks.derive.folders.evaluation import Doors, Grant, evaluate
from checks.derive.folders.membership import GUESTS, Directories, Held

Place = tuple[str, str]
_UNIX_USER = "S-1-22-1-"


@dataclass(frozen=True, slots=True)
class Reading:
    """`unresolved`: whoever the lists name and nobody can say who that is, or when it counts."""

    content: Grant  # what an ordinary account gets
    names: Grant
    accounts: tuple[Place, ...]  # those that surely read, by content
    unresolved: tuple[str, ...]
    sure: bool  # the share's own rights are known, and files inherit those of the folder
    inherited: bool


def read(
    told: SensitiveFolder,
    share: Sequence[AccessEntry] | None,
    directories: Directories,
    accounts: Collection[Place],
) -> Reading:
    """Evaluate both lists; without the share's, it is taken for open: an upper bound."""
    folder, through = Doors(told.entries, traversed=told.traversed), Doors(share or ())
    held = {sid: directories.held(sid) for sid in folder.sids | through.sids}
    everybody = frozenset(sid for sid, who in held.items() if who and who.everybody)
    ordinary = frozenset(sid for sid, who in held.items() if who and who.ordinary)

    before = [folder.through] if folder.through is not None else []
    before += [through.names] if share is not None else []

    def granted(
        door: Sequence[AccessEntry], token: frozenset[str], doubt: Callable[[str], bool]
    ) -> Grant:
        return min(evaluate(each, token, doubt) for each in (*before, door))

    def unknown(sid: str) -> bool:
        who = held[sid]
        return who is None or bool(who.unseen)

    def unknown_to_all(sid: str) -> bool:
        return unknown(sid) and not sid.startswith(_UNIX_USER)  # one account is not everybody

    memory: dict[frozenset[str], Grant] = {}
    found: list[Place] = []
    named = {sid: who.accounts for sid, who in held.items() if who and who.accounts}
    for place in sorted(accounts):
        token = everybody.union(sid for sid, of in named.items() if place in of)
        if token not in memory:
            memory[token] = granted(folder.content, token, unknown)
        if memory[token] is Grant.YES:
            found.append(place)
    return Reading(
        content=granted(folder.content, ordinary, unknown_to_all),
        names=granted(folder.names, ordinary, unknown_to_all),
        accounts=tuple(found),
        unresolved=_unresolved(
            [*folder.names, *folder.content, *through.names, *(folder.through or ())], held
        ),
        sure=share is not None and folder.sure,
        inherited=folder.sure,
    )


def _unresolved(entries: Sequence[AccessEntry], held: dict[str, Held | None]) -> tuple[str, ...]:
    found: set[str] = set()
    for each in entries:
        who = held[each.sid]
        if who is None or not each.understood or (each.allow and each.sid in GUESTS):
            found.add(each.sid)
        elif who.unseen:
            found |= who.unseen
    return tuple(sorted(found))
