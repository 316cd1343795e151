"""What a reader of backup reports is given: files told line by line, live or as once kept."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.asked_reports import asked_texts, is_asked
from collectors.transports.recorded import read_recording


class ReportText(Protocol):
    """The lines of one file from where reading begins, and what was found while they were read."""

    name: str
    head: str
    written: datetime
    read_at: datetime
    damaged: int  # lines that are no text, so far
    cut: bool  # it ends in the middle of something

    def lines(self, start: int) -> Iterator[str]:
        """Stream the lines, with their ends, from a byte of the unpacked file on."""
        ...

    def blocks(self, start: int) -> Iterator[str]:
        """The same lines, many together: what most of them say can be passed over at once.

        Places in them are characters, and lines when they come one by one.
        """
        ...

    def offset(self, place: int | None) -> int:
        """The byte at which the recent line of a place begins; None: where reading ended."""
        ...

    def keep(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Keep some of the latest text as an exhibit, each range from its first place to its last.

        Raises:
            Truncated: it is too far back to be kept.
        """
        ...


class ReportFiles(Protocol):
    """Files of reports, newest last; it has no verb that writes."""

    name: str
    ground: Ground
    completeness: Completeness

    def texts(self) -> Iterator[ReportText]:
        """One after another."""
        ...

    def close(self) -> None:
        """End the session."""
        ...


class RecordedText:
    """What was once kept of one file; see `ReportText`."""

    damaged = 0
    cut = False

    def __init__(self, exhibits: list[Exhibit], digest: Exhibit, keep: Keep) -> None:
        self._exhibits = exhibits
        self._keep = keep
        self.name = digest.acquisition.query.partition(" ")[2]
        self.head = digest.digest
        self.written = self.read_at = digest.acquisition.ended

    def lines(self, start: int) -> Iterator[str]:
        """See `ReportText`."""
        for text in self.blocks(start):
            yield from text.splitlines(keepends=True)

    def blocks(self, start: int) -> Iterator[str]:
        """See `ReportText`: a replay reads all there is."""
        del start
        for exhibit in self._exhibits:
            self._keep(exhibit)
            yield exhibit.body.decode()

    def offset(self, place: int | None) -> int:
        """See `ReportText`."""
        return place or 0

    def keep(self, ranges: Iterable[tuple[int, int]]) -> None:
        """See `ReportText`: it is kept already."""


class RecordedReports:
    """Files of reports as they were once handed over; see `ReportFiles`."""

    def __init__(self, *, source: str, folder: Path, keep: Keep) -> None:
        self._exhibits = read_recording(folder)
        self.name = source
        self.ground = self._exhibits[0].acquisition.ground
        self.completeness = self._exhibits[0].acquisition.completeness
        self._keep = keep

    def texts(self) -> Iterator[ReportText]:
        """See `ReportFiles`."""
        parts: list[Exhibit] = []
        for each in self._exhibits:
            if is_asked(each):
                self._keep(each)
                yield from asked_texts(each)
                continue
            if each.acquisition.query.startswith("read "):
                parts.append(each)
                continue
            yield RecordedText(parts, each, self._keep)
            self._keep(each)
            parts = []

    def close(self) -> None:
        """See `ReportFiles`; nothing is open."""
