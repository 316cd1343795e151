"""Long lists: a few rows on the page, all of them as data that a script shows a window of.

A column whose words come back, or whose order is not that of its words (days, numbers, gravity), is
written once as a list of words in order; rows then hold a place in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.words import Words

WRITTEN = 40  # rows of a table written on the page, and on paper; the list holds them all
SHORT = 12  # rows of a table that need neither filter nor sort

Cells = Sequence[str]
Keys = Sequence[Any]  # what a column is sorted by, a key a row


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its words in order if it is coded, and whether it is a filter."""

    head: str
    words: list[str] | None = None
    facet: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in the order of the page; `written` are those that the page itself holds."""

    id: str
    title: str
    columns: list[Column]
    rows: list[list[str | int]]
    written: list[Cells] = field(default_factory=list)
    switch: tuple[int, str] | None = None  # (column, words): only rows of that column's last word
    tall: bool = False  # its rows hold sentences

    @property
    def long(self) -> bool:
        """Whether it is worth a filter."""
        return len(self.rows) > SHORT

    @property
    def more(self) -> int:
        """The rows that the page itself does not hold."""
        return len(self.rows) - len(self.written)

    @property
    def island(self) -> dict[str, Any]:
        """What the script reads."""
        return {"columns": [each.words for each in self.columns], "rows": self.rows}


def listing(
    id: str,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Cells],
    *,
    orders: Mapping[int, Keys] | None = None,
    facets: Sequence[int] = (),
    switch: tuple[int, str] | None = None,
    written: int = WRITTEN,
    tall: bool = False,
) -> Listing:
    """Rows of words as a list; `orders`: by column, what it is sorted by instead of its words."""
    columns, coded = [], []
    for place, head in enumerate(heads):
        texts = [row[place] for row in rows]
        keys = (orders or {}).get(place)
        words = _words(texts, keys, forced=place in facets or keys is not None)
        places = None if words is None else {text: at for at, text in enumerate(words)}
        columns.append(Column(head, words, facet=place in facets))
        coded.append(texts if places is None else [places[text] for text in texts])
    return Listing(
        id=id,
        title=title,
        columns=columns,
        rows=[list(row) for row in zip(*coded, strict=True)],
        written=list(rows[:written]),
        switch=switch,
        tall=tall,
    )


def _words(texts: Sequence[str], keys: Keys | None, *, forced: bool) -> list[str] | None:
    """The words of a column, once each, in order; None: they are better written in each row."""
    if keys is not None:
        first: dict[str, Any] = {}
        for text, key in zip(texts, keys, strict=True):
            first.setdefault(text, key)
        return sorted(first, key=lambda text: (first[text] is not None, first[text]))
    words = dict.fromkeys(texts)
    if not forced and len(words) * 2 > len(texts):
        return None
    return sorted(words, key=str.casefold)


def island(listings: Sequence[Listing], say: Words) -> dict[str, Any]:
    """Everything that the script reads: the lists, and the few sentences it says."""
    return {
        "lists": {each.id: each.island for each in listings if each.long},
        "locale": say.language,
        "shown": say("lists.shown", shown="{shown}", total="{total}"),
        "copied": say("lists.copied", shown="{shown}"),
        "refused": say("lists.refused"),
    }
