"""Answers a collector's queries from an export, whatever its format."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from agent.core.errors import Empty, SourceError, TimedOut, Unreadable
from agent.core.exhibits import Acquisition
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep, Limits
from collectors.transports.directory import Base, Entry, Presence, Query
from collectors.transports.directory_export.handed_file import HandedFile
from collectors.transports.directory_export.tables import FLAGS, TableReader
from collectors.transports.ldif import LdifReader
from collectors.transports.ldif_exhibit import exhibit_page

_PART = 1000  # entries in an exhibit, as in a page of a live search
_FIRST_LINES = 50
_LDIF = re.compile(r"(?:#(?!TYPE)|version:|dn::? |search:|result:)", re.IGNORECASE)
_TABLE = re.compile(
    r"(?:^|[,;\t])\W*(?:dn|samaccountname|distinguishedname)\W*(?:[,;\t\r\n]|$)", re.IGNORECASE
)


class Reader(Protocol):
    """A file's entries; `completeness` is final once they are exhausted."""

    completeness: Completeness

    def __iter__(self) -> Iterator[Entry]:
        """Yield entries in the file's order, or raise a SourceError."""
        ...


class ExportedDirectory:
    """A directory that was handed over; see `Directory`."""

    ground = Ground.HANDED_OVER

    def __init__(
        self, *, source: str, file: HandedFile, collector: str, keep: Keep, limits: Limits
    ) -> None:
        self.name = source
        self.controller = file.path.name
        self.completeness = Completeness.UNKNOWN
        self._file = file
        self._format = _recognised(file)
        self._collector = collector
        self._keep = keep
        self._closed = False
        self._deadline = time.monotonic() + limits.hard
        self._read: list[Completeness] = []
        self._parts = 0

    def search(self, query: Query) -> Iterator[Entry]:
        """Yield every entry of the file that matches.

        Raises:
            SourceError: the file is empty, cut, or not in its format: never fewer entries.
        """
        started = datetime.now(UTC)
        reader = self._format(self._file)
        part: list[Entry] = []
        partial = False
        try:
            for entry in self._entries(reader):
                if query.base is Base.DOMAIN and query.matches(entry):
                    if len(part) == _PART:
                        yield from self._exhibit(query, part, started, Completeness.UNKNOWN)
                        part = []
                    whole = _merged(entry)
                    partial = partial or whole is not entry
                    part.append(whole)
        except SourceError as error:
            raise type(error)(f"{self.controller}: {error}") from None
        known = Completeness.PARTIAL if partial else reader.completeness
        self._read.append(known)
        self.completeness = Completeness.weakest(self._read)
        yield from self._exhibit(query, part, started, known)

    def presence(self, dn: str) -> Presence:
        """SEEN when the file holds an entry of that DN; else the file cannot tell."""
        seen = any(entry.dn.lower() == dn.lower() for entry in self._format(self._file))
        return Presence.SEEN if seen else Presence.UNKNOWN

    def close(self) -> None:
        """Make a search under way fail."""
        self._closed = True

    def _entries(self, reader: Reader) -> Iterator[Entry]:
        seen: set[str] = set()
        for count, entry in enumerate(reader):
            if not count % _PART and (self._closed or time.monotonic() > self._deadline):
                raise TimedOut(f"not read to its end in time ({count} entries)")
            dn = entry.dn.lower()
            if dn in seen:
                raise Unreadable(f"{entry.dn[:200]} is there twice: one export in each file")
            seen.add(dn)
            yield entry
        if not seen:
            raise Empty("the export holds no entry")

    def _exhibit(
        self, query: Query, part: list[Entry], started: datetime, completeness: Completeness
    ) -> list[Entry]:
        first = not self._parts
        self._parts += 1
        exhibit, kept = exhibit_page(
            part,
            original_digest=self._file.digest if first else "",
            original_size=self._file.size if first else 0,
            acquisition=Acquisition(
                collector=self._collector,
                source=self.name,
                target=self.controller,
                query=f"{query.filter} {' '.join(query.attributes)}",
                server=self._file.digest,
                started=started,
                ended=datetime.now(UTC),
                rows=len(part),
                completeness=completeness,
                ground=self.ground,
            ),
            asked=query.asked.union(FLAGS),
        )
        self._keep(exhibit)
        return kept


def open_export(
    collector: str, keep: Keep, limits: Limits, *, source: str, path: Path
) -> ExportedDirectory:
    """Open an export, its format being told by its content.

    Args:
        collector: the collector that will ask.
        keep: receives each part of the file, filtered, before its entries are yielded.
        limits: the hard limit holds for the whole reading.
        source: the name in the configuration.
        path: an LDIF file, or a table by csvde or Export-Csv.

    Raises:
        Unreachable: there is no such file.
        Empty: it holds nothing.
        Truncated: it stops in the middle of a character.
        Unreadable: it is in none of the known formats.
    """
    file = HandedFile.examine(path)
    return ExportedDirectory(
        source=source, file=file, collector=collector, keep=keep, limits=limits
    )


def _merged(entry: Entry) -> Entry:
    """The entry with `member;range=0-1499` as `member`: the server gave no more at a time."""
    if not any(";range=" in name for name in entry.attributes):
        return entry
    merged: dict[str, list[bytes]] = {}
    for name, values in entry.attributes.items():
        merged.setdefault(re.sub(r";range=.*", "", name), []).extend(values)
    return Entry(entry.dn, merged)


def _recognised(file: HandedFile) -> Callable[[HandedFile], Reader]:
    for _, line in zip(range(_FIRST_LINES), file.lines(), strict=False):
        if _LDIF.match(line):
            return lambda handed: LdifReader(handed.lines())
        if line.startswith(("#TYPE", "sep=")):
            continue
        if _TABLE.search(line):
            return TableReader
        if line.strip():
            break
    raise Unreadable(
        f"{file.path.name}: neither LDIF nor a table of accounts by csvde or Export-Csv"
    )
