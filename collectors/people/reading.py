"""One roll as a session: its file read once, redacted at the border, then told line by line."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from agent.core.errors import Unreadable
from agent.core.exhibits import Exhibit, Redaction
from agent.core.facts.people import Origin
from agent.core.sources import Completeness, Ground
from collectors.people import columns as recognising
from collectors.people.columns import Columns
from collectors.people.dates import DateColumn, detect
from collectors.registry import Keep
from collectors.transports.tabular import Handed, Table, refuse_broken_lines

_DATES = ("start", "end", "planned_end", "birth_date")
_SUSPENDED = "suspendu"
_WARDS = {"unit", "position"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a roll: text by field, days already read."""

    number: int
    text: Mapping[str, str]
    days: Mapping[str, date | None]
    suspended: bool


class RollFile:
    """A roll that was handed over; `columns` and `dates` are known once it is opened."""

    ground = Ground.HANDED_OVER
    completeness = Completeness.COMPLETE

    def __init__(
        self,
        *,
        source: str,
        table: Table,
        origin: Origin,
        extracted_on: date,
        declared: Mapping[str, str],
        date_format: str,
        shrink_accepted: bool,
        keep: Keep,
        collector: str,
    ) -> None:
        self.name = source
        self.table = table
        self.origin = origin
        self.extracted_on = extracted_on
        self.shrink_accepted = shrink_accepted
        self._keep = keep
        self._handed = Handed(collector=collector, source=source, started=datetime.now(UTC))
        self._blanked = Counter[str]()  # met in a column that is kept
        self.columns: Columns = recognising.recognise(table.name, table.rows, declared)
        self._rows = table.rows[self.columns.header_row + 1 :]
        self._numbers = table.lines[self.columns.header_row + 1 :]
        refuse_broken_lines(table, self.columns.header_row)
        self.dates = {
            field: _format(table.name, self.columns, field, self._rows, date_format)
            for field in _DATES
            if field in self.columns.fields
        }

    def lines(self) -> Iterator[Line]:
        """Keep the redacted roll as an exhibit, then yield its lines.

        Raises:
            Unreadable: a date cannot be read.
        """
        kept = [
            self._line(number, row) for number, row in zip(self._numbers, self._rows, strict=True)
        ]
        self._keep(self._exhibit(kept))
        yield from kept

    def close(self) -> None:
        """Nothing is open: the file was read whole."""

    def _line(self, number: int, row: list[str]) -> Line:
        text = {field: row[at].strip() for field, at in self.columns.fields.items()}
        for field, value in text.items():
            if rule := recognising.never_kept(value):
                text[field] = ""
                self._blanked[f"{rule}/1"] += 1
        days: dict[str, date | None] = {}
        for field, column in self.dates.items():
            try:
                days[field] = column.read(text.pop(field))
            except ValueError:
                header = self.columns.headers[field]
                raise Unreadable(f"{self.table.name}, line {number}: {header} is no date") from None
        born = days.get("birth_date")
        if born and born > self.extracted_on:  # a year of two digits, of the last century
            days["birth_date"] = born.replace(year=born.year - 100)
        told = [text.pop("status", ""), *(row[at] for at in self.columns.more_status)]
        suspended = any(map(recognising.tells_absence, told))
        for field in _WARDS & text.keys():
            if recognising.absence_as_ward(text[field]):
                text[field], suspended = "", True
        return Line(number, text, days, suspended=suspended)

    def _exhibit(self, lines: list[Line]) -> Exhibit:
        return self._handed.exhibit(
            self.table,
            _redacted(self.columns, lines),
            query=f"roll drawn on {self.extracted_on.isoformat()}; {self._detected()}",
            rows=len(lines),
            completeness=self.completeness,
            redactions=self._redactions(lines),
        )

    def _detected(self) -> str:
        table = self.table
        how = (f"sheet {table.sheet}", "") if table.sheet else (table.encoding, table.separator)
        mapped = ", ".join(f"{field}={header}" for field, header in self.columns.headers.items())
        return f"{' '.join(how).strip()}; {mapped}"

    def _redactions(self, lines: list[Line]) -> tuple[Redaction, ...]:
        counts = Counter(f"column-{rule}/1" for _, rule in self.columns.dropped)
        counts["column-not-needed/1"] += self.columns.unknown
        counts.update(self._blanked)
        counts["absence-reason/1"] += sum(line.suspended for line in lines)
        return tuple(Redaction(rule, count) for rule, count in sorted(counts.items()) if count)


def _format(
    name: str, columns: Columns, field: str, rows: list[list[str]], date_format: str
) -> DateColumn:
    if date_format:
        return DateColumn(date_format)
    at = columns.fields[field]
    return detect(name, columns.headers[field], (row[at] for row in rows))


def _redacted(columns: Columns, lines: list[Line]) -> bytes:
    """The roll as it is kept: recognised columns only, days in ISO, absences without their reason.

    The headers stay as they were, so that the same reader reads it back.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    order = sorted(columns.fields, key=columns.fields.__getitem__)
    writer.writerow([columns.headers[field] for field in order])
    for line in lines:
        told = dict(line.text)
        told |= {field: day.isoformat() if day else "" for field, day in line.days.items()}
        told["status"] = _SUSPENDED if line.suspended else ""
        writer.writerow([told[field] for field in order])
    return out.getvalue().encode()
