"""A paper for A4: sections of texts, lists, tables and pictures in one page that loads nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jinja2 import PackageLoader

from reports import sentences
from reports.html.assets import asset, environment, policy
from reports.readers.words import Words
from reports.view import View


class Shape(StrEnum):
    """How a block is laid out."""

    TEXT = "text"  # one row of one cell
    ITEMS = "items"  # one cell a row
    STEPS = "steps"  # the same, numbered
    GRID = "grid"  # cells under headers; those of numbers to the right
    ANSWERS = "answers"  # heading, question, answer, limits
    BARS = "bars"  # words, count, from, length: of the thousand parts of a line
    LINE = "line"  # x, y, words of each point of a line
    FORM = "form"  # what is filled in by hand


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of words in one layout; `legend` says what a table or a picture shows."""

    shape: Shape
    rows: tuple[tuple[str, ...], ...]
    headers: tuple[str, ...] = ()
    legend: str = ""
    numbers: int = 0  # how many of the last columns hold numbers
    codes: int = 0  # how many of the last columns hold codes
    loose: bool = False  # paths, addresses and codes: they break anywhere


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document; `lead` stands under its title."""

    title: str
    lead: Sequence[str]
    sections: Sequence[Section]
    foot: str = ""


def text(told: str) -> Block:
    """A paragraph."""
    return Block(Shape.TEXT, ((told,),))


def items(told: Iterable[str], shape: Shape = Shape.ITEMS) -> Block:
    """A list."""
    return Block(shape, tuple((each,) for each in told))


def grid(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    legend: str = "",
    numbers: int = 0,
    codes: int = 0,
    loose: bool = False,
) -> Block:
    """A table."""
    cells = tuple(map(tuple, rows))
    return Block(Shape.GRID, cells, tuple(headers), legend, numbers, codes, loose or codes > 0)


def section(title: str, *blocks: Block | None) -> Section:
    """A heading over the blocks that hold something."""
    return Section(title, tuple(each for each in blocks if each is not None and each.rows))


def dated(view: View, say: Words) -> list[str]:
    """Of which audit a paper speaks: the establishment, the day or days."""
    days = sentences.dates(view.collected_on, view.judgement.as_of, say)
    return [say("reader.about", site=view.run.site, run=view.run.run), days]


def render(paper: Paper, view: View, say: Words) -> bytes:
    """The page in UTF-8."""
    style = asset("reader.css") + asset("circulation.css")
    loader = PackageLoader("reports.readers", "templates")
    template = environment().overlay(loader=loader).get_template("reader.html")
    page = template.render(
        paper=paper,
        demonstration=view.run.demonstration,
        say=say,
        language=say.language,
        style=style,
        policy=policy(style),
    )
    return page.encode()
