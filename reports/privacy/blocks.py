"""What a paper is made of: sections of texts, lists and tables, with blanks to fill in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

_BLANK = re.compile(r"\[\[(.+?)\]\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `blank` is what only the hospital knows."""

    text: str
    blank: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one row of one cell), a list (one cell a row) or a table under its headers."""

    shape: str  # text, items or grid
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document."""

    title: str
    lead: tuple[Piece, ...]
    sections: tuple[Section, ...]

    @property
    def blanks(self) -> int:
        """How many there are to fill in."""
        return sum(piece.blank for piece in self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        blocks = (block for section in self.sections for block in section.blocks)
        cells = (cell for block in blocks for row in block.rows for cell in row)
        return chain(self.lead, chain.from_iterable(cells))


def pieces(text: str) -> tuple[Piece, ...]:
    """A text cut at its blanks, which stand between double brackets."""
    cut = _BLANK.split(text)
    return tuple(Piece(part, bool(at % 2)) for at, part in enumerate(cut) if part)


def text(told: str) -> Block:
    """A paragraph."""
    return Block("text", ((pieces(told),),))


def items(told: Iterable[str]) -> Block:
    """A list."""
    return Block("items", tuple((pieces(each),) for each in told))


def grid(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """A table."""
    return Block("grid", tuple(tuple(map(pieces, row)) for row in rows), tuple(headers))
