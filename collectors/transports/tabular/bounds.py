"""How much room a workbook asks for, told before its reader makes it: bombs are refused."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from typing import IO

from agent.core.errors import Unreadable

_LARGEST = 1024 * 1024 * 1024  # bytes unpacked; more is a decompression bomb
_LARGEST_RATIO = 200
_LARGEST_GRID = 10_000_000  # cells, empty ones included: the reader makes room for each
_LONGEST_TAG = 64 * 1024  # bytes
_CHUNK = 1024 * 1024
# Whatever the part is called: relations may lead to a sheet under any name.
_REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,3})(\d{1,10})\s*["']""")
_TABLE = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>"
)
_REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["']([^"']*)["']""")
# What Python's reader raises on an archive that is damaged, or made with what it does not know.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
)


def refuse_bomb(name: str, content: bytes) -> None:
    """Refuse what unpacks to too much, or spans too much: a stray cell is enough for that.

    Every part is unpacked once, so that one larger than it says is damaged, never read.

    Raises:
        Unreadable: saying which, or that it is no workbook that can be unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(each.file_size for each in parts)
            if unpacked > _LARGEST or unpacked > max(len(content), 1024 * 1024) * _LARGEST_RATIO:
                raise Unreadable(f"{name}: unpacks to {unpacked // 2**20} MB; refused")
            if any(each.filename.lower().endswith("workbook.bin") for each in parts):
                raise Unreadable(f"{name}: a binary workbook (.xlsb); save it as .xlsx")
            for each in parts:
                with archive.open(each) as part:
                    _refuse_wide(name, _chunks(name, part))
    except _DAMAGED:
        raise Unreadable(f"{name}: damaged workbook; export it again") from None


def _chunks(name: str, part: IO[bytes]) -> Iterator[bytes]:
    """A part in pieces that cut no tag in two: a tag holds no other `<`."""
    rest = b""
    while chunk := part.read(_CHUNK):
        text = rest + chunk
        cut = max(text.rfind(b"<"), 0)
        if len(text) - cut > _LONGEST_TAG:
            if b">" not in text[cut : cut + _LONGEST_TAG] and text[cut : cut + 1] == b"<":
                raise Unreadable(f"{name}: damaged workbook; export it again")
            cut = len(text)  # a long text after the tag: nothing of it is looked for
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _refuse_wide(name: str, chunks: Iterator[bytes]) -> None:
    """Add up where the cells of a part stand, as Office and as LibreOffice write it."""
    rows = columns = 0
    grid = _Grid()
    for text in chunks:
        for letters, number in _REFERENCE.findall(text):
            rows = max(rows, int(number))
            columns = max(columns, _column(letters.upper()))
        for found in _TABLE.finditer(text):
            grid.meet(found[1], found[2])
    for high, wide in ((rows, columns), grid.size()):
        if high * wide > _LARGEST_GRID:
            raise Unreadable(
                f"{name}: a sheet spans {high} rows and {wide} columns; clear the cells far from"
                " the table and save it again"
            )


class _Grid:
    """The rows and columns up to the last filled cell of any sheet, repetitions counted."""

    def __init__(self) -> None:
        self._rows = self._filled_rows = self._widest = 0
        self._repeated = 0  # of the row that is being read
        self._cells = self._filled_cells = 0

    def meet(self, tag: bytes, attributes: bytes) -> None:
        """A tag, in order; a repetition that is no plain number raises ValueError."""
        told = _REPEATED.search(attributes)
        times = int(told[1]) if told else 1
        if tag in {b"table", b"table-row"}:
            self._end_row()
            self._repeated = times if tag == b"table-row" else 0
            if tag == b"table":
                self._rows = self._filled_rows  # the empty end of the sheet before is no room
            return
        self._cells += times
        if not attributes.endswith(b"/") or b"office:" in attributes:
            self._filled_cells = self._cells

    def _end_row(self) -> None:
        self._rows += self._repeated
        if self._filled_cells:
            self._filled_rows = self._rows
            self._widest = max(self._widest, self._filled_cells)
        self._cells = self._filled_cells = 0

    def size(self) -> tuple[int, int]:
        """Rows and columns; several sheets count as one below the other."""
        self._end_row()
        return self._filled_rows, self._widest


@cache
def _column(letters: bytes) -> int:
    """A column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
