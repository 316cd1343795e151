"""A region's results in each format: one page, data, a table, and a terminal's lines."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reports import delimited
from reports.fleet.alone import for_member
from reports.fleet.group import Group, Member
from reports.fleet.papers import for_group
from reports.fleet.result import of_group, of_member
from reports.fleet.words import words
from reports.html.assets import asset, environment, policy
from reports.privacy.blocks import Block, Paper, Piece
from reports.verifier.program import printable


def render(group: Group, member: Member | None, format: str, language: str) -> bytes:
    """All hospitals, or one of them; `format` is html, json or csv."""
    if format == "html":
        return page(paper(group, member, language), language)
    told = of_group(group) if member is None else of_member(group, member)
    if format == "json":
        return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
    lines = _sites(told) if member is None else _others(told)
    return "".join(delimited.lines(lines)).encode()


def paper(group: Group, member: Member | None, language: str, *, narrow: bool = False) -> Paper:
    """What people read; `narrow` on a terminal."""
    say = words(language)
    if member is None:
        return for_group(group, say, narrow=narrow)
    return for_member(group, member, say)


def page(made: Paper, language: str) -> bytes:
    """One self-contained page, in UTF-8."""
    style = asset("fleet.css") + asset("circulation.css")
    text = environment().get_template("fleet.html").render(
        paper=made, language=language, style=style, policy=policy(style)
    )  # fmt: skip
    return str(text).encode()


def show(made: Paper, console: Console) -> None:
    """Print it on a terminal."""
    console.print(Text(made.title, style="bold"))
    for section in made.sections:
        console.print()
        console.print(Text(section.title, style="bold"))
        for block in section.blocks:
            _show(block, console)


def _show(block: Block, console: Console) -> None:
    if block.shape != "grid":
        for row in block.rows:
            console.print(Text(f"{'- ' if block.shape == 'items' else ''}{_plain(row[0])}"))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in block.headers:
        table.add_column(Text(printable(header)), overflow="fold")
    for row in block.rows:
        table.add_row(*(Text(_plain(cell)) for cell in row))
    console.print(table)


def _plain(cell: Iterable[Piece]) -> str:
    """Text that a terminal shows and does not obey: names of hospitals came with their bundles."""
    return printable("".join(each.text for each in cell))


_SITE = (
    *("site", "word", "age_days", "run", "collected_on", "as_of", "seal", "version", "profile"),
    *("units", "units_missing"),
)
_QUESTION = ("id", "verdict", "answer", "ground", "satisfied", "evaluated", "expected")


def _sites(told: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """A line for each hospital and question; one for a hospital of which nothing came."""
    yield (*_SITE, *_QUESTION)
    for site in told["sites"]:
        head = tuple(site.get(name) for name in _SITE)
        for each in site.get("questions", [{}]):
            yield (*head, *(each.get(name) for name in _QUESTION))


def _others(told: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """A line for each figure of one hospital, beside the median of the others."""
    per = "per 1000"
    yield ("kind", "id", "unit", "value", "before", "median", "of", "shared")
    for each in told["questions"]:
        median, of = each["median"], each["of"]
        yield ("question", each["id"], per, each["satisfied"], None, median, of, None)
    for each in told["measures"]:
        median, of = each["median"], each["of"]
        yield ("measure", each["id"], each["unit"], each["value"], each["before"], median, of, None)
    for each in told["unsatisfied"]:
        median, of = each["median"], each["of"]
        yield ("check", each["check"], per, each["rate"], None, median, of, each["shared"])
