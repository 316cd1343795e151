"""Finds the columns of a list of outages; every other one is left unread."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.core.errors import Empty, Unreadable
from collectors.people.columns import fold
from collectors.transports.tabular import Table, refuse_broken_lines

_HEADER_WITHIN = 30  # rows; titles and dates may stand above the header
_SHOWN = 300  # characters of headers in an error


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a table."""

    table: Table
    header_row: int
    fields: Mapping[str, int]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, text by field) of every row under the header."""
        below = slice(self.header_row + 1, None)
        for number, row in zip(self.table.lines[below], self.table.rows[below], strict=True):
            yield number, {field: row[at].strip() for field, at in self.fields.items()}

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last line under the header."""
        return self.table.lines[self.header_row + 1], self.table.lines[-1]

    @property
    def unread(self) -> int:
        """How many columns are not read."""
        return sum(map(bool, self.table.rows[self.header_row])) - len(self.fields)

    def header(self, field: str) -> str:
        """The header of a field, as it is written."""
        return self.table.rows[self.header_row][self.fields[field]]


def recognise(
    table: Table,
    known: Mapping[str, Sequence[str]],
    declared: Mapping[str, str],
    needed: Sequence[Sequence[str]],
) -> Columns:
    """Find the header; `declared` maps fields to headers ("": none) and wins.

    Of each group of `needed`, one field has to be there.

    Raises:
        Empty: no line stands under the header.
        Unreadable: a needed column is not there, or two look like one field.
    """
    wanted = {field: words for field, words in known.items() if declared.get(field) != ""}
    wanted |= {field: (fold(title),) for field, title in declared.items() if title}
    of = {word: field for field, words in wanted.items() for word in words}
    # What a person declared is that field and no other.
    of |= {fold(title): field for field, title in declared.items() if title}
    rows = table.rows
    scored = [
        (sum(fold(cell) in of for cell in row), -number)
        for number, row in enumerate(rows[:_HEADER_WITHIN])
    ]
    at = -max(scored)[1]
    found: dict[str, list[int]] = {}
    for column, title in enumerate(rows[at]):
        if title and (field := of.get(fold(title))):
            found.setdefault(field, []).append(column)
    absent = [title for field, title in declared.items() if title and field not in found]
    lacking = [group for group in needed if not any(field in found for field in group)]
    if absent or lacking:
        shown = ", ".join(title for title in rows[at] if title)[:_SHOWN]
        what = repr(absent[0]) if absent else " or ".join(lacking[0])
        hint = "" if absent else f'; name it with columns = {{ {lacking[0][0]} = "…" }}'
        raise Unreadable(f"{table.name}: no column of {what} (columns: {shown}){hint}")
    for field, columns in found.items():
        if len(columns) > 1:
            titles = " and ".join(repr(rows[at][column]) for column in columns)
            raise Unreadable(
                f"{table.name}: columns {titles} both look like {field};"
                f' choose one with columns = {{ {field} = "…" }}'
            )
    if len(rows) == at + 1:
        raise Empty(f"{table.name}: no line under the header")
    refuse_broken_lines(table, at)
    return Columns(table, at, {field: columns[0] for field, columns in found.items()})
