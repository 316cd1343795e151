"""Audit trails of hundreds of megabytes: read as a stream, line by line, within bounds."""

import codecs
import io
import lzma
import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import IO

from agent.core.errors import SourceError, Truncated, Unreachable, Unreadable
from collectors.transports.named_files import OPENERS, named_files

_MOST = 5_000  # files
_LONGEST = 1 << 20  # characters of a line
_LARGEST = 1 << 32  # characters of one file, unpacked
_LARGEST_RATIO = 200  # unpacked to packed, beyond the first megabytes
_FREE = 1 << 26
_MOST_LINES = 50_000_000  # of one file: a minute of them at most
_DAMAGED = (EOFError, zlib.error, lzma.LZMAError, OSError, UnicodeError)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FALLBACK = "preuve-cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 is what Windows writes in France."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_FALLBACK, _as_cp1252)


class TrailFile:
    """One file of a trail, plain or packed; told by its rank, since its name may name somebody."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._path = path
        self._most = _LARGEST
        try:
            told = path.stat()
            if not stat.S_ISREG(told.st_mode):
                raise Unreachable(f"{name}: not a file")
            self.size = told.st_size
            self._written = told.st_mtime_ns
            with path.open("rb") as stream:
                self.digest = "sha256:" + file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise Unreachable(f"{name}: {error.strerror or 'cannot be read'}") from None

    @contextmanager
    def opened(self) -> Iterator[Iterator[str]]:
        """Every line, with its end, while the file is open.

        Raises:
            Truncated: it is cut, or unpacks to more than any trail.
            Unreadable: it is no text, or was written while it was read.
        """
        try:
            with self._path.open("rb") as raw, self._text(raw) as text:
                yield self._lines(text)
            told = self._path.stat()
        except SourceError:
            raise
        except _DAMAGED:
            raise Truncated(
                f"{self.name}: damaged, or cut before its end; export it again"
            ) from None
        if (told.st_size, told.st_mtime_ns) != (self.size, self._written):
            raise Unreadable(f"{self.name}: written while it was read; try again")

    @contextmanager
    def _text(self, raw: IO[bytes]) -> Iterator[io.TextIOWrapper]:
        begins = raw.read(4)
        raw.seek(0)
        if begins.startswith(b"PK"):
            raise Unreadable(f"{self.name}: a workbook or a ZIP; export the trail as CSV")
        opener = OPENERS.get(begins[:2])
        if opener:
            self._most = min(max(self.size * _LARGEST_RATIO, _FREE), _LARGEST)
        with opener(raw) if opener else nullcontext(raw) as plain:
            head = plain.read(len(codecs.BOM_UTF8))
            plain.seek(0)
            encoding = "utf-16" if head.startswith(_UTF_16) else "utf-8-sig"
            with io.TextIOWrapper(plain, encoding, errors=_FALLBACK, newline="") as text:
                yield text

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        read = 0
        for number, line in enumerate(iter(partial(text.readline, _LONGEST), "")):
            read += len(line)
            if len(line) == _LONGEST or read > self._most or number > _MOST_LINES:
                raise Truncated(f"{self.name}: beyond what any trail holds; refused")
            if "\0" in line:
                raise Unreadable(f"{self.name}: no text (it holds null characters)")
            yield line


def trail_files(folder: Path, patterns: Iterable[str]) -> list[TrailFile]:
    """The files that patterns name, one of each content, oldest name first.

    Raises:
        Empty: there is none.
        Truncated: there are too many.
        Unreachable: one cannot be read.
    """
    paths = named_files(folder, patterns, _MOST)
    read = [TrailFile(path, f"trail {rank}") for rank, path in enumerate(paths, 1)]
    return list({each.digest: each for each in reversed(read)}.values())[::-1]
