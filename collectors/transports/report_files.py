"""Files of reports that grow, turn and get packed: streamed, what is understood is kept."""

import codecs
import lzma
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import IO, cast

from agent.core.errors import Truncated, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.latest_text import LONGEST, ByCharacter, ByLine, Latest
from collectors.transports.mail_text import readable
from collectors.transports.named_files import OPENERS, named_files
from collectors.transports.report_border import decoded, filtered, shortened
from collectors.transports.shell import printable

_MOST = 20_000  # files of one pattern
_HEAD = 4096  # bytes that tell a file from another, whatever it is called today
_BLOCK = 1 << 16  # bytes read at once: more of them no longer stay in the caches of a processor
_UNPACKED = 1 << 37  # bytes of one file
_CUT = (EOFError, zlib.error, lzma.LZMAError, OSError)


class HandedOverText:
    """One file, plain or packed; see `ReportText`."""

    def __init__(self, path: Path, keep: "KeepLines") -> None:
        self.name = shortened(printable(path.name))  # a task's log is named after who began it
        self.damaged = 0
        self.cut = False
        self._path = path
        self._keep = keep
        self._latest: Latest = ByLine()
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
        for text in self._texts(start):
            yield from StringIO(text, newline="\n").readlines()

    def blocks(self, start: int) -> Iterator[str]:
        """See `ReportText`."""
        self._latest = ByCharacter()
        return self._texts(start)

    def _texts(self, start: int) -> Iterator[str]:
        self._start = self._end = start
        with self._opened() as stream:
            _skip(stream, start)
            for raw in self._blocks(stream):
                self._digest.update(raw)
                text = self._text(raw)
                self._latest.add(self._end, raw, text)
                self._end += len(raw)
                yield text

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
                if self._end + len(left) > _UNPACKED or len(left) > LONGEST:
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

    def offset(self, place: int | None) -> int:
        """See `ReportText`."""
        return self._end if place is None else self._latest.offset(place)

    def keep(self, ranges: Iterable[tuple[int, int]]) -> None:
        """See `ReportText`."""
        merged = _merged(ranges)
        if merged == self._kept:  # reports of one document are all told by its every line
            return
        self._kept = merged
        try:
            body = self._latest.taken(merged)
        except Truncated as error:
            raise Truncated(f"{self.name}: {error}") from None
        self._keep(f"read {self.name}", body)

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
