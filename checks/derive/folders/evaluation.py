"""What an access list grants to somebody, in its own order, when not all of it is understood.

[MS-DTYP] 2.5.3.2: the first entry that fits decides of each right. An entry of which nobody knows
whether it fits leaves what follows in doubt: it accuses nobody, and clears nobody.
"""

from collections.abc import Callable, Collection, Sequence
from enum import IntEnum

from agent.core.facts.folders import READ_DATA, TRAVERSE, AccessEntry

READS = READ_DATA | 0x8000_0000 | 0x1000_0000  # or one of the generic rights that hold it


class Grant(IntEnum):
    """Whether somebody reads; of two doors in a row, the least counts."""

    NO = 0
    UNKNOWN = 1
    YES = 2


class Doors:
    """The entries of a list that bear on reading: in the folder itself, and in files below.

    Of a folder from which no file inherits anything, the files' own rights are not known: those of
    the folder stand for them, and `sure` says so.
    """

    def __init__(self, entries: Sequence[AccessEntry], *, traversed: bool = False) -> None:
        bearing = [each for each in entries if each.mask & READS]
        # Whoever passes through the folder: everybody, where nothing says otherwise.
        self.through = (
            tuple(each for each in entries if each.here and each.mask & TRAVERSE)
            if traversed
            else None
        )
        self.names = tuple(each for each in bearing if each.here)
        inherited = tuple(each for each in bearing if each.files)
        self.sure = any(each.allow for each in inherited)
        self.content = inherited if self.sure else self.names
        self.sids = frozenset(each.sid for each in (*bearing, *(self.through or ())))


def evaluate(
    entries: Sequence[AccessEntry], held: Collection[str], unknown: Callable[[str], bool]
) -> Grant:
    """What a list grants to who holds some SIDs; `unknown`: whether he may hold another one."""
    perhaps_allowed = perhaps_refused = False
    for each in entries:
        if each.sid in held and each.understood:
            if each.allow:
                return Grant.UNKNOWN if perhaps_refused else Grant.YES
            return Grant.UNKNOWN if perhaps_allowed else Grant.NO
        if each.sid in held or unknown(each.sid):
            perhaps_allowed |= each.allow
            perhaps_refused |= not each.allow
    return Grant.UNKNOWN if perhaps_allowed else Grant.NO
