"""A message of an error in the reader's language; what a server or a library said stays as it is."""

import re
from functools import lru_cache

from reports.errors.templates import QUOTED, Template, catalogue

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
    if told := _sentence(text) or _several(text):
        return told
    bare = text.lstrip(" ")
    told = _line(bare) if bare != text else None
    return None if told is None else text[: -len(bare)] + told


def _ends(text: str) -> list[int]:
    """Where a sentence may begin in `path: section: sentence`."""
    return [0, *(found.end() for found in re.finditer(": ", text))]


def _after(text: str, at: int, told: str) -> str:
    """What is told from there on, behind where it happened."""
    return f"{_place(text[: at - 2])} : {told}" if at else told


def _place(text: str) -> str:
    """Where it happened: `preuve.toml: hosts[0]`, with French colons."""
    return _COLON.sub(" : ", text).rstrip(" ")


def _sentence(text: str) -> str | None:
    """The heaviest sentence that ends the text: the more of our words fit, the surer it is."""
    whole, placed = catalogue("fr")
    starts = _ends(text)
    exact = next((at for at in starts if text[at:] in whole), None)
    for template in placed:
        if exact is not None and len(text) - exact >= template.weight:
            break
        if template.longest not in text:
            continue
        for at in starts:
            values = template.values(text[at:])
            if values is not None:
                return _after(text, at, _filled(template, values))
    return None if exact is None else _after(text, exact, whole[text[exact:]])


def _filled(template: Template, values: dict[str, str]) -> str:
    told = {name: _value(values[name]) for name in values}
    if template.where:
        told[template.where] = _place(told[template.where])
    return template.french.format(**told)


def _several(text: str) -> str | None:
    """Sentences with a semicolon between, each of which is known."""
    for found in re.finditer("; ", text):
        first, rest = _sentence(text[: found.start()]), text[found.end() :]
        if first and (others := _sentence(rest) or _several(rest)):
            return f"{first} ; {others}"
    return None


def _value(text: str) -> str:
    """What is in a place: a sentence of ours, a list of names, or what somebody else said."""
    if _LISTED.fullmatch(text):
        return _AND_OR.sub(lambda found: _SPOKEN.get(found[0], found[0]), text)
    if aside := _ASIDE.fullmatch(text):
        return aside[1] + in_words(aside[2], "fr") + aside[3]
    return in_words(text, "fr")
