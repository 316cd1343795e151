"""Whether a declared pattern is one, and what a line can cost it: Python cannot stop a match."""

import re
from collections.abc import Iterable, Iterator
from re import _constants as op  # type: ignore[attr-defined]  # what a pattern is made of
from re import _parser  # type: ignore[attr-defined]  # the same
from typing import Any

_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_WIDE = 2  # lengths that a repetition may have, from which it counts
_LOOSE = 2  # repetitions that may end in many places: each multiplies a line's cost by its length
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


def unsafe(text: str) -> Iterator[str]:
    """What is wrong with a pattern: it is none, or one line could cost it an age."""
    try:
        made = list(_flat(_parser.parse(text)))
        groups = re.compile(text).groupindex
    except (re.error, RecursionError, OverflowError) as error:
        yield f"no regular expression ({error})"
        return
    if not groups:
        yield "it names no field; (?P<end>…) is one"
    if not made or made[0] != (op.AT, op.AT_BEGINNING):
        yield "it begins with ^: it is tried once a line, and not from each character"
    repeats = [(at, each[1][2]) for at, each in enumerate(made) if _repeats(each)]
    if any(_repeats(each) for _, body in repeats for each in _all(body)):
        yield "a repetition within a repetition could take an age; write it without"
    loose = sum(_loose(body, made[at + 1 :]) for at, body in repeats)
    # Those of an alternative, or of what may be absent: what follows them is not looked for.
    loose += sum(_repeats(each) for one in made if not _repeats(one) for each in _all(one[1]))
    if loose > _LOOSE:
        yield (
            f"more than {_LOOSE} repetitions that can end in many places could take an age;"
            r" say what ends them, as in [^;]*; or \S+ before a blank"
        )


def _repeats(each: tuple[Any, Any]) -> bool:
    return each[0] in _REPEATS and each[1][1] - each[1][0] >= _WIDE


def _flat(made: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """The atoms in their order, those of groups with the others."""
    for operation, argument in made:
        if operation is op.SUBPATTERN:
            yield from _flat(argument[3])
        else:
            yield operation, argument


def _all(argument: Any) -> Iterator[tuple[Any, Any]]:
    """Every atom below one."""
    if isinstance(argument, _parser.SubPattern):
        for each in argument:
            yield each
            yield from _all(each[1])
    elif isinstance(argument, tuple | list):
        for part in argument:
            yield from _all(part)


def _loose(body: Any, after: list[tuple[Any, Any]]) -> bool:
    """Whether a repetition may end in several places, given what follows it."""
    if not after:
        return False
    atoms = list(_flat(body))
    if len(atoms) != 1 or after[0][0] is not op.LITERAL:
        return True
    return _takes(atoms[0], chr(after[0][1]))


def _takes(atom: tuple[Any, Any], letter: str) -> bool:
    operation, argument = atom
    if operation is op.LITERAL:
        return chr(argument) == letter
    if operation is op.NOT_LITERAL:
        return chr(argument) != letter
    if operation is not op.IN:
        return True
    negated = argument[0][0] is op.NEGATE
    return any(_among(each, letter) for each in argument[negated:]) is not negated


def _among(item: tuple[Any, Any], letter: str) -> bool:
    operation, argument = item
    if operation is op.LITERAL:
        return chr(argument) == letter
    if operation is op.RANGE:
        return ord(letter) in range(argument[0], argument[1] + 1)
    known = _CATEGORIES.get(argument)
    return known is None or re.match(known, letter) is not None
