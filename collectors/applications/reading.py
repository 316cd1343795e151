"""One list of users as a session: read once, redacted at the border, then told line by line."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from agent.core.errors import Empty, Unreadable
from agent.core.exhibits import Exhibit, Redaction
from agent.core.sources import Completeness, Ground
from collectors.applications import states
from collectors.applications.columns import DATES, STATES, WORDS, Columns, recognise
from collectors.people.columns import fold, forbidden, never_kept
from collectors.people.dates import DateColumn, detect
from collectors.registry import Keep
from collectors.transports.border import DESCRIPTION_RULE, reduced
from collectors.transports.tabular import Handed, Table, refuse_broken_lines

_WITHHELD = "…"  # a word of state that may tell why somebody is away
_SHOWN = 40  # characters of a word of state
_MANY = 10  # words of state that are shown


@dataclass(frozen=True, slots=True)
class Line:
    """One line: text by field, days already read; `enabled` is None when it is not known."""

    number: int
    text: Mapping[str, str]
    days: Mapping[str, date | None]
    told: Mapping[str, bool | None]  # what each column of state says
    enabled: bool | None


class ListFile:
    """A list that was handed over; `columns` and `dates` are known once it is opened.

    `profiles`: their names are kept as they are, since rights hang on them.
    """

    ground = Ground.HANDED_OVER

    def __init__(
        self,
        *,
        source: str,
        table: Table,
        extracted_on: date,
        declared: Mapping[str, str],
        words: Mapping[str, bool],
        date_format: str,
        keep: Keep,
        collector: str,
        profiles: bool = False,
    ) -> None:
        self.name = source
        self.table = table
        self.extracted_on = extracted_on
        self.unknown_states: list[str] = []
        self._words = {fold(word): meant for word, meant in words.items()}
        self._keep = keep
        self._profiles = profiles
        self._handed = Handed(collector=collector, source=source, started=datetime.now(UTC))
        self._blanked = Counter[str]()  # met in a column that is kept
        self._reduced = 0  # profiles of which words were left out
        self.columns: Columns = recognise(table.name, table.rows, declared)
        below = slice(self.columns.header_row + 1, None)
        self._rows, self._numbers = table.rows[below], table.lines[below]
        if not self._rows:
            raise Empty(f"{table.name}: no line under the header")
        refuse_broken_lines(table, self.columns.header_row)
        self.states = tuple(each for each in STATES if each in self.columns.fields)
        # Without a column of state, which accounts work is taken for granted, not known.
        self.completeness = Completeness.COMPLETE if self.states else Completeness.UNKNOWN
        self.dates = {
            field: self._format(field, date_format)
            for field in DATES
            if field in self.columns.fields
        }
        self._refuse_what_is_no_state()

    def _format(self, field: str, date_format: str) -> DateColumn:
        if date_format:
            return DateColumn(date_format)
        at = self.columns.fields[field]
        return detect(
            self.table.name, self.columns.headers[field], (_dated(row[at]) for row in self._rows)
        )

    def _refuse_what_is_no_state(self) -> None:
        """A column of which not one word is understood is about something else, or needs words."""
        for field in self.states:
            if field not in states.POLARITY:
                continue
            at = self.columns.fields[field]
            filled = {row[at].strip() for row in self._rows if row[at].strip()}
            if filled and all(states.enabled(field, each, self._words) is None for each in filled):
                shown = ", ".join(repr(each) for each in _shown(filled))
                raise Unreadable(
                    f"{self.table.name}: nothing in column {self.columns.headers[field]!r} tells"
                    f" whether an account is enabled ({shown}); give its words with"
                    f' states = {{ "…" = true }}, or leave it out with columns = {{ {field} = "" }}'
                )

    def lines(self) -> Iterator[Line]:
        """Keep the redacted list as an exhibit, then yield its lines.

        Raises:
            Unreadable: a date cannot be read.
        """
        unread = set[str]()
        kept = [
            self._line(number, row, unread)
            for number, row in zip(self._numbers, self._rows, strict=True)
        ]
        self.unknown_states = _shown(unread)
        self._keep(self._exhibit(kept))
        yield from kept

    def close(self) -> None:
        """Nothing is open: the file was read whole."""

    def _line(self, number: int, row: list[str], unread: set[str]) -> Line:
        text = {field: row[at].strip() for field, at in self.columns.fields.items()}
        for field, value in text.items():
            if rule := never_kept(value):
                text[field] = ""
                self._blanked[f"{rule}/1"] += 1
        days = {field: self._day(number, field, text.pop(field)) for field in self.dates}
        if not self._profiles and (profile := text.get("profile")):
            text["profile"] = " ".join(reduced(profile.encode())[0])
            self._reduced += text["profile"] != profile
        told: dict[str, bool | None] = {}
        for field in states.POLARITY.keys() & text.keys():
            word = text.pop(field)
            told[field] = states.enabled(field, word, self._words)
            if told[field] is None and word:
                unread.add(word)
        closed = days.get("closed_on")
        shut = closed is not None and closed <= self.extracted_on
        return Line(number, text, days, told, enabled=False if shut else states.together(told))

    def _day(self, number: int, field: str, told: str) -> date | None:
        try:
            return self.dates[field].read(_dated(told))
        except ValueError:
            header = self.columns.headers[field]
            raise Unreadable(f"{self.table.name}, line {number}: {header} is no date") from None

    def _exhibit(self, lines: list[Line]) -> Exhibit:
        return self._handed.exhibit(
            self.table,
            _redacted(self.columns, lines),
            query=f"list drawn on {self.extracted_on.isoformat()}; {self._detected()}",
            rows=len(lines),
            completeness=self.completeness,
            redactions=self._redactions(),
        )

    def _detected(self) -> str:
        table = self.table
        how = (f"sheet {table.sheet}", "") if table.sheet else (table.encoding, table.separator)
        mapped = ", ".join(f"{field}={header}" for field, header in self.columns.headers.items())
        untold = "" if self.states else "; no column of state: every account is taken as enabled"
        return f"{' '.join(how).strip()}; {mapped}{untold}"

    def _redactions(self) -> tuple[Redaction, ...]:
        counts = Counter(f"column-{rule}/1" for _, rule in self.columns.dropped)
        counts["column-not-needed/1"] += len(self.columns.unknown)
        counts.update(self._blanked)
        counts[DESCRIPTION_RULE] += self._reduced
        return tuple(Redaction(rule, count) for rule, count in sorted(counts.items()) if count)


def _dated(told: str) -> str:
    """A date as written, nothing for a word that says there was none."""
    return "" if fold(told) in WORDS["never"] else told


def _shown(words: Collection[str]) -> list[str]:
    """Some of the words that were not understood, those left out that may tell of an illness."""
    told = {_WITHHELD if forbidden(word) else word[:_SHOWN] for word in words}
    return sorted(told)[:_MANY]


def _redacted(columns: Columns, lines: list[Line]) -> bytes:
    """The list as it is kept: recognised columns only, days in ISO, states as they were understood.

    The headers stay as they were, so that the same reader reads it back.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    order = sorted(columns.fields, key=columns.fields.__getitem__)
    writer.writerow([columns.headers[field] for field in order])
    for line in lines:
        told = dict(line.text)
        told |= {field: day.isoformat() if day else "" for field, day in line.days.items()}
        for field, meant in line.told.items():
            told[field] = states.UNREAD if meant is None else states.CANONICAL[field, meant]
        writer.writerow([told[field] for field in order])
    return out.getvalue().encode()
