"""What the pictures of rows are made of: a label, bars on a scale, marks and a note."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.words import Words

LISTED = 40  # rows of a picture, those to look at first; tables hold the rest
LEFT, WIDTH = 320, 430  # of the scale, in the picture's own units
LONGEST = 42  # letters of a label


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, its bars as (class, x, width), its marks as (class, x)."""

    words: str
    bars: list[tuple[str, int, int]]
    marks: list[tuple[str, int]]
    note: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows on a scale; `ticks` are (x, words), `line` is where the threshold or today is.

    `keys` say what each kind of bar is, in words, beside a sample of it.
    """

    rows: list[Bar]
    ticks: list[tuple[int, str]]
    line: int
    line_words: str
    more: int
    keys: tuple[tuple[str, str], ...] = ()


def keyed(say: Words, section: str, *kinds: str) -> tuple[tuple[str, str], ...]:
    """The words of kinds of bar: `section.key_kind`."""
    return tuple((kind, say(f"{section}.key_{kind}")) for kind in kinds)


def stacked(parts: Iterable[tuple[str, int]], most: int) -> list[tuple[str, int, int]]:
    """Bars one after the other, as long as their counts are of `most`; none is too thin to see."""
    bars, start = [], 0
    for kind, count in parts:
        x = round(start * WIDTH / most)
        width = round((start + count) * WIDTH / most) - x
        if count:
            bars.append((kind, LEFT + x, max(width, 2)))
        start += count
    return bars
