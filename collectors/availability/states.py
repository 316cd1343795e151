"""What a word of state says: up, down, or that nobody knows; one not known is never guessed."""

import re
from collections.abc import Mapping

from agent.core.facts.availability import Condition
from collectors.availability.words import WORDS
from collectors.people.columns import fold

_BETWEEN = re.compile(r"[\W_]+")


def state(told: str | None, declared: Mapping[str, str], *, spans: bool) -> Condition | None:
    """The state of a line; None when it is not understood. Without a column, it is a problem.

    A return (`RESOLVED`) is the new state of a list of changes, and in a list of times (`spans`)
    a problem that is over. `declared` are the site's own words, folded; they win.
    """
    if told is None:
        return Condition.DOWN
    whole = fold(told)
    if whole in declared:
        return Condition(declared[whole])
    meant = {_meaning(whole, spans=spans)} - {None}
    if not meant:  # `DOWN (HARD)`, `Down - Acknowledged`
        words = {fold(word) for word in _BETWEEN.split(told)}
        meant = {_meaning(word, spans=spans) for word in words} - {None}
    return meant.pop() if len(meant) == 1 else None


def _meaning(word: str, *, spans: bool) -> Condition | None:
    if word in WORDS["over"]:
        return Condition.DOWN if spans else Condition.UP
    for each in Condition:
        if word in WORDS[each.value]:
            return each
    return None


def planned(told: str) -> bool | None:
    """Whether a line says that it was planned; None when it does not say."""
    word = fold(told)
    if word in WORDS["yes"]:
        return True
    return False if word in WORDS["no"] else None
