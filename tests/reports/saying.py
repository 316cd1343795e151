"""What every paper of the demonstration says, format by format, but for what machines wrote."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from python_calamine import CalamineWorkbook
from rich.console import Console

from checks.texts.loader import load
from reports import terminal
from reports import words as reports
from reports.readers.words import words as readers
from reports.registry import pairs, render
from tests.reports.conftest import Demo
from tests.reports.readers.test_pilot import DECIDED

# Each format that is written in a language, and each reader's own, steering included.
FORMS = (
    *("html", "record", "csv", "xlsx", "terminal", "oscal", "ciso-assistant"),
    *(f"{how} {reader}" for reader, how in pairs()),
)
# What these columns hold is what a machine wrote, or a machine takes, and their headings say so.
VERBATIM = {
    "fr": re.compile(
        r"mot pour mot|en code|par leur règle|clé|empreinte|^Ce qui en est compris|à taper"
    ),
    "en": re.compile(
        r"word for word|as code|by rule|key|digest|^What was understood of it|to type"
    ),
}
_QUOTED = 20  # letters of a quotation that is looked for inside a text
_PROSE = {"title", "description", "remarks", "prose", "statement"}


def said(demo: Demo, form: str, language: str) -> Iterator[str]:
    """The texts of a form, a cell or a paragraph at a time."""
    kind, _, reader = form.partition(" ")
    if form == "terminal":
        return _shown(demo, language)
    # What a source was asked is quoted as it was asked, under a heading that says so.
    asked = {each.acquisition.query for each in demo.seen.kept}
    asked |= {each.acquisition.server for each in demo.seen.kept}
    seen = replace(demo.seen, steering=DECIDED) if reader else demo.seen
    body = render(kind, seen, language, reader or None)
    if kind == "xlsx":
        return _sheets(body, VERBATIM[language])
    if kind == "oscal":
        return _prose(json.loads(body))
    if kind == "ciso-assistant":
        rows = csv.DictReader(io.StringIO(body.decode(), newline=""))
        return (row[name] for row in rows for name in ("description", "observations"))
    texts = _lines(body.decode(), VERBATIM[language]) if kind == "csv" else _page(body.decode())
    return (_without(each, asked) for each in texts)


def _without(text: str, quoted: set[str]) -> str:
    """A text less what it quotes; what is short is no quotation but of a whole text."""
    if text.strip() in quoted:
        return ""
    for each in sorted(quoted, key=len, reverse=True):
        if len(each) >= _QUOTED:
            text = text.replace(each, " ")
    return text


def _page(text: str) -> Iterator[str]:
    """The texts of a page, its styles and its program left out; the island of data is kept."""
    text = re.sub(r"<style.*?</style>|<script(?![^>]*json).*?</script>", "", text, flags=re.DOTALL)
    for each in re.split(r"<[^>]+>", text):
        told = html.unescape(each)
        yield from strings(json.loads(told)) if told.startswith("{") else [told]


def strings(value: object) -> Iterator[str]:
    """The texts of an island of data; the names of its members are the program's."""
    if isinstance(value, str):
        yield value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from strings(each)


def _prose(value: object) -> Iterator[str]:
    """What a machine's document says to a person: its other members are codes."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name in _PROSE and isinstance(each, str):
                yield each
            else:
                yield from _prose(each)
    elif isinstance(value, list):
        for each in value:
            yield from _prose(each)


def _sheets(body: bytes, verbatim: re.Pattern[str]) -> Iterator[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    for name in book.sheet_names:
        yield name
        rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        heads = next((row for row in rows if sum(map(bool, row)) > 2), [""] * 50)
        for row in rows:
            yield from (
                cell
                for head, cell in zip(heads, row, strict=False)
                if not verbatim.search(head) or cell == head
            )


def _lines(text: str, verbatim: re.Pattern[str]) -> Iterator[str]:
    for row in csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"):
        yield from row
        yield from (cell for head, cell in row.items() if not verbatim.search(head))


def _shown(demo: Demo, language: str) -> Iterator[str]:
    console = Console(width=80, file=io.StringIO())
    terminal.answers(demo.seen, language, console, referring=True)
    assert isinstance(console.file, io.StringIO)
    yield from console.file.getvalue().splitlines()


def apart(language: str, other: str) -> list[str]:
    """What only one language's texts say, in pieces of four words and more between two values."""
    known = squeezed(" ".join(_texts(other)))
    pieces = [piece for text in _texts(language) for piece in re.split(r"\{\w+\}|\n", text)]
    return [each for each in pieces if len(each.split()) > 3 and squeezed(each) not in known]


def _texts(language: str) -> list[str]:
    """Every text of checks, of reports and of readers."""
    loaded = (load(language), reports.texts("reports", language))
    return [text for each in (*loaded, readers(language).chrome) for text in strings(each)]


@cache
def squeezed(text: str) -> str:
    """A text without any space: French puts no-break ones where its texts have others."""
    return re.sub(r"\s+", "", text)
