"""A file that somebody gave: its digest, its encoding, and its lines, each of them bounded."""

import codecs
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from agent.core.errors import Empty, Truncated, Unreachable, Unreadable

_CHUNK = 2**20
LONGEST_LINE = 16 * 2**20  # characters; csvde writes a group's members on one line
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A text file as it was found; `digest` is `sha256:…`, `size` in bytes."""

    path: Path
    digest: str
    size: int
    encoding: str  # utf-8, utf-8-sig, utf-16 or cp1252

    @classmethod
    def examine(cls, path: Path) -> "HandedFile":
        """Read the file once, for its digest and its encoding.

        Raises:
            Unreachable: there is no such file, it is none, or it may not be read.
            Empty: it holds nothing.
            Truncated: it stops in the middle of a character.
        """
        digest, size, start = sha256(), 0, b""
        utf8 = codecs.getincrementaldecoder("utf-8")()
        valid = True
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise Unreachable(f"{path.name}: not a file")
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    start = start or chunk[:4]
                    digest.update(chunk)
                    size += len(chunk)
                    valid = valid and _decodes(utf8, chunk)
        except OSError as error:
            raise Unreachable(f"{path.name}: {error.strerror}") from error
        if not size:
            raise Empty(f"{path.name}: the file is empty")
        encoding = next(
            (name for mark, name in _BYTE_ORDER_MARKS.items() if start.startswith(mark)),
            "utf-8" if valid else "cp1252",
        )
        if valid and encoding != "utf-16" and utf8.getstate()[0]:
            raise Truncated(f"{path.name}: the file stops in the middle of a character")
        return cls(path, f"sha256:{digest.hexdigest()}", size, encoding)

    def lines(self) -> Iterator[str]:
        r"""Yield its lines with their ends, `\r` kept.

        Raises:
            Truncated: the file stops in the middle of a character.
            Unreadable: a line is too long, or not of its encoding.
        """
        number = 0
        with self.path.open(encoding=self.encoding, newline="\n") as file:
            try:
                while line := file.readline(LONGEST_LINE):
                    number += 1
                    if len(line) == LONGEST_LINE:
                        raise Unreadable(f"line {number}: longer than {LONGEST_LINE} characters")
                    yield line
            except UnicodeDecodeError as error:
                if self.encoding == "utf-16" and "truncated" in error.reason:
                    raise Truncated("the file stops in the middle of a character") from None
                raise Unreadable(f"after line {number}: not {self.encoding} text") from None


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
