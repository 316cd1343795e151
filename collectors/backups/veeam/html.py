"""The rows of the tables of an HTML text, whatever they are nested in.

Not Python's own parser: it takes the square of the time on tags that never end (100,000 of them, 12
seconds). A tag ends here before the next one begins, which those of a report all do.
"""

import re
from dataclasses import dataclass
from html import unescape

Row = list[str]

_DEEPEST = 60  # tables within tables
_TAG = re.compile(r"<(/?)([A-Za-z]{1,10})\b[^<>]*>")
_BREAKS = {"br", "div", "p", "li"}
_CELLS = {"td", "th"}


@dataclass(slots=True)
class _Table:
    """A table that is open, with its row and its cell."""

    row: list[list[str]] | None = None
    cell: list[str] | None = None
    deeper: int = 0  # tables in it that are too deep to be read


class _Rows:
    """Collects rows as they end: those of a table in a cell come before the row of that cell."""

    def __init__(self) -> None:
        self.found: list[Row] = []
        self._tables = [_Table()]

    def begin(self, tag: str) -> None:
        """Take an opening tag."""
        table = self._tables[-1]
        if tag == "table":
            if len(self._tables) < _DEEPEST:
                self._tables.append(_Table())
            else:
                table.deeper += 1
        elif tag == "tr":
            self._end_row(table)
            table.row = []
        elif tag in _CELLS:
            table.row = table.row if table.row is not None else []
            table.cell = []
            table.row.append(table.cell)
        elif tag in _BREAKS:
            self.text("\n")

    def end(self, tag: str) -> None:
        """Take a closing tag."""
        table = self._tables[-1]
        if tag == "table":
            if table.deeper:
                table.deeper -= 1
            elif len(self._tables) > 1:
                self._end_row(table)
                self._tables.pop()
        elif tag == "tr":
            self._end_row(table)
        elif tag in _CELLS:
            table.cell = None

    def text(self, text: str) -> None:
        """Take what stands between two tags."""
        cell = self._tables[-1].cell
        if cell is not None and text:
            cell.append(text)

    def close(self) -> None:
        """Take the end of the text."""
        while self._tables:
            self._end_row(self._tables.pop())

    def _end_row(self, table: _Table) -> None:
        if table.row:
            self.found.append([_tidy("".join(cell)) for cell in table.row])
        table.row = table.cell = None


def rows(text: str) -> list[Row]:
    """Each row as the texts of its cells; a cell's lines are kept, its blanks are folded."""
    taken = _Rows()
    place = 0
    for tag in _TAG.finditer(text):
        taken.text(_plain(text[place : tag.start()]))
        place = tag.end()
        (taken.end if tag[1] else taken.begin)(tag[2].lower())
    taken.text(_plain(text[place:]))
    taken.close()
    return taken.found


def _plain(text: str) -> str:
    return unescape(text).replace("\n", " ").replace("\r", " ")


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
