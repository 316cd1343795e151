"""JSON among lines of text: on one line, or spread over several as products print it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from collectors.backups.reading import document, numbered

_BEGINS = ('{"', "[{", "[]", "{}", '["')
_OPENS = frozenset({"{", "[", "[{"})
_CLOSES = ("}", "]")
_LONGEST = 2_000_000  # lines of a document


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of text, or a document with its first and last line; `broken` was to be one."""

    first: int
    last: int
    text: str = ""
    value: Any = None
    broken: bool = False
    open: bool = False  # the file ends before it does


def pieces(lines: Iterable[str]) -> Iterator[Piece]:
    """Split lines into texts and documents; one that is cut off is told as broken."""
    held: list[str] = []
    first = last = 0
    for last, line in numbered(lines):
        if held:
            if line in _OPENS or len(held) >= _LONGEST:
                yield Piece(first, last - 1, broken=True)
                held = []
            else:
                held.append(line)
                if line.startswith(_CLOSES):
                    yield _parsed("\n".join(held), first, last)
                    held = []
                continue
        if line.strip() in _OPENS:
            held, first = [line], last
        elif line.lstrip().startswith(_BEGINS):
            yield _parsed(line, last, last)
        else:
            yield Piece(last, last, line)
    if held:
        yield Piece(first, last, broken=True, open=True)


def _parsed(text: str, first: int, last: int) -> Piece:
    value = document(text)
    return Piece(first, last, value=value, broken=value is None)
