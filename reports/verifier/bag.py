"""Reads a bundle as it is: one folder in a ZIP, a bag of RFC 8493, and whether its lists hold."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

_LARGEST = 1 << 28  # bytes of a document read whole; exhibits, facts and ledger are streamed
_LARGEST_BAG = 1 << 36  # bytes of all its files, unpacked
_LONGEST = 1 << 24  # bytes of a line
_TAGS = "tagmanifest-sha256.txt"
_PAYLOAD = "manifest-sha256.txt"
_LISTED = re.compile(r"([0-9a-f]{64})  (\S.*)")
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, KeyError, TypeError, AttributeError),
)


class Line(NamedTuple):
    """One thing found: its level, its state, the code of its sentence, and what fills it."""

    level: str
    state: str  # good, unverifiable, false
    code: str
    values: dict[str, Any]


class Said(list[Line]):
    """What was found, in order."""

    def good(self, level: str, code: str, **values: Any) -> None:
        """Say that a level holds, unless something of it is false."""
        if not any(each.level == level and each.state == "false" for each in self):
            self.append(Line(level, "good", code, values))

    def doubt(self, level: str, code: str, **values: Any) -> None:
        """Say what cannot be verified."""
        self.append(Line(level, "unverifiable", code, values))

    def false(self, level: str, code: str, **values: Any) -> None:
        """Say what is false."""
        self.append(Line(level, "false", code, values))


class Bag:
    """The one folder of a ZIP."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        files = [each for each in archive.infolist() if not each.is_dir()]
        if sum(each.file_size for each in files) > _LARGEST_BAG:
            raise ValueError("too large")
        self.paths = [each.filename for each in files]
        self.folder = self.paths[0].partition("/")[0] if self.paths else ""
        self.names = {path.removeprefix(f"{self.folder}/") for path in self.paths}

    def digest(self, name: str) -> str:
        """The SHA-256 of a file in hexadecimal, nothing when it cannot be read."""
        found = sha256()
        try:
            with self._archive.open(f"{self.folder}/{name}") as stream:
                while block := stream.read(1 << 20):
                    found.update(block)
        except BROKEN:
            return ""
        return found.hexdigest()

    def read(self, name: str) -> bytes:
        """A document, whole; raises ValueError when it is larger than any is."""
        with self._archive.open(f"{self.folder}/{name}") as stream:
            body = stream.read(_LARGEST + 1)
        if len(body) > _LARGEST:
            raise ValueError(f"{name} is too large")
        return body

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, without their ends."""
        with self._archive.open(f"{self.folder}/{name}") as stream:
            while line := stream.readline(_LONGEST):
                yield line.removesuffix(b"\n")


def check_files(bag: Bag, said: Said) -> None:
    """Whether each file has its digest, and whether none is missing or added."""
    for path, count in Counter(bag.paths).items():
        if count > 1:
            said.false("list", "file-twice", name=path)
        if not path.startswith(f"{bag.folder}/") or ".." in path.split("/") or "\\" in path:
            said.false("list", "file-outside", name=path)
    listed = _listed(bag, said)
    for name in sorted(bag.names - listed.keys() - {_TAGS}):
        said.false("list", "file-added", name=name)
    for name in sorted(listed.keys() - bag.names):
        said.false("list", "file-missing", name=name)
    for name in sorted(listed.keys() & bag.names):
        if bag.digest(name) != listed[name]:
            said.false("integrity", "file-altered", name=name)
    said.good("list", "list-complete", count=len(bag.names))
    said.good("integrity", "files-hold", count=len(listed))


def _listed(bag: Bag, said: Said) -> dict[str, str]:
    """The digest that the lists give each file."""
    listed: dict[str, str] = {}
    for manifest in (_TAGS, _PAYLOAD):
        # Not splitlines: a vertical tab in place of the last end of line would pass unseen.
        for line in bag.read(manifest).decode().removesuffix("\n").split("\n"):
            found = _LISTED.fullmatch(line)
            if found is None:
                said.false("list", "unreadable", name=manifest)
            elif found[2] in listed:
                said.false("list", "file-twice", name=found[2])
            else:
                listed[found[2]] = found[1]
    return listed
