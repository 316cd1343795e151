"""Counts the events of a trail: days, reads, writes, shared accounts; keeps no cell of it.

What stands in a trail (a patient, an account, a word of somebody) is in no error either.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import fnmatchcase
from itertools import chain, islice
from typing import TypeVar

from agent.core.errors import CoverageShort, Empty, Unreadable
from collectors.people.columns import fold
from collectors.people.dates import FORMATS, DateColumn
from collectors.record.words import READS, TRAIL, WRITES
from collectors.transports.tabular.delimited import separator_of

_HEAD = 30  # lines within which the header stands; titles and dates may stand above it
_SAMPLE = 2_000  # rows that decide the format of days
_MOST_UNREAD = 20  # one line in that many
_REMEMBERED = 50_000  # different cells of a column
_GLUED = 8  # digits of a day written without marks
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the configuration says of a trail; `last` is the day it was drawn."""

    columns: Mapping[str, str]
    reads: frozenset[str]  # folded
    writes: frozenset[str]
    shared: tuple[str, ...]  # lower case, jokers allowed
    last: date
    date_format: str


@dataclass(slots=True)
class Counts:
    """Of one file; `has_action`, `has_account`: there is a column that tells."""

    has_action: bool = False
    has_account: bool = False
    events: int = 0
    reads: int = 0
    writes: int = 0
    other: int = 0
    shared: int = 0
    unread: int = 0
    days: set[date] = field(default_factory=set)


def count(name: str, lines: Iterator[str], asked: Asked) -> Counts:
    """Read a trail to its end.

    Raises:
        Empty: it holds no event.
        Unreadable: no column of days is found, or a line is broken.
        CoverageShort: the day of too many lines cannot be read.
    """
    head = list(islice(lines, _HEAD))
    mark = separator_of("".join(head))
    rows = _rows(name, csv.reader(chain(head, lines), delimiter=mark, strict=True))
    columns = _header(name, rows, asked.columns)
    first = list(islice(rows, _SAMPLE))
    days = _days(name, [_cell(row, columns["day"]) for row in first], asked)
    counts = Counts("action" in columns, "account" in columns and bool(asked.shared))
    _count(chain(first, rows), columns, counts, days, asked)
    if not counts.events and not counts.unread:
        raise Empty(f"{name}: no event under the header")
    if counts.unread * _MOST_UNREAD > counts.events:
        raise CoverageShort(
            f"{name}: {counts.unread} lines have no day that can be read, and {counts.events} have;"
            ' give their form with date_format, or the column with trail_columns = { day = "…" }'
        )
    return counts


def _rows(name: str, reader: Iterable[list[str]]) -> Iterator[list[str]]:
    """Rows that hold something; an error names no cell."""
    try:
        yield from filter(any, reader)
    except csv.Error:
        raise Unreadable(
            f"{name}: a line is broken (a quote without end); export it again"
        ) from None


def _header(name: str, rows: Iterator[list[str]], declared: Mapping[str, str]) -> dict[str, int]:
    """Where each field stands; rows above the header are passed over."""
    for row in islice(rows, _HEAD):
        folded = [fold(cell) for cell in row]
        found: dict[str, int] = {}
        for each, words in TRAIL.items():
            wanted = (fold(declared[each]),) if declared.get(each) else words
            at = next((folded.index(word) for word in wanted if word in folded), None)
            if at is not None and declared.get(each) != "":
                found[each] = at
        if "day" in found and set(declared) - {n for n, t in declared.items() if not t} <= set(
            found
        ):
            return found
    raise Unreadable(
        f"{name}: no header names a column of days (and those of trail_columns);"
        ' name them with trail_columns = { day = "…", action = "…", account = "…" }'
    )


def _days(name: str, sample: Collection[str], asked: Asked) -> Callable[[str], date | None]:
    """How the days of this file are written: the form that reads most of its first lines."""
    forms = [asked.date_format] if asked.date_format else FORMATS[:-1]
    readers = [_reader(DateColumn(form), asked.last) for form in forms]
    best = max(readers, key=lambda read: sum(read(cell) is not None for cell in sample))
    if sample and not any(best(cell) for cell in sample):
        raise Unreadable(
            f"{name}: the column of days holds none that can be read;"
            ' name it with trail_columns = { day = "…" }'
        )
    return best


def _reader(column: DateColumn, last: date) -> Callable[[str], date | None]:
    def read(cell: str) -> date | None:
        text = cell.strip()
        told = text[:_GLUED] if text[:_GLUED].isdigit() else text[:10]
        try:
            day = column.read(told)
        except ValueError:
            return None
        # Of tomorrow no event is known: such a day was misread.
        return day if day and day <= last + timedelta(days=1) else None

    return read


def _count(
    rows: Iterable[list[str]],
    columns: Mapping[str, int],
    counts: Counts,
    day_of: Callable[[str], date | None],
    asked: Asked,
) -> None:
    """The loop over millions of rows: each different cell is understood once."""
    day_at, action_at, account_at = (columns.get(each) for each in ("day", "action", "account"))
    read_day = _remembering(day_of)
    read_action = _remembering(lambda cell: _action(cell, asked))
    is_shared = _remembering(
        lambda cell: any(fnmatchcase(cell.strip().lower(), each) for each in asked.shared)
    )
    for row in rows:
        text = _cell(row, day_at)
        # A time makes of each cell another one: what tells the day is enough.
        day = read_day(text[:10])
        if day is None:
            counts.unread += 1
            continue
        counts.events += 1
        counts.days.add(day)
        if action_at is not None:
            kind = read_action(_cell(row, action_at))
            if kind is None:
                counts.other += 1
            elif kind:
                counts.reads += 1
            else:
                counts.writes += 1
        if account_at is not None and asked.shared:
            counts.shared += is_shared(_cell(row, account_at))


def _cell(row: list[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _remembering(read: Callable[[str], T]) -> Callable[[str], T]:
    known: dict[str, T] = {}

    def remembered(cell: str) -> T:
        if cell in known:
            return known[cell]
        if len(known) >= _REMEMBERED:
            known.clear()
        found = known[cell] = read(cell)
        return found

    return remembered


def _action(cell: str, asked: Asked) -> bool | None:
    """Whether an action reads (True) or writes (False); None when it is not understood."""
    whole = fold(cell)
    if whole in asked.reads or whole in asked.writes:
        return whole in asked.reads
    words = {fold(word) for word in cell.replace("_", " ").replace("-", " ").split()} | {whole}
    reads, writes = bool(words & READS), bool(words & WRITES)
    return None if reads == writes else reads
