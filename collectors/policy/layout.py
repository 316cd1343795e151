"""Where the files of policy objects stand in a SYSVOL and in a folder of backups."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agent.core.errors import Unreachable
from agent.core.facts.policy import Half, Teller

_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
# Some keep a backup's files without its outer folder.
_IN_BACKUPS = (("domainsysvol", "gpo"), ("gpo",))
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
    hidden: list[tuple[str, str, str]] = field(default_factory=list)  # see `PolicyFolder.unread`
    files: int = 0

    @property
    def present(self) -> tuple[tuple[Half, Teller], ...]:
        """Which files that set something are there; of Preferences, those of the registry."""
        return tuple(
            sorted(
                told
                for path, told in self.settings.items()
                if told[1] is not Teller.PREFERENCES or path.lower().endswith("/registry.xml")
            )
        )


def folders(paths: Iterable[str], unlisted: Mapping[str, str]) -> list[Folder]:
    """Every policy object that some file belongs to; names have no case.

    Args:
        paths: every file.
        unlisted: folders of which nobody knows what is in them, and why.

    Raises:
        Unreachable: such a folder is no policy's own, so that it may hide whole policies.
    """
    found: dict[str, Folder] = {}
    for path in paths:
        at = _owner(path.split("/")[:-1])
        if at is not None:
            folder, rest = _folder(found, path, at)
            _place(folder, path, rest)
    for path, why in unlisted.items():
        at = _owner(path.split("/"))
        if at is None:
            raise Unreachable(f"{path}: {why}")
        folder, rest = _folder(found, path, at)
        half = _may_hide(rest)
        if half is not None:
            folder.hidden.append((half, path, f"{path}: {why}"))
    return [folder for _, folder in sorted(found.items())]


def _owner(parts: Sequence[str]) -> int | None:
    """Which of nested folders is a policy's."""
    return next((n for n, part in enumerate(parts) if _GUID.fullmatch(part)), None)


def _folder(found: dict[str, Folder], path: str, at: int) -> tuple[Folder, list[str]]:
    """The policy object of a path, and the rest of the path in lower case."""
    parts = path.split("/")
    root = "/".join(parts[: at + 1])
    guid = _GUID.fullmatch(parts[at])
    folder = found.setdefault(root, Folder(f"{{{guid[1].upper()}}}" if guid else ""))
    if at > 1 and parts[at - 1].lower() == "policies":
        folder.domain = parts[at - 2].lower()
    return folder, [part.lower() for part in parts[at + 1 :]]


def _may_hide(rest: list[str]) -> str | None:
    """What a folder that cannot be listed may hold: a half, everything (""), or nothing judged."""
    rest = rest[_depth(rest) :]
    if not rest or rest == ["domainsysvol"]:
        return ""
    if rest[1:2] == ["preferences"] and rest[0] in set(Half):
        return rest[0] if rest[2:3] in ([], ["registry"]) else "secrets"
    inside = "/".join(rest) + "/"
    return rest[0] if any(place.startswith(inside) for place in _PLACES) else None


def _depth(rest: list[str]) -> int:
    """How many folders a backup puts around what a policy has."""
    return next((len(each) for each in _IN_BACKUPS if tuple(rest[: len(each)]) == each), 0)


def _place(folder: Folder, path: str, rest: list[str]) -> None:
    folder.files += 1
    if rest == ["bkupinfo.xml"]:
        folder.info, folder.backup = path, True
        return
    if depth := _depth(rest):
        folder.backup = True
        rest = rest[depth:]
    name = "/".join(rest)
    if name == "gpt.ini":
        folder.version = path
    elif name in _PLACES:
        folder.settings[path] = _PLACES[name]
    elif rest[1:2] == ["preferences"] and name.endswith(".xml") and rest[0] in set(Half):
        folder.settings[path] = (Half(rest[0]), Teller.PREFERENCES)
