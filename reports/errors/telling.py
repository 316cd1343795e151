"""A message of an error in the reader's language; what a server or a library said stays as it is."""

import re
from functools import lru_cache

from reports.errors.templates import QUOTED, catalogue

# Longer than any sentence of ours with what it quotes: what a server may send is not searched.
_LONGEST = 4000
_ITEM = rf"(?:{QUOTED}|[a-z_]+)"
_LISTED = re.compile(rf"{_ITEM}(?:(?:, | and | or ){_ITEM})+")
_AND_OR = re.compile(rf"({QUOTED}|, | and | or )")
_COLON = re.compile(r"(?<! ): ")
_ASIDE = re.compile(r"( \()(.+)(\))", re.DOTALL)
_SPOKEN = {" and ": " et ", " or ": " ou "}


@lru_cache(maxsize=1024)
def in_words(message: str, language: str) -> str:
    """The message in a language; itself where it is none of our sentences."""
    if language == "en":
        return message
    lines = message.split("\n")
    each = [_line(line) for line in lines]
    # Problems of a configuration, one a line; else one sentence that holds lines.
    told = None if len(lines) > 1 and all(each) else _line(message)
    if told is None:
        return "\n".join(new or old for new, old in zip(each, lines, strict=True))
    return told


def known(message: str, language: str) -> bool:
    """Whether it is one of our sentences."""
    return language != "en" and all(
        _line(line) is not None for line in message.split("\n") if line.strip()
    )


def _line(text: str) -> str | None:
    """One sentence, perhaps after where it happened; None when none of ours is there."""
    if len(text) > _LONGEST:
        return None
    if told := _sentence(text) or _after_place(text):
        return told
    bare = text.lstrip(" ")
    told = _line(bare) if bare != text else None
    return None if told is None else text[: -len(bare)] + told


def _after_place(text: str) -> str | None:
    """`path: section: sentence`: what comes after a colon is the sentence, the rest is where."""
    at = text.find(": ")
    while at >= 0:
        if told := _sentence(text[at + 2 :]) or _several(text[at + 2 :]):
            return f"{_place(text[:at])} : {told}"
        at = text.find(": ", at + 1)
    return None


def _place(text: str) -> str:
    """Where it happened: `preuve.toml: hosts[0]`, with French colons."""
    return _COLON.sub(" : ", text).rstrip(" ")


def _sentence(text: str) -> str | None:
    whole, placed = catalogue("fr")
    if text in whole:
        return whole[text]
    for template in placed:
        values = template.values(text)
        if values is not None:
            told = {name: _value(values[name]) for name in values}
            if template.where:
                told[template.where] = _place(told[template.where])
            return template.french.format(**told)
    return None


def _several(text: str) -> str | None:
    """Sentences with a semicolon between, each of which is known."""
    at = text.find("; ")
    while at >= 0:
        first, rest = _sentence(text[:at]), text[at + 2 :]
        if first and (others := _sentence(rest) or _several(rest)):
            return f"{first} ; {others}"
        at = text.find("; ", at + 1)
    return None


def _value(text: str) -> str:
    """What is in a place: a sentence of ours, a list of names, or what somebody else said."""
    if _LISTED.fullmatch(text):
        return _AND_OR.sub(lambda found: _SPOKEN.get(found[0], found[0]), text)
    if aside := _ASIDE.fullmatch(text):
        return aside[1] + in_words(aside[2], "fr") + aside[3]
    return in_words(text, "fr")
