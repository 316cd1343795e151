"""Reads what a collector, a derivation or a check needs and yields from its signature.

The signature is the declaration: parameters typed `Facts[X]` or `Earlier[X]` are populations,
`date` is the evaluation date, `int` a named threshold; the return type names what is yielded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from agent.core.facts import Fact
from agent.core.sources import Answered, Earlier, Facts, IfKnown, Known, Needs, Only, Whole


@dataclass(frozen=True, slots=True)
class Population:
    """One `Facts` parameter: which kind, from which run, and what is asked of it."""

    name: str
    kind: type[Fact]
    earlier: bool = False
    whole: bool = False
    answered: bool = False
    if_known: bool = False
    only: str | None = None
    known: str | None = None
    needs: tuple[Needs, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's declaration: populations, thresholds, and the kinds it yields."""

    populations: tuple[Population, ...]
    thresholds: tuple[str, ...]
    as_of: str | None
    yields: tuple[type[Fact], ...]
    other: tuple[tuple[str, Any], ...]  # parameters of any other type, for the caller to bind


def read(function: Callable[..., Any]) -> Signature:
    """Read a function's declaration.

    Raises:
        TypeError: a parameter or the result is not annotated.
    """
    hints = get_type_hints(function, include_extras=True)
    result = hints.pop("return", None)
    if result is None:
        raise TypeError(f"{function.__module__}.{function.__qualname__} declares no result")
    populations: list[Population] = []
    thresholds: list[str] = []
    other: list[tuple[str, Any]] = []
    as_of = None
    for name, hint in hints.items():
        if population := _population(name, hint):
            populations.append(population)
        elif hint is int:
            thresholds.append(name)
        elif hint is date:
            as_of = name
        else:
            other.append((name, hint))
    return Signature(
        tuple(populations), tuple(thresholds), as_of, tuple(_kinds(result)), tuple(other)
    )


def _population(name: str, hint: Any) -> Population | None:
    extras: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        extras = tuple(rest)
    if get_origin(hint) not in (Facts, Earlier):
        return None
    (kind,) = get_args(hint)
    return Population(
        name,
        kind,
        earlier=get_origin(hint) is Earlier,
        whole=any(isinstance(extra, Whole) for extra in extras),
        answered=any(isinstance(extra, Answered) for extra in extras),
        if_known=any(isinstance(extra, IfKnown) for extra in extras),
        only=next((extra.attribute for extra in extras if isinstance(extra, Only)), None),
        known=next((extra.attribute for extra in extras if isinstance(extra, Known)), None),
        needs=tuple(extra for extra in extras if isinstance(extra, Needs)),
    )


def _kinds(result: Any) -> list[type[Fact]]:
    """The fact classes inside `Iterator[A | B]`, in order."""
    found: list[type[Fact]] = []
    for part in get_args(result):
        if isinstance(part, type) and issubclass(part, Fact):
            found.append(part)
        else:
            found.extend(_kinds(part))
    return found
