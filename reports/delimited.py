"""CSV for a French spreadsheet, a line at a time: semicolons, a byte-order mark, no formula."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

# A spreadsheet runs what begins with one of these.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """What csv writes to: it hands the line back, so that nothing is kept."""

    def write(self, text: str) -> str:
        return text


def lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file's text, a line for each row; lists and objects are cells in JSON."""
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff"
    for row in rows:
        yield str(writer.writerow([_cell(value) for value in row]))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if type(value) is int:
        return str(value)  # a negative number is a number
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return inert(str(value))


def inert(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
