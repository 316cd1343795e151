"""Files of reports that grow, turn and get packed: streamed, what is understood is kept."""

import bz2
import codecs
import gzip
import lzma
import stat
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from glob import glob
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast

from agent.core.errors import Empty, Truncated, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.report_border import filtered
from collectors.transports.shell import printable

_MOST = 20_000  # files of one pattern
_HEAD = 4096  # bytes that tell a file from another, whatever it is called today
_LONGEST = 1 << 26  # bytes of a line: a product's JSON is often one
_REACH = 1 << 26  # bytes of the latest lines that can still be kept
_UNPACKED = 1 << 37  # bytes of one file
_CUT = (EOFError, zlib.error, lzma.LZMAError, OSError)
_OPENERS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}


@dataclass(slots=True)
class _Latest:
    """The latest lines with the byte at which each begins."""

    first: int = 0  # number of the first one that is still here
    held: deque[tuple[int, bytes]] = field(default_factory=deque)
    size: int = 0

    def add(self, offset: int, line: bytes) -> None:
        self.held.append((offset, line))
        self.size += len(line)
        while self.size > _REACH and len(self.held) > 1:
            self.size -= len(self.held.popleft()[1])
            self.first += 1

    def between(self, first: int, last: int) -> list[bytes]:
        begin = max(first - self.first, 0)
        end = min(last - self.first + 1, len(self.held))
        return [self.held[place][1] for place in range(begin, end)]

    def offset(self, line: int) -> int:
        return self.held[max(line - self.first, 0)][0] if self.held else 0


class HandedOverText:
    """One file, plain or packed; see `ReportText`."""

    def __init__(self, path: Path, keep: "KeepLines") -> None:
        self.name = printable(path.name)
        self.damaged = 0
        self.cut = False
        self._path = path
        self._keep = keep
        self._latest = _Latest()
        self._end = 0
        self._digest = sha256()
        self._start = 0
        self._kept: list[tuple[int, int]] = []
        with self._opened() as stream:
            self.head = "sha256:" + sha256(self._head(stream)).hexdigest()
        self.written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        self.read_at = datetime.now(UTC)

    def _head(self, stream: IO[bytes]) -> bytes:
        try:
            return stream.read(_HEAD)
        except _CUT:
            return b""

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        """The file, unpacked, in UTF-8 when its mark says that it is in UTF-16."""
        try:
            with self._path.open("rb") as raw:
                if not stat.S_ISREG(self._path.stat().st_mode):
                    raise Unreadable(f"{self.name}: not a file")
                begins = raw.read(2)
                raw.seek(0)
                opener = _OPENERS.get(begins)
                plain = opener(raw) if opener else raw
                yield _in_utf_8(plain, begins)
        except (FileNotFoundError, PermissionError) as error:
            raise Unreachable(f"{self.name}: cannot be read ({error.strerror})") from None

    def lines(self, start: int) -> Iterator[str]:
        """See `ReportText`."""
        self._start = self._end = start
        with self._opened() as stream:
            try:
                _skip(stream, start)
                for raw in iter(partial(stream.readline, _LONGEST), b""):
                    self._latest.add(self._end, raw)
                    self._end += len(raw)
                    self._digest.update(raw)
                    if self._end > _UNPACKED:
                        raise Truncated(f"{self.name}: unpacks to more than {_UNPACKED >> 30} GB")
                    yield self._text(raw)
            except _CUT:
                self.cut = True

    def _text(self, raw: bytes) -> str:
        if b"\0" in raw:
            self.damaged += 1
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")  # what French servers wrote before UTF-8

    def offset(self, line: int | None) -> int:
        """See `ReportText`."""
        return self._end if line is None else self._latest.offset(line)

    def keep(self, ranges: Iterable[tuple[int, int]]) -> None:
        """See `ReportText`."""
        merged = _merged(ranges)
        if merged == self._kept:  # reports of one document are all told by its every line
            return
        self._kept = merged
        raw = b"".join(line for each in merged for line in self._latest.between(*each))
        self._keep(f"read {self.name}", raw)

    def whole(self) -> None:
        """Keep the digest of all that was read, of which only parts were."""
        told = f"{self.name} {self._start}-{self._end} sha256:{self._digest.hexdigest()}\n"
        self._keep(f"digest {self.name}", told.encode())


def _in_utf_8(stream: IO[bytes], begins: bytes) -> IO[bytes]:
    if begins in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return cast("IO[bytes]", codecs.EncodedFile(stream, "utf-8", "utf-16", "replace"))
    return stream


def _skip(stream: IO[bytes], start: int) -> None:
    """Move to a byte; what is packed has to be unpacked up to there."""
    left = start
    while left and (block := stream.read(min(left, 1 << 20))):
        left -= len(block)


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


KeepLines = Callable[[str, bytes], None]


class HandedOverReports:
    """Files that a pattern names, or several; see `ReportFiles`."""

    ground = Ground.HANDED_OVER
    completeness = Completeness.UNKNOWN  # a log has no end mark

    def __init__(
        self, *, collector: str, source: str, folder: Path, patterns: Iterable[str], keep: Keep
    ) -> None:
        self.name = source
        self._collector = collector
        self._keep = keep
        self._told = ", ".join(patterns)
        found = {
            folder / name
            for pattern in patterns
            for name in glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207 - an absolute pattern too
        }
        self._paths = [path for path in found if path.is_file()]
        if not self._paths:
            raise Empty(f"{self._told}: no file there")
        if len(self._paths) > _MOST:
            raise Truncated(f"{self._told}: more than {_MOST} files")

    def texts(self) -> Iterator[HandedOverText]:
        """See `ReportFiles`."""
        for path in sorted(self._paths, key=lambda path: (path.stat().st_mtime, path.name)):
            text = HandedOverText(path, self._kept)
            yield text
            text.whole()

    def _kept(self, query: str, raw: bytes) -> None:
        body, redactions = filtered(raw)
        now = datetime.now(UTC)
        self._keep(
            Exhibit(
                body=body,
                media_type="text/plain",
                original_digest="sha256:" + sha256(raw).hexdigest(),
                original_size=len(raw),
                redactions=redactions,
                acquisition=Acquisition(
                    collector=self._collector,
                    source=self.name,
                    target=self._told,
                    query=query,
                    started=now,
                    ended=now,
                    rows=body.count(b"\n"),
                    completeness=self.completeness,
                    ground=self.ground,
                ),
            )
        )

    def close(self) -> None:
        """See `ReportFiles`; nothing is open between two files."""
