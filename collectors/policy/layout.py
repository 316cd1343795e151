"""Where the files of policy objects stand in a SYSVOL and in a folder of backups."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.core.facts.policy import Half, Teller

_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
_IN_BACKUP = ("domainsysvol", "gpo")
_PLACES = {
    "machine/registry.pol": (Half.MACHINE, Teller.REGISTRY),
    "user/registry.pol": (Half.USER, Teller.REGISTRY),
    "machine/microsoft/windows nt/secedit/gpttmpl.inf": (Half.MACHINE, Teller.TEMPLATE),
    "machine/microsoft/windows nt/audit/audit.csv": (Half.MACHINE, Teller.AUDIT),
}


@dataclass(slots=True)
class Folder:
    """One policy object's files: by path, what each is; `guid` is a backup's own in a backup."""

    guid: str
    domain: str = ""
    backup: bool = False
    info: str = ""  # bkupInfo.xml
    version: str = ""  # gpt.ini
    settings: dict[str, tuple[Half, Teller]] = field(default_factory=dict)
    files: int = 0


def folders(paths: Iterable[str]) -> list[Folder]:
    """Every policy object that some file belongs to; names have no case."""
    found: dict[str, Folder] = {}
    for path in paths:
        parts = path.split("/")
        at = next((n for n, part in enumerate(parts[:-1]) if _GUID.fullmatch(part)), None)
        if at is None:
            continue
        root = "/".join(parts[: at + 1])
        guid = _GUID.fullmatch(parts[at])
        folder = found.setdefault(root, Folder(f"{{{guid[1].upper()}}}" if guid else ""))
        if at > 1 and parts[at - 1].lower() == "policies":
            folder.domain = parts[at - 2].lower()
        _place(folder, path, [part.lower() for part in parts[at + 1 :]])
    return [folder for _, folder in sorted(found.items())]


def _place(folder: Folder, path: str, rest: list[str]) -> None:
    folder.files += 1
    if rest == ["bkupinfo.xml"]:
        folder.info, folder.backup = path, True
        return
    if tuple(rest[:2]) == _IN_BACKUP:
        folder.backup = True
        rest = rest[2:]
    name = "/".join(rest)
    if name == "gpt.ini":
        folder.version = path
    elif name in _PLACES:
        folder.settings[path] = _PLACES[name]
    elif rest[1:2] == ["preferences"] and name.endswith(".xml") and rest[0] in set(Half):
        folder.settings[path] = (Half(rest[0]), Teller.PREFERENCES)
