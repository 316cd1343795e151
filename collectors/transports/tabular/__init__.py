"""Reads a table that somebody handed over: CSV, XLSX or ODS, as rows of text."""

import stat
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from agent.core.errors import Empty, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit, Redaction
from agent.core.sources import Completeness, Ground
from collectors.transports.tabular.delimited import read_delimited
from collectors.transports.tabular.spreadsheet import read_sheets, read_spreadsheet

_LARGEST = 200 * 1024 * 1024  # bytes; a hospital's roll is a few megabytes
_ZIP = b"PK\x03\x04"
_SPREADSHEETS = {".xlsx", ".xlsm", ".ods"}


@dataclass(frozen=True, slots=True)
class Table:
    """Every row of a table as text, and what was detected; `lines` numbers the rows (from 1)."""

    name: str
    rows: list[list[str]]
    lines: list[int]
    encoding: str
    separator: str
    sheet: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """Who collects a table and since when: what its exhibit says beside its body."""

    collector: str
    source: str
    started: datetime

    def exhibit(
        self,
        table: Table,
        body: bytes,
        *,
        query: str,
        rows: int,
        completeness: Completeness,
        redactions: tuple[Redaction, ...],
    ) -> Exhibit:
        """What is kept of a table: its redacted body, and the digest of the whole."""
        return Exhibit(
            body=body,
            media_type="text/csv",
            original_digest=table.digest,
            original_size=table.size,
            acquisition=Acquisition(
                collector=self.collector,
                source=self.source,
                target=table.name,
                query=query,
                server=table.digest,
                started=self.started,
                ended=datetime.now(UTC),
                rows=rows,
                completeness=completeness,
                ground=Ground.HANDED_OVER,
            ),
            redactions=redactions,
        )


def read_table(path: Path, *, sheet: str = "", encoding: str = "", separator: str = "") -> Table:
    """Read a whole table; empty rows are left out.

    Raises:
        Unreachable: there is no such file, or it is none.
        Empty: it holds nothing.
        Unreadable: it is not what its name says, or too large.
    """
    content = read_whole(path)
    return parse_table(path.name, content, sheet=sheet, encoding=encoding, separator=separator)


def read_workbook(path: Path, wanted: Collection[str]) -> list[Table]:
    """The sheets of a workbook that are wanted and filled, each as a table; a CSV is one alone.

    Raises:
        SourceError: see `read_table`; nothing is said of a sheet that is not there.
    """
    content = read_whole(path)
    if not content.startswith(_ZIP):
        return [parse_table(path.name, content)]
    sheets = read_sheets(path.name, content, wanted)
    filled = {each: _filled(list(enumerate(rows, 1))) for each, rows in sheets.items()}
    return [_table(path.name, content, rows, sheet=each) for each, rows in filled.items() if rows]


def read_whole(path: Path) -> bytes:
    """A file that was handed over, as it is.

    Raises:
        Unreachable: there is no such file, or it is none.
        Unreadable: it is too large.
    """
    try:
        told = path.stat()
        size = told.st_size
        if not stat.S_ISREG(told.st_mode):
            raise Unreachable(f"{path}: not a file")
        if size > _LARGEST:
            raise Unreadable(f"{path.name}: {size // 2**20} MB is too large for a roll")
        return path.read_bytes()
    except OSError as error:
        raise Unreachable(f"{path}: {error.strerror or error}") from None


def parse_table(
    name: str,
    content: bytes,
    *,
    sheet: str = "",
    encoding: str = "",
    separator: str = "",
    hours: bool = False,
) -> Table:
    """The same, from the file's bytes; see `read_table`. A workbook's `hours` only if asked for."""
    if not content.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise Empty(f"{name}: the file is empty")
    if content.startswith(_ZIP):
        rows, told_sheet = read_spreadsheet(name, content, sheet, hours=hours)
        read = list(enumerate(rows, 1))
        told_encoding = told_separator = ""
    else:
        _refuse_disguised(name, content)
        read, told_encoding, told_separator = read_delimited(name, content, encoding, separator)
        told_sheet = ""
    filled = _filled(read)
    if not filled:
        raise Empty(f"{name}: the table is empty")
    return _table(
        name, content, filled, encoding=told_encoding, separator=told_separator, sheet=told_sheet
    )


def _filled(read: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    return [(line, row) for line, row in read if any(cell.strip() for cell in row)]


def _table(
    name: str,
    content: bytes,
    filled: list[tuple[int, list[str]]],
    *,
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
) -> Table:
    return Table(
        name=name,
        rows=[row for _, row in filled],
        lines=[line for line, _ in filled],
        encoding=encoding,
        separator=separator,
        sheet=sheet,
        digest="sha256:" + sha256(content).hexdigest(),
        size=len(content),
    )


def refuse_broken_lines(table: Table, header_row: int) -> None:
    """A line cut in two would lose somebody: better no answer than a wrong one.

    Raises:
        Unreadable: a line has not the fields of the header.
    """
    header = table.rows[header_row]
    width = max((at for at, title in enumerate(header, 1) if title), default=0)
    below = slice(header_row + 1, None)
    for number, row in zip(table.lines[below], table.rows[below], strict=True):
        if len(row) < width or any(cell for cell in row[width:]):
            raise Unreadable(
                f"{table.name}, line {number}: {len(row)} fields where the header has"
                f" {width}; correct this line and try again"
            )


def _refuse_disguised(name: str, content: bytes) -> None:
    """A file that is not what its name says is not guessed at."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            f"{name}: an old .xls workbook, or one with a password; save it as .xlsx without one"
        )
    head = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise Unreadable(f"{name}: a web page or XML under another name; save it as .xlsx or .csv")
    if Path(name).suffix.lower() in _SPREADSHEETS:
        raise Unreadable(f"{name}: not a workbook, whatever its name says; export it again")
