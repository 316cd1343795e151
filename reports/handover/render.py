"""A paper as a page made for A4, or as plain text."""

from collections.abc import Iterator

from reports.handover.held import Held
from reports.handover.words import words
from reports.html.assets import asset, environment, policy
from reports.privacy.blocks import Block, Paper, Piece


def page(paper: Paper, held: Held, language: str) -> bytes:
    """One self-contained page, in UTF-8."""
    say = words(language)
    style = asset("privacy.css")
    text = environment().get_template("privacy.html").render(
        paper=paper,
        say=say,
        language=language,
        style=style,
        policy=policy(style),
        demonstration=held.last is not None and held.last.demonstration,
        prepared=say("handover.prepared", tool=held.tool, day=say.day(held.day), site=held.site),
    )  # fmt: skip
    made: str = text
    return made.encode()


def plain(paper: Paper, language: str) -> str:
    """The same as text, for a terminal or a wiki."""
    return "\n".join(_lines(paper, language)) + "\n"


def _lines(paper: Paper, language: str) -> Iterator[str]:
    yield from (paper.title, "=" * len(paper.title), "", _said(paper.lead, language))
    for section in paper.sections:
        yield from ("", section.title, "-" * len(section.title))
        for block in section.blocks:
            yield from _block(block, language)


def _block(block: Block, language: str) -> Iterator[str]:
    for row in block.rows:
        cells = [_said(cell, language) for cell in row]
        if block.shape == "text":
            yield cells[0]
        elif block.shape == "items":
            yield f"- {cells[0]}"
        else:
            told = zip(block.headers, cells, strict=True)
            yield "- " + " | ".join(f"{header}: {cell}" for header, cell in told if cell)


def _said(pieces: tuple[Piece, ...], language: str) -> str:
    say = words(language)
    return "".join(
        f"[{say('document.fill', what=each.text)}]" if each.blank else each.text for each in pieces
    )
