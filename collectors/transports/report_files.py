"""Files of reports that grow, turn and get packed: streamed, what is understood is kept."""

import codecs
import lzma
import re
import stat
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import IO, cast

from agent.core.errors import Truncated, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.mail_text import readable
from collectors.transports.named_files import OPENERS, named_files
from collectors.transports.report_border import decoded, filtered, shortened
from collectors.transports.shell import printable

_MOST = 20_000  # files of one pattern
_HEAD = 4096  # bytes that tell a file from another, whatever it is called today
_LONGEST = 1 << 26  # bytes of a line: a product's JSON is often one
_BLOCK = 1 << 20  # bytes read at once
_REACH = 1 << 24  # bytes of the latest lines that can still be kept
_FEW = 50  # lines that are not worth counting
_SHORT = 32  # bytes: most lines are longer
_UNPACKED = 1 << 37  # bytes of one file
_CUT = (EOFError, zlib.error, lzma.LZMAError, OSError)


@dataclass(frozen=True, slots=True)
class _Block:
    """Some whole lines as they were read: their first one's number, and where it begins."""

    line: int
    offset: int
    raw: bytes
    count: int


@dataclass(slots=True)
class _Latest:
    """The latest lines, in the blocks that they came in: one that is not kept costs nothing."""

    blocks: deque[_Block] = field(default_factory=deque)
    size: int = 0

    def add(self, block: _Block) -> None:
        self.blocks.append(block)
        self.size += len(block.raw)
        while self.size > _REACH and len(self.blocks) > 1:
            self.size -= len(self.blocks.popleft().raw)

    def lines(self, ranges: Sequence[tuple[int, int]]) -> bytes:
        """Some of them: ranges in their order and apart, each from its first to its last."""
        found: list[bytes] = []
        here = 0
        for block in self.blocks:
            line, at, end = block.line, 0, block.line + block.count
            while here < len(ranges) and ranges[here][0] < end:
                first, last = ranges[here]
                if last >= line:
                    begins = _after(block.raw, at, max(first - line, 0))
                    at = _after(block.raw, begins, min(last + 1, end) - max(first, line))
                    found.append(block.raw[begins:at])
                if last >= end:
                    break  # its other lines are in the next block
                line = max(line, last + 1)
                here += 1
        body = b"".join(found)
        return body if body.endswith(b"\n") else body + b"\n"

    def offset(self, line: int) -> int:
        """The byte at which a line begins."""
        for block in self.blocks:
            if block.line <= line < block.line + block.count:
                return block.offset + _after(block.raw, 0, line - block.line)
        return self.blocks[0].offset if self.blocks else 0


def _after(raw: bytes, at: int, lines: int) -> int:
    """Where so many lines end, from a place on; most are counted together, not one by one."""
    step = lines * _SHORT
    while lines > _FEW:
        counted = raw.count(b"\n", at, at + step)
        if counted < lines:
            at += step
            lines -= counted
        step = lines * _SHORT if counted < lines else step // 2
    found = _few(lines).match(raw, at)
    return found.end() if found else len(raw)


@cache
def _few(lines: int) -> re.Pattern[bytes]:
    """So many lines: no more than `_FEW` are ever asked for."""
    return re.compile(rb"(?:.*\n){%d}" % lines)


class HandedOverText:
    """One file, plain or packed; see `ReportText`."""

    def __init__(self, path: Path, keep: "KeepLines") -> None:
        self.name = shortened(printable(path.name))  # a task's log is named after who began it
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
        """The file, unpacked; in UTF-8 when it is in UTF-16, or a mail whose text is encoded."""
        try:
            with self._path.open("rb") as raw:
                if not stat.S_ISREG(self._path.stat().st_mode):
                    raise Unreadable(f"{self.name}: not a file")
                begins = raw.read(2)
                raw.seek(0)
                opener = OPENERS.get(begins)
                plain = _in_utf_8(opener(raw) if opener else raw, begins)
                head = self._head(plain)
                plain.seek(0)
                yield readable(plain, head)
        except (FileNotFoundError, PermissionError) as error:
            raise Unreachable(f"{self.name}: cannot be read ({error.strerror})") from None

    def lines(self, start: int) -> Iterator[str]:
        """See `ReportText`."""
        for text in self.blocks(start):
            yield from StringIO(text, newline="\n").readlines()

    def blocks(self, start: int) -> Iterator[str]:
        """See `ReportText`."""
        self._start = self._end = start
        line = 0
        with self._opened() as stream:
            _skip(stream, start)
            for raw in self._blocks(stream):
                self._digest.update(raw)
                count = raw.count(b"\n") + (not raw.endswith(b"\n"))
                self._latest.add(_Block(line, self._end, raw, count))
                self._end += len(raw)
                line += count
                yield self._text(raw)

    def _blocks(self, stream: IO[bytes]) -> Iterator[bytes]:
        """Whole lines together; what is damaged ends the file there."""
        left = b""
        # What a cut file still holds comes in pieces, where its kind can give them.
        read = stream.read
        if not isinstance(stream, codecs.StreamRecoder):
            read = getattr(stream, "read1", read)
        try:
            while block := read(_BLOCK):
                if end := block.rfind(b"\n") + 1:
                    yield left + block[:end]
                    left = block[end:]
                else:
                    left += block
                if self._end + len(left) > _UNPACKED or len(left) > _LONGEST:
                    raise Truncated(f"{self.name}: a file or a line beyond what any product writes")
        except _CUT:
            self.cut = True
        if left:
            yield left

    def _text(self, raw: bytes) -> str:
        """Lines as text, in UTF-8 or in what French servers wrote before it.

        All end in a line feed, and in nothing else that Python might take for the end of a line.
        """
        if b"\0" in raw:
            self.damaged += sum(b"\0" in each for each in raw.split(b"\n"))
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = "\n".join([decoded(each) for each in raw.split(b"\n")])
        return text if text.endswith("\n") else f"{text}\n"

    def offset(self, line: int | None) -> int:
        """See `ReportText`."""
        return self._end if line is None else self._latest.offset(line)

    def keep(self, ranges: Iterable[tuple[int, int]]) -> None:
        """See `ReportText`."""
        merged = _merged(ranges)
        if merged == self._kept:  # reports of one document are all told by its every line
            return
        self._kept = merged
        self._keep(f"read {self.name}", self._latest.lines(merged))

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
        self._paths = named_files(folder, patterns, _MOST)

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
