"""The words of lists of outages; one that is not understood is never guessed."""

import re
import tomllib
import unicodedata
from importlib.resources import files

_DATA = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))

STATES: dict[str, tuple[str, ...]] = {
    field: tuple(words.split()) for field, words in _DATA["states"].items()
}
TICKETS: dict[str, tuple[str, ...]] = {
    field: tuple(words.split()) for field, words in _DATA["tickets"].items()
}
WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split()) for name, words in _DATA["words"].items()
}
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def spaced(text: str) -> str:
    """A text as words between single spaces, without case or accents.

    >>> spaced("Indisponibilité du D.P.I.")
    ' indisponibilite du d p i '
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return f" {_NOT_A_WORD.sub(' ', letters).strip()} "


def says(text: str, words: str) -> bool:
    """Whether a text that was `spaced` holds some words, in their order."""
    return spaced(words) in text
