"""What a Windows host said of its shares, as a list to evaluate: the share is the first door."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PureWindowsPath

from agent.core.facts.folders import READ_DATA, AccessEntry, SensitiveFolder
from agent.core.facts.local_rights import Right, Share
from checks.derive.lately import Lately

# What a host tells of an account's rights is the highest: of a refusal, whether it takes away
# reading is then known at both ends only.
_ALLOWS = {"read", "add", "change", "full"}
_REFUSES = {"no-read": True, "no-full": True, "no-add": False, "no-change": False}
_OF_DOMAIN = {"DU": "*-513", "DA": "*-512", "DG": "*-514"}


class Shares:
    """The rights of shares that hosts told lately, by host and share."""

    def __init__(self, shares: Iterable[Share], lately: Lately) -> None:
        self._rights: dict[tuple[str, str], list[Share]] = defaultdict(list)
        for each in shares:
            if each.rights is not None and lately.refused(each.source, each.host) is None:
                self._rights[_host(each.host), each.name.lower()].append(each)

    def of(self, folder: SensitiveFolder) -> tuple[AccessEntry, ...] | None:
        """The list of the share that a folder is reached by; None: nobody told."""
        if folder.share is not None:
            return folder.share
        host, _, share = PureWindowsPath(folder.path).drive.strip("\\").partition("\\")
        told = self._rights.get((_host(host), share.lower()), [])
        if len(told) != 1:  # two hosts of one name: which one is meant, nobody knows
            return None
        return tuple(_entries(told[0].rights or ()))


def _host(name: str) -> str:
    """A name without its domain; addresses stay whole."""
    label, _, rest = name.lower().partition(".")
    return name if rest and label.isdigit() else label


def _entries(rights: Iterable[Right]) -> Iterator[AccessEntry]:
    """Refusals first, as Windows' own tools write them."""
    for sid, right in sorted(rights, key=lambda each: not each[1].startswith("no-")):
        who = _OF_DOMAIN.get(sid, sid)
        if right in _REFUSES:
            certain = _REFUSES[right]
            yield AccessEntry(sid=who, allow=False, mask=READ_DATA, understood=certain)
        elif right in _ALLOWS:
            yield AccessEntry(sid=who, allow=True, mask=READ_DATA)
