"""What the host script left of a Veeam server: `veeam.ps1` beside this module."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from collectors.backups.reading import Lost, Server

VERSION = "backup/veeam/1"
_SESSIONS = "sessions"
# What every answer has, in its order, be it an error.
_SECTIONS = ("about", "backup", "agent", "tape", "surebackup", "restore")
# What a version or an edition of Veeam may not have; without its module there is nothing at all.
_OPTIONAL = {"agent", "tape", "surebackup"}


@dataclass(frozen=True, slots=True)
class Drop:
    """An answer of the script: its sections by their names, in their order."""

    sections: dict[str, dict[str, Any]]

    def is_of(self, file: str) -> bool:
        """Whether a file that names its server, as the script does, names this one."""
        named, told, _ = file.partition("--")
        return not told or all(named.lower() == each.name.lower() for each in self.servers())

    def lost(self, last: int) -> Iterator[Lost]:
        """A section that could not be read; one that this server has no product for is none."""
        for name, section in self.sections.items():
            told = section.get("data")
            if section.get("error") == "absent" and name in _OPTIONAL:
                continue
            if not isinstance(told, dict) or (name != "about" and not _rows(told)[1]):
                yield Lost(last, last, f"section_{name}")
            elif told.get("cut"):
                yield Lost(last, last, f"section_{name}_cut")

    def servers(self) -> Iterator[Server]:
        """The server itself, when it says its name."""
        about = self.sections.get("about", {}).get("data")
        if isinstance(about, dict) and isinstance(name := about.get("host"), str) and name:
            joined, domain = about.get("joined"), about.get("domain")
            known = domain if joined is True and isinstance(domain, str) else None
            version = about.get("version")
            yield Server(
                name,
                "" if joined is False else known,
                version if isinstance(version, str) else "",
            )

    def sessions(self) -> list[dict[str, Any]]:
        """The sessions and tasks of every section."""
        return [
            each
            for name, section in self.sections.items()
            if name != "about" and isinstance(section.get("data"), dict)
            for each in _rows(section["data"])[0]
        ]


def _rows(data: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """The rows of a section, and whether it has all that it should."""
    told = data.get(_SESSIONS)
    if not isinstance(told, list):
        return [], False
    rows = [each for each in told if isinstance(each, dict)]
    return rows, len(rows) == len(told)


def opened(told: Any) -> Drop | None:
    """An answer of the script; None when it is something else."""
    if not isinstance(told, dict) or told.get("preuve") != VERSION:
        return None
    sections = told.get("sections")
    named = {
        str(each.get("section")): each
        for each in (sections if isinstance(sections, list) else [])
        if isinstance(each, dict)
    }
    empty: dict[str, dict[str, Any]] = {name: {} for name in _SECTIONS}
    return Drop(empty | named)
