"""What the files of a logrotate configuration share: their texts, and who claims which log.

Source: logrotate(8) for `include`, `tabooext`, `taboopat` and `ignoreduplicates`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from posixpath import basename, dirname, normpath

from collectors.linux.logrotate_values import HOME, Settings
from collectors.linux.posix_globs import name_matches, path_matches

_TABOOS = (
    *(",v", ".bak", ".cfsaved", ".disabled", ".dpkg-bak", ".dpkg-del", ".dpkg-dist", ".dpkg-new"),
    *(".dpkg-old", ".dpkg-tmp", ".rhn-cfg-tmp-*", ".rpmnew", ".rpmorig", ".rpmsave", ".swp"),
    *(".ucf-dist", ".ucf-new", ".ucf-old", "~"),
)


@dataclass(slots=True)
class Stanza:
    """The settings of some logs, and where they are written."""

    file: str
    settings: Settings
    patterns: list[str] = field(default_factory=list)
    claimed: dict[str, str] = field(default_factory=dict)  # log -> pattern


class Stanzas:
    """The stanzas read so far, in their order, and the texts to read."""

    def __init__(self, texts: Mapping[str, str], logs: Collection[str]) -> None:
        self.texts = {normpath(path): text for path, text in texts.items()}
        self.logs = sorted(logs)
        self.read: list[Stanza] = []
        self.claimed: dict[str, Stanza] = {}
        self.taboos = [f"*{each}" for each in _TABOOS]
        self.depth = 0
        self.signs = 0
        self._folders: dict[str, list[str]] = {}
        for path in sorted(self.texts):
            self._folders.setdefault(dirname(path), []).append(path)

    def inside(self, folder: str) -> list[str]:
        """The files of a folder in their order, without those whose name is taboo."""
        return [
            path
            for path in self._folders.get(folder, ())
            if not any(name_matches(taboo, basename(path)) for taboo in self.taboos)
        ]

    def claim(self, stanza: Stanza, pattern: str) -> bool:
        """Give a stanza the logs of a pattern, up to the first that another one has."""
        if pattern.startswith("~/"):
            pattern = HOME + pattern[1:]
        stanza.patterns.append(pattern)
        magic = any(sign in pattern for sign in "*?[")
        matches = [log for log in self.logs if path_matches(pattern, log)] if magic else []
        for log in matches or [pattern]:
            first = self.claimed.setdefault(log, stanza)
            if log not in first.claimed:
                stanza.claimed[log] = pattern
            elif not first.settings.ignoreduplicates:
                return False
        return True

    def release(self, stanza: Stanza) -> None:
        """Take its logs from a stanza."""
        for log in stanza.claimed:
            del self.claimed[log]
        stanza.claimed.clear()
        stanza.patterns.clear()

    def drop(self) -> None:
        """Forget the last stanza."""
        self.release(self.read.pop())
