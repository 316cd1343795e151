"""Tables of jobs: CSV, columns of fixed width and JSON, whose headers are recognised."""

import csv
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from collectors.backups.declared import Declared, Unclear, values_told
from collectors.backups.pieces import Piece, pieces
from collectors.backups.reading import About, Lost, Read, Report

_SEPARATORS = ";,\t|"
_QUOTED = 50  # lines that one value in quotes may span
_RULER = re.compile(r"[-= \t]*[-=]{3}[-= \t]*")
_DEEPEST = 4  # folds of a document in which its rows may lie

Split = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """The values of a job by field, and the lines that tell them."""

    first: int
    last: int
    values: Mapping[str, str]
    header: int = -1  # the line that names them, in a table


@dataclass(frozen=True, slots=True)
class _Header:
    """Where each field stands, and how a line is cut."""

    line: int
    fields: tuple[str | None, ...]
    split: Split
    text: str = ""  # as it stands: one that is told again is no row


def tables(lines: Iterable[str], about: About, declared: Declared) -> Read:
    """Yield the job of each row; a table is always read again, for its header.

    The header is kept with the first row.
    """
    told = _rows(lines, declared)
    header = -1
    while True:
        try:
            row = next(told)
        except StopIteration as end:
            return cast("int | None", end.value)
        report = row if isinstance(row, Lost) else reported(row, about, declared)
        if isinstance(row, Row) and isinstance(report, Report) and row.header != header:
            header = row.header
            report = replace(report, first=header)
        yield report


def reported(row: Row, about: About, declared: Declared) -> Report | Lost:
    """The job that a row tells."""
    try:
        told = values_told(row.values, declared, about.zone)
    except Unclear as error:
        return Lost(row.first, row.last, str(error))
    told["system"] = told["system"] or about.system
    told["job"] = told["job"] or told["system"] or "job"
    return Report(first=row.first, last=row.last, **told)


@dataclass(slots=True)
class _Table:
    """A table, as far as it was read."""

    declared: Declared
    header: _Header | None = None
    before: str = ""  # the line above, which a ruler makes a header
    held: str = ""  # a row whose quotes are still open
    first: int = 0

    def line(self, piece: Piece) -> Row | Lost | None:
        """The row that a line ends."""
        found = None if self.held else _header(piece, self.before, self.declared, self.header)
        self.before = piece.text
        if found:
            self.header = found
            return None
        if self.header is None or not self.header.fields or not piece.text.strip():
            return None
        if self.held:
            self.held = f"{self.held}\n{piece.text}"
        else:
            self.held, self.first = piece.text, piece.first
        if self.held.count('"') % 2 and piece.last - self.first < _QUOTED:
            return None
        row = _row(self.held, self.header, self.first, piece.last)
        self.held = ""
        return row


def _rows(lines: Iterable[str], declared: Declared) -> Generator[Row | Lost, None, int | None]:
    table = _Table(declared)
    last = -1
    for piece in pieces(lines):
        last = piece.last
        if piece.broken:
            yield Lost(piece.first, piece.last, "not_json")
        elif piece.value is not None:
            yield from _objects(piece, declared)
            table.header = table.header or _Header(piece.first, (), list)
        elif row := table.line(piece):
            yield row
    if table.held:
        yield Lost(table.first, last, "quote")
    if table.header is None and last >= 0:
        yield Lost(0, last, "no_header")
    return table.header.line if table.header else None


def _header(piece: Piece, before: str, declared: Declared, known: _Header | None) -> _Header | None:
    """A line as a header, when it names enough fields; a ruler says where columns begin."""
    if _RULER.fullmatch(piece.text):
        spans = [found.start() for found in re.finditer(r"[-=]+", piece.text)]
        header = _named(piece.first - 1, declared, _cutter(spans), before)
        return header if len(spans) > 1 else None
    if known and known.fields:
        return replace(known, line=piece.first) if piece.text == known.text else None
    found = (_named(piece.first, declared, _delimited(mark), piece.text) for mark in _SEPARATORS)
    return max((each for each in found if each), key=_known, default=None)


def _known(header: _Header) -> int:
    return sum(field is not None for field in header.fields)


def _named(line: int, declared: Declared, split: Split, text: str) -> _Header | None:
    titles = split(text.removeprefix("\ufeff"))
    fields: list[str | None] = []
    for title in titles:
        field = declared.named(title)
        fields.append(None if field in fields else field)  # the first of two columns
    enough = all(any(one in fields for one in each.split("|")) for each in declared.needed)
    return _Header(line, tuple(fields), split, text) if enough and any(fields) else None


def _delimited(mark: str) -> Split:
    def split(line: str) -> list[str]:
        return next(csv.reader([line], delimiter=mark), [])

    return split


def _cutter(starts: list[int]) -> Split:
    def split(line: str) -> list[str]:
        ends = [*starts[1:], None]
        return [line[start:end] for start, end in zip(starts, ends, strict=True)]

    return split


def _row(text: str, header: _Header, first: int, last: int) -> Row | Lost | None:
    """A row; a line of fewer columns than the header is no job, unless it has half of them."""
    try:
        cells = header.split(text)
    except csv.Error:
        return Lost(first, last, "quote")
    if not any(cell.strip() for cell in cells):
        return None
    if len(cells) != len(header.fields):
        whole = len(cells) > len(header.fields) // 2
        return Lost(first, last, "columns") if whole else None
    values = {f: c.strip() for f, c in zip(header.fields, cells, strict=True) if f}
    return Row(first, last, values, header.line)


def _objects(piece: Piece, declared: Declared) -> Iterator[Row | Lost]:
    found = list(_found(piece.value, declared, _DEEPEST))
    if not found:
        yield Lost(piece.first, piece.last, "no_header")
    for values in found:
        yield Row(piece.first, piece.last, values)


def _found(value: Any, declared: Declared, deep: int) -> Iterator[dict[str, str]]:
    """Objects that have the needed fields, wherever they lie."""
    if isinstance(value, dict):
        flat = dict(_flat(value, "", _DEEPEST))
        values: dict[str, str] = {}
        for name, text in flat.items():
            if (field := declared.named(name)) and field not in values:
                values[field] = text
        if values and all(any(f in values for f in e.split("|")) for e in declared.needed):
            yield values
            return
    if deep and isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _found(each, declared, deep - 1)


def _flat(value: dict[str, Any], before: str, deep: int) -> Iterator[tuple[str, str]]:
    """Names with their values; those of an object within bear its name, and a dot."""
    for name, told in value.items():
        if isinstance(told, dict) and deep:
            yield from _flat(told, f"{before}{name}.", deep - 1)
        elif isinstance(told, str | int | float):
            yield f"{before}{name}", str(told)
