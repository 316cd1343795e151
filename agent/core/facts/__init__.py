"""Facts: what a source was found to say, typed, keyed and dated.

Every fact has a source (the configuration's name for it) and a key (its identity there).
Facts about a subject stand in the module of that name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, TypeVar, dataclass_transform


class Family(StrEnum):
    """How the store keeps a fact."""

    STATE = "state"  # append-only rows, written when they change
    EVENT = "event"  # append-only, ends by retention
    READING = "reading"  # the latest value only: never a timetable of a person
    STATEMENT = "statement"  # a person's word, append-only: decisions, waivers, attestations
    DERIVED = "derived"  # computed from facts by checks.derive, kept with its judgement


class Showing(StrEnum):
    """How much of a text a bundle without names may show; one that does not say is hidden."""

    WHOLE = "whole"  # a code or a technical term: it names nobody
    CODE = "code"  # what stands before the first colon; what follows may name somebody
    NOTHING = "nothing"  # hidden as any other, and the same whatever its case: a DN


Shown = Annotated[str, Showing.WHOLE]
Coded = Annotated[str, Showing.CODE]
Folded = Annotated[str, Showing.NOTHING]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The identity that every fact has; `kind`, `family` and `personal` are set by `@fact`."""

    kind: ClassVar[str]
    family: ClassVar[Family]
    personal: ClassVar[bool]

    source: str
    key: str


F = TypeVar("F", bound=Fact)

KINDS: dict[str, type[Fact]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fact(kind: str, family: Family, *, personal: bool = False) -> Callable[[type[F]], type[F]]:
    """Make a class a kind of fact: a frozen dataclass, registered under its name.

    `personal`: each tells of one natural person, whom an access request gives it to.
    """

    def register(declared: type[F]) -> type[F]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(declared)
        made.kind = kind
        made.family = family
        made.personal = personal
        if kind in KINDS:
            raise TypeError(f"two kinds of fact are named {kind}")
        KINDS[kind] = made
        return made

    return register
