"""Folds names so that the same person reads the same in HR's spelling and in a directory's."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from checks.derive.reconciliation.lexicon import PARTICLES

# Letters that NFKD does not decompose.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ø": "o", "Ø": "O", "þ": "th", "Þ": "TH",
        "ı": "i", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T",
    }
)  # fmt: skip
_SHORTEST = 3  # letters of half a name; shorter ones fit too many people
_SHORTER = {"SAINT": "ST", "SAINTE": "STE"}
_ACCENT = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_NOT_A_LETTER = re.compile(r"[^A-Z0-9]+")


def fold(text: str) -> str:
    """Upper case without accents, apostrophes and hyphens as single spaces.

    >>> fold("Lœuillet-D’Angélo")
    'LOEUILLET D ANGELO'
    """
    if not text.isascii():
        text = _ACCENT.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS)))
    return _NOT_A_LETTER.sub(" ", text.upper()).strip()


@lru_cache(maxsize=8192)
def tokens(text: str | None) -> tuple[str, ...]:
    """The folded words of a name, SAINT shortened as logins shorten it."""
    if not text:
        return ()
    return tuple([_SHORTER.get(word, word) for word in fold(text).split()])


def glue(words: Iterable[str]) -> str:
    """The words without anything between them."""
    return "".join(words)


def without_particles(words: Sequence[str]) -> Sequence[str]:
    """The words after the leading particles; all of them when nothing else remains."""
    kept = words
    while len(kept) > 1 and kept[0] in PARTICLES:
        kept = kept[1:]
    return kept


def halves(text: str) -> list[str]:
    """The glued halves of a double surname, particles kept with their half; [] when simple.

    >>> halves("LE GALL-MARTIN")
    ['LEGALL', 'MARTIN']
    """
    parts: list[list[str]] = [[]]
    for word in tokens(text):
        complete = bool(parts[-1]) and parts[-1][-1] not in PARTICLES
        if complete:
            parts.append([])
        parts[-1].append(word)
    found = [glue(part) for part in parts if glue(part)]
    return [half for half in found if len(half) >= _SHORTEST] if len(found) > 1 else []


def initials(words: Iterable[str]) -> str:
    """`JM` for Jean-Marc."""
    return "".join(word[0] for word in words)
