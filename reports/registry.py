"""Formats by name, and what is written otherwise for one reader; a heavy one is imported late."""

from collections.abc import Iterator
from importlib import import_module

from reports import details
from reports.view import View
from reports.words import words

_FORMATS = {
    "json": "reports.json_result",
    "html": "reports.html",
    "record": "reports.html.record",
    "xlsx": "reports.review",
    "csv": "reports.csv_result",
    "oscal": "reports.oscal",
    "ciso-assistant": "reports.ciso_assistant",
    "ciso-assistant-library": "reports.ciso_assistant.framework",
}
# By reader: the formats that are written for him alone, his natural one first.
_READERS = {
    "board": {"html": "reports.readers.board"},
    "staff-bodies": {"html": "reports.readers.staff_bodies"},
    "pilot": {"html": "reports.readers.pilot"},
    "correspondent": {"xlsx": "reports.readers.correspondent"},
    "hr": {"xlsx": "reports.readers.hr"},
    "auditor": {"xlsx": "reports.auditor", "html": "reports.readers.auditor"},
}
READERS = tuple(_READERS)
# What persons read; the others are for machines, and keep every code as it is stored.
_READ = {"html", "record", "xlsx", "csv"}


def formats_for(reader: str) -> tuple[str, ...]:
    """The formats that are written for a reader, his natural one first."""
    return tuple(_READERS[reader])


def pairs() -> Iterator[tuple[str, str]]:
    """Every reader with every format that is written for him."""
    return ((reader, each) for reader, formats in _READERS.items() for each in formats)


def blocks(format: str, view: View, language: str, reader: str | None = None) -> Iterator[bytes]:
    """A run in one format and one language, for one reader where there is one.

    In pieces that need not be in memory together.
    """
    module = _READERS[reader][format] if reader else _FORMATS[format]
    if format in _READ:
        view = details.in_words(view, words(language))
    made: bytes | Iterator[bytes] = import_module(module).render(view, language)
    yield from (made,) if isinstance(made, bytes) else made


def render(format: str, view: View, language: str, reader: str | None = None) -> bytes:
    """The same as one text."""
    return b"".join(blocks(format, view, language, reader))
