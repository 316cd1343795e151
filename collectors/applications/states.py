"""Whether an account is enabled, by what its line says: understood or not known, never guessed."""

from collections.abc import Mapping

from collectors.applications.columns import WORDS
from collectors.people.columns import fold

# A yes under these headers says that the account works, or that it does not.
POLARITY = {"active": True, "closed": False, "state": None}
# What is kept of a state that was read, and of one that was not.
CANONICAL = {
    ("active", True): "oui", ("active", False): "non",
    ("closed", True): "non", ("closed", False): "oui",
    ("state", True): "actif", ("state", False): "inactif",
}  # fmt: skip
UNREAD = "?"

_NEGATIONS = ("NON", "NOT")


def enabled(field: str, told: str, declared: Mapping[str, bool]) -> bool | None:
    """What a cell says: True, False, or None when it is not understood.

    An empty cell says nothing, but under a header such as BLOQUE: only the exceptions are marked.
    `declared` are the site's own words, folded; they win.
    """
    word = fold(told)
    if word in declared:
        return declared[word]
    if not told.strip():
        return True if field == "closed" else None
    if not word:  # a mark without a letter: nobody knows
        return None
    polarity = POLARITY[field]
    if polarity is not None and word in WORDS["yes"]:
        return polarity
    if polarity is not None and word in WORDS["no"]:
        return not polarity
    return _meaning(word, field)


def _meaning(word: str, field: str) -> bool | None:
    """What a word of state says; `actif` under DESACTIVE could say either."""
    for negation in _NEGATIONS:
        bare = word.removeprefix(negation)
        if bare != word and (meant := _plain(bare)) is not None:
            meaning = not meant
            break
    else:
        if (plain := _plain(word)) is None:
            return None
        meaning = plain
        if field == "closed" and meaning:
            return None
    return meaning


def _plain(word: str) -> bool | None:
    if word in WORDS["open"]:
        return True
    return False if word in WORDS["closed"] else None


def together(told: Mapping[str, bool | None]) -> bool | None:
    """Several columns of one line: enabled when all say so, not known when one is not.

    What one column closes, no other opens.
    """
    if False in told.values():
        return False
    return None if None in told.values() else True
