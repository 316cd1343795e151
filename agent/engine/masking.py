"""Puts a pseudonym in place of every text of a fact, but for those that its class lets show."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from agent.core.facts import Fact, Showing
from agent.core.outcomes import Missing

F = TypeVar("F", bound=Fact)
Token = Callable[[str], str]
Hide = Callable[[Any, Token], Any]  # a value and what makes pseudonyms -> the value to show

_BARE = (bool, int, date, NoneType, Enum)  # figures, days and codes name nobody


class Mask:
    """The pseudonyms of one site: equal texts get equal ones, so that joins still join."""

    def __init__(self, token: Token) -> None:
        self._token = cache(token)

    def text(self, text: str) -> str:
        """The pseudonym of a text; nothing stays nothing."""
        return self._token(text) if text else text

    def facts(self, told: Iterable[F]) -> list[F]:
        """The same facts under pseudonyms, in an order that tells nothing of the names."""
        hidden = [_under(each, self.text) for each in told]
        return sorted(hidden, key=lambda each: (each.source, each.key))

    def missing(self, gaps: Iterable[Missing]) -> tuple[Missing, ...]:
        """The same gaps, of which only the reason shows."""
        return tuple(sorted(Missing(self.text(each.target), each.reason) for each in gaps))


def _under(told: F, token: Token) -> F:
    kind: Any = type(told)
    made: F = hider(kind)(told, token)
    return made


@cache
def hider(kind: Any) -> Hide:
    """What hides the texts of a dataclass.

    Raises:
        TypeError: a field is of a type of which nobody said how it shows.
    """
    hints = get_type_hints(kind, include_extras=True)
    steps = [(each.name, _step(hints[each.name])) for each in fields(kind)]

    def hide(value: Any, token: Token) -> Any:
        told = {}
        for name, step in steps:
            given = getattr(value, name)
            told[name] = step(given, token) if step else given
        return kind(**told)

    return hide


def _step(hint: Any) -> Hide | None:
    """What hides a value of a type; None: it shows as it is."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _BY_SHOWING[next(each for each in parts if isinstance(each, Showing))]
    if origin in (Union, UnionType):
        return _of_union([_step(part) for part in parts])
    if origin is tuple:
        return _of_tuple(parts)
    if hint is str:
        return _hidden
    if hasattr(hint, "__dataclass_fields__"):
        return hider(hint)
    if issubclass(hint, _BARE):
        return None
    raise TypeError(f"{hint}: nobody said how it shows in a bundle without names")


def _hidden(text: str, token: Token) -> str:
    return token(text)


def _after_code(text: str, token: Token) -> str:
    code, colon, rest = text.partition(":")
    return code + colon + (token(rest) if rest else "")


def _folded(text: str, token: Token) -> str:
    return token(text.lower())


_BY_SHOWING: dict[Showing, Hide | None] = {
    Showing.WHOLE: None,
    Showing.CODE: _after_code,
    Showing.NOTHING: _folded,
}


def _of_union(steps: list[Hide | None]) -> Hide | None:
    """An optional value; of several types that hide, nothing would tell which one is there."""
    hiding = [step for step in steps if step]
    if not hiding:
        return None
    if len(hiding) > 1:
        raise TypeError("a value of several types that hide: nobody can tell which")
    (step,) = hiding
    return lambda value, token: None if value is None else step(value, token)


def _of_tuple(parts: tuple[Any, ...]) -> Hide | None:
    if len(parts) == 2 and parts[1] is Ellipsis:  # noqa: PLR2004 - a type and its ellipsis
        each = _step(parts[0])
        return each and (lambda value, token: tuple(each(one, token) for one in value))
    steps = [_step(part) for part in parts]
    if not any(steps):
        return None
    return lambda value, token: tuple(
        step(one, token) if step else one for step, one in zip(steps, value, strict=True)
    )
