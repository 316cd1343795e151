"""Reports that are one document and not a log: read whole, and again each time.

A file that is written anew over itself may begin as it did before, so that no place in it stays.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError  # nosec B405  # types alone: defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from collectors.backups.reading import document

LARGEST = 1 << 26  # bytes: of a longer one, not all that tells of a job could be kept
_FIELD = 1 << 24  # characters of one cell
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Whole:
    """A text, and the number of its last line, counted from 0."""

    text: str
    last: int
    cut: bool = False


def whole(lines: Iterable[str]) -> Whole:
    """All the lines, up to the largest text that is read at once."""
    held: list[str] = []
    size = 0
    for line in lines:
        size += len(line.encode())
        if size > LARGEST:
            return Whole("", len(held), cut=True)
        held.append(line)
    return Whole("".join(held).removeprefix("\ufeff"), max(len(held) - 1, 0))


def values(text: str) -> Iterator[Any]:
    """The values of a JSON text, or of each of its lines; None for a line that is none."""
    told = document(text)
    if told is not None:
        yield told
        return
    lines = [line for line in text.splitlines() if line.strip()]
    yield from map(document, lines)


def rows(text: str) -> Iterator[tuple[dict[str, str], int, int]]:
    """The rows of a CSV text by the words of its header, with their first and last line.

    The comma, the semicolon and the tab are known. What has no title is under "".
    """
    lines = text.splitlines(keepends=True)
    skipped = 1 if lines and lines[0].startswith("#TYPE") else 0
    if len(lines) <= skipped:
        return
    delimiter = max(_DELIMITERS, key=lines[skipped].count)
    csv.field_size_limit(_FIELD)
    reader = csv.reader(lines[skipped:], delimiter=delimiter)
    header: list[str] | None = None
    first = skipped
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            return
        if cells is None:
            return
        last = skipped + reader.line_num - 1
        if header is None:
            header = [cell.strip().lstrip("\ufeff") for cell in cells]
        elif cells:
            names = header + [""] * (len(cells) - len(header))
            yield dict(zip(names, cells, strict=False)), first, last
        first = last + 1


def xml(text: str) -> Element | None:
    """The root of an XML text, or of several that follow each other; None when it is none."""
    body = text.strip()
    if body.startswith("<?xml"):
        body = body.partition("?>")[2]
    try:
        return fromstring(f"<all>{body}</all>", forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return None


def objects(told: Any, depth: int = 3) -> Iterator[dict[str, Any]]:
    """The objects of a JSON value, whatever lists hold them; a folded list is one object."""
    if isinstance(told, dict):
        yield told
    elif isinstance(told, list) and depth:
        for each in told:
            yield from objects(each, depth - 1)
