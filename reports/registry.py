"""Formats by name; a heavy one is imported when it is asked for."""

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
}
# What is written otherwise for one reader: (format, reader).
_FOR = {("xlsx", "auditor"): "reports.auditor"}
# What persons read; the others are for machines, and keep every code as it is stored.
_READ = {"html", "record", "xlsx", "csv"}
READERS = tuple(dict.fromkeys(reader for _, reader in _FOR))


def written_for(format: str, reader: str) -> bool:
    """Whether a format is written for that reader."""
    return (format, reader) in _FOR


def blocks(format: str, view: View, language: str, reader: str | None = None) -> Iterator[bytes]:
    """A run in one format and one language, for one reader where there is one.

    In pieces that need not be in memory together.
    """
    module = _FOR[format, reader] if reader else _FORMATS[format]
    if format in _READ:
        view = details.in_words(view, words(language))
    made: bytes | Iterator[bytes] = import_module(module).render(view, language)
    yield from (made,) if isinstance(made, bytes) else made


def render(format: str, view: View, language: str, reader: str | None = None) -> bytes:
    """The same as one text."""
    return b"".join(blocks(format, view, language, reader))
