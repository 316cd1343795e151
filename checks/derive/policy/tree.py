"""Which policy objects reach a class of users or computers, and through which files."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from agent.core.facts.effective import Why
from agent.core.facts.policy import Half, PolicyFolder, PolicyObject
from checks.derive.policy.access import allowed, apply, read
from checks.derive.policy.reach import Lead, Places
from checks.derive.policy.settings import Applied


@dataclass(frozen=True, slots=True)
class Bearer:
    """A class of users or computers: where they are, and which SIDs of access lists they bear."""

    place: str
    sids: frozenset[str]


class Tree:
    """The policy objects of one directory, and how they reach whoever is in it."""

    def __init__(
        self,
        places: Places,
        objects: Iterable[PolicyObject],
        folders: Iterable[PolicyFolder],
        unknown: Collection[str],
    ) -> None:
        self._places = places
        self._objects = {(each.domain, each.policy): each for each in objects}
        self._folders: dict[str, list[PolicyFolder]] = defaultdict(list)
        for folder in folders:
            self._folders[folder.policy].append(folder)
        self._unknown = unknown
        self._reaching: dict[object, tuple[Applied, ...]] = {}

    def reaching(
        self, half: Half, at: Bearer, applying: frozenset[str], reading: frozenset[str]
    ) -> tuple[Applied, ...]:
        """What reaches a place, lowest precedence first.

        Args:
            half: the half of each object.
            at: whose place it is: a computer's, under loopback.
            applying: SIDs that must be let apply: the user's for the user half.
            reading: SIDs that must be let read: the computer's for both halves (MS16-072).
        """
        asked = (half, at.place, applying, reading)
        if asked not in self._reaching:
            self._reaching[asked] = self._reach(half, at.place, applying, reading)
        return self._reaching[asked]

    def _reach(
        self, half: Half, place: str, applying: frozenset[str], reading: frozenset[str]
    ) -> tuple[Applied, ...]:
        leads = self._places.leads(place)
        if leads is None:
            return (Applied("", place, "", (Why.UNSEEN,)),)
        made = (self._applied(lead, half, applying, reading) for lead in leads)
        return tuple(each for each in made if each is not None)

    def _applied(
        self, lead: Lead, half: Half, applying: frozenset[str], reading: frozenset[str]
    ) -> Applied | None:
        whys: tuple[Why, ...] = () if lead.sure else (Why.SITE,)
        found = self._objects.get((lead.link.domain, lead.link.policy))
        if found is None:
            return Applied(lead.link.policy, lead.link.policy, "", (*whys, Why.UNSEEN))
        off = found.off(half)
        may = [
            allowed(found.permissions, applying, self._unknown, apply),
            allowed(found.permissions, reading, self._unknown, read),
        ]
        if off or False in may:
            return None
        if off is None:
            whys += (Why.FLAGS,)
        if None in may:
            whys += (Why.FILTERING,)
        if found.wmi_filter:
            whys += (Why.WMI_FILTER,)
        content = self._content(found)
        if not content and found.version_of(half) == 0:
            return None  # nothing was ever written in that half
        return Applied(found.policy, found.label, content, whys)

    def _content(self, found: PolicyObject) -> str:
        """The key of its files: its domain's own, else the newest, else the only one there is."""
        there = self._folders.get(found.policy, [])
        own = [each for each in there if each.domain == found.domain]
        return _newest(own or [each for each in there if not each.domain])


def _newest(folders: Sequence[PolicyFolder]) -> str:
    """Of several copies, SYSVOL's own before a backup, then the latest; a share is of today."""
    if not folders:
        return ""
    best = max(
        folders,
        key=lambda each: (
            not each.backup, each.taken_on is None, str(each.taken_on), each.source, each.key,
        ),
    )  # fmt: skip
    return content_key(best.source, best.key)


def content_key(source: str, folder: str) -> str:
    """Folders of two sources may bear the same GUID."""
    return f"{source}\n{folder}"
