"""A message of an error in the reader's language; what a server or a library said stays as it is.

Of all the ways to read a message as sentences of ours, one within another, the one that knows most
of its letters is taken: a short sentence is found in many others.
"""

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from reports.errors.templates import QUOTED, Template, catalogue

# More than any sentence of ours with what it quotes: what a server may send is not searched.
_LONGEST = 2000
_COLONS = 12
_WITHIN = 4  # sentences, one within another
_ITEM = rf"(?:{QUOTED}|[a-z_]+)"
_LISTED = re.compile(rf"{_ITEM}(?:(?:, | and | or ){_ITEM})+")
_AND_OR = re.compile(rf"({QUOTED}|, | and | or )")
_SPOKEN = {" and ": " et ", " or ": " ou "}
_COLON = re.compile(r"(?<! ): ")
_ASIDE = re.compile(r"( \()(.+)(\))", re.DOTALL)


class _Told(NamedTuple):
    """A text told, and how many of its letters are ours: 0 for somebody else's words."""

    known: int
    text: str


def in_words(message: str, language: str) -> str:
    """The message in a language; itself where it is none of our sentences."""
    return message if language == "en" else _message(message, _WITHIN).text


def known(message: str, language: str) -> bool:
    """Whether each of its lines is, or is part of, one of our sentences."""
    if language == "en":
        return False
    lines = [_line(line, _WITHIN).known for line in message.split("\n") if line.strip()]
    return bool(lines) and (all(lines) or _line(message, _WITHIN).known > 0)


@lru_cache(maxsize=1024)
def _message(text: str, within: int) -> _Told:
    """One sentence, or a problem on each line."""
    lines = [_line(line, within) for line in text.split("\n")]
    apart = _Told(sum(each.known for each in lines), "\n".join(each.text for each in lines))
    return max(_line(text, within), apart, key=lambda told: told.known)


@lru_cache(maxsize=1024)
def _line(text: str, within: int) -> _Told:
    """One sentence, perhaps after where it happened, or several; else the text itself."""
    if len(text) > _LONGEST or not within:
        return _Told(0, text)
    bare = text.lstrip(" ")
    if bare != text and (told := _line(bare, within)).known:
        return _Told(told.known, text[: -len(bare)] + told.text)
    return _sentence(text, within) or _several(text, within) or _Told(0, text)


def _sentence(text: str, within: int) -> _Told | None:
    whole, placed = catalogue("fr")
    starts = [0, *(found.end() for found in re.finditer(": ", text))][:_COLONS]
    ways = [(_Told(len(text) - at, whole[text[at:]]), at) for at in starts if text[at:] in whole]
    for template in placed:
        if template.longest in text:
            for at in starts:
                values = template.values(text[at:])
                if values is not None:
                    ways.append((_filled(template, values, within), at))
    if not ways:
        return None
    told, at = max(ways, key=lambda way: (way[0].known, way[1]))
    return _after(text, at, told)


def _after(text: str, at: int, told: _Told) -> _Told:
    """What is told from there on, behind where it happened."""
    return _Told(told.known, f"{_place(text[: at - 2])} : {told.text}") if at else told


def _place(text: str) -> str:
    """Where it happened: `preuve.toml: hosts[0]`, with French colons."""
    return _COLON.sub(" : ", text).rstrip(" ")


def _filled(template: Template, values: dict[str, str], within: int) -> _Told:
    told = {name: _value(value, within - 1) for name, value in values.items()}
    texts = {name: each.text for name, each in told.items()}
    if template.where:
        texts[template.where] = _place(texts[template.where])
    ours = template.weight + sum(each.known for each in told.values())
    return _Told(ours, template.french.format(**texts))


def _several(text: str, within: int) -> _Told | None:
    """Sentences with a semicolon between, each of which is known."""
    for found in islice(re.finditer("; ", text), _COLONS):
        first, rest = _sentence(text[: found.start()], within), text[found.end() :]
        if first and (others := _line(rest, within - 1)).known:
            return _Told(first.known + others.known, f"{first.text} ; {others.text}")
    return None


def _value(text: str, within: int) -> _Told:
    """What is in a place: a sentence of ours, a list of names, or what somebody else said."""
    if _LISTED.fullmatch(text):
        return _Told(0, _AND_OR.sub(lambda found: _SPOKEN.get(found[0], found[0]), text))
    if aside := _ASIDE.fullmatch(text):
        inner = _message(aside[2], within)
        return _Told(inner.known, aside[1] + inner.text + aside[3])
    return _message(text, within)
