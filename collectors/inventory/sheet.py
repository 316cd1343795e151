"""One sheet of an inventory: its columns found by their names, its rows, those that are broken."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent.core.errors import Empty, Unreadable
from collectors.inventory.words import DAYS, PAST
from collectors.people.columns import by_value, fold, forbidden, never_kept
from collectors.people.dates import FORMATS, DateColumn
from collectors.transports.tabular import Table

_HEADER_WITHIN = 30  # rows; titles and dates may stand above the header
_SHOWN = 300  # characters of headers in an error
_LONGEST = 200  # characters of a cell that is kept
_UNREAD = "?"  # a day that cannot be read, or a broken row, in what is kept
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_SAID = re.compile(r"[^\W\d_]{2}")

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: text by field, and days; `unread` are the fields whose day cannot be read."""

    number: int
    text: Mapping[str, str]
    days: Mapping[str, date | None]
    unread: tuple[str, ...] = ()


class Sheet:
    """A table whose header was found; `declared` maps fields to headers ("": none) and wins.

    Raises:
        Empty: no row stands under the header.
        Unreadable: no column of `needed` (one of them), or a declared one is absent.
    """

    def __init__(
        self,
        table: Table,
        words: Words,
        *,
        needed: Collection[str],
        last: date,
        declared: Mapping[str, str] | None = None,
        date_format: str = "",
    ) -> None:
        self.table = table
        self._words = words
        self._declared = declared or {}
        self._last = last
        at = self._header_row()
        self._header, body = table.rows[at], table.rows[at + 1 :]
        self.fields = self._recognised(body)
        self.headers = {field: self._header[column] for field, column in self.fields.items()}
        if not set(needed) & set(self.fields):
            self._refuse(f"no column of {' or '.join(needed)}", next(iter(needed)))
        if not body:
            raise Empty(f"{table.name}: no line under the header")
        titled = [title for title in self._header if title]
        self.unknown = len(titled) - len(self.fields)
        self.blanked = 0
        self._days = {
            field: self._format([_cell(row, column) for row in body], date_format)
            for field, column in self.fields.items()
            if field in DAYS
        }
        width = max(column for column, title in enumerate(self._header, 1) if title)
        self.rows: list[Row] = []
        self.broken: list[int] = []
        for number, row in zip(table.lines[at + 1 :], body, strict=True):
            told = None if len(row) < width or any(row[width:]) else self._row(number, row)
            if told and (any(told.text.values()) or any(told.days.values()) or told.unread):
                self.rows.append(told)
            else:  # cut in two, or all that it says stands where nothing is read
                self.broken.append(number)

    def _header_row(self) -> int:
        known = {word for words in self._words.values() for word in words}
        known |= {fold(title) for title in self._declared.values() if title}
        scored = [
            (sum(self._word(cell) in known for cell in row), -number)
            for number, row in enumerate(self.table.rows[:_HEADER_WITHIN])
        ]
        return -max(scored)[1]

    def _word(self, title: str) -> str:
        """A header, folded; GLPI writes the group before it, which matters for some fields only."""
        whole, last = fold(title), fold(title.rpartition(" - ")[2])
        return last if any(last in self._words.get(field, ()) for field in DAYS) else whole

    def _recognised(self, body: Sequence[Sequence[str]]) -> dict[str, int]:
        fields: dict[str, int] = {}
        for field, title in self._declared.items():
            if title:
                fields[field] = self._column(title)
        for field, words in self._words.items():
            if field in self._declared:
                continue
            found = [
                (words.index(word), column)
                for column, title in enumerate(self._header)
                if (word := self._word(title)) in words and column not in fields.values()
            ]
            if found:
                fields[field] = min(found)[1]
        return {field: column for field, column in fields.items() if not by_value(body, column)}

    def _column(self, title: str) -> int:
        columns = [at for at, each in enumerate(self._header) if each and fold(each) == fold(title)]
        if len(columns) != 1:
            why = "several columns are" if columns else "no column is"
            shown = ", ".join(each for each in self._header if each)[:_SHOWN]
            raise Unreadable(f"{self.table.name}: {why} named {title!r} (columns: {shown})")
        if rule := forbidden(title):
            raise Unreadable(f"{self.table.name}: column {title!r} is never read ({rule})")
        return columns[0]

    def _refuse(self, why: str, field: str) -> None:
        shown = ", ".join(title for title in self._header if title)[:_SHOWN]
        raise Unreadable(
            f"{self.table.name}: {why} (columns: {shown});"
            f' name it with columns = {{ {field} = "…" }}'
        )

    def _format(self, cells: Sequence[str], told: str) -> DateColumn:
        """The form that reads most of a column: what it does not read is not known, and counted."""
        forms = [DateColumn(each) for each in ([told] if told else FORMATS)]
        return max(forms, key=lambda form: sum(_day(form, cell) is not None for cell in cells))

    def _row(self, number: int, row: Sequence[str]) -> Row:
        text: dict[str, str] = {}
        days: dict[str, date | None] = {}
        unread: list[str] = []
        for field, column in self.fields.items():
            cell = " ".join(row[column].split())[:_LONGEST]
            if field not in DAYS:
                self.blanked += bool(never_kept(cell))
                text[field] = "" if never_kept(cell) else cell
                continue
            try:
                days[field] = self._known(field, self._day_of(field, cell))
            except ValueError:
                days[field] = None
                unread.append(field)
        return Row(number, text, days, tuple(unread))

    def _day_of(self, field: str, cell: str) -> date | None:
        """The day of a cell; of several (those of its contracts), the last end or the first start.

        Raises:
            ValueError: it is none, or words stand beside it ("31/12/2024, renewed").
        """
        several = _DAY.findall(cell)
        if several and _SAID.search(_DAY.sub("", cell)):
            raise ValueError(field)
        days = map(self._days[field].read, several if len(several) > 1 else [cell])
        told = [day for day in days if day]
        return (min if field in PAST else max)(told, default=None)

    def _known(self, field: str, day: date | None) -> date | None:
        """A machine that is bought tomorrow is in no inventory of today: such a day was misread."""
        if day and field in PAST and day > self._last + timedelta(days=1):
            raise ValueError(field)
        return day

    def body(self, rows: Iterable[Row]) -> bytes:
        """What is kept: recognised columns of some rows, days in ISO, broken rows as such.

        The headers stay as they were, so that the same reader reads it back.
        """
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        order = sorted(self.fields, key=self.fields.__getitem__)
        writer.writerow([self.headers[field] for field in order])
        writer.writerows([_told(row, field) for field in order] for row in rows)
        writer.writerows([_UNREAD] * (len(order) + 1) for _ in self.broken)
        return out.getvalue().encode()


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _day(form: DateColumn, cell: str) -> date | None:
    try:
        return form.read(cell)
    except ValueError:
        return None


def _told(row: Row, field: str) -> str:
    if field in row.unread:
        return _UNREAD
    if field in row.days:
        day = row.days[field]
        return day.isoformat() if day else ""
    return row.text[field]
