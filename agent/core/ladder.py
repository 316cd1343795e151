"""The rungs of the ladder of rights, and what each opens."""

from dataclasses import dataclass
from enum import StrEnum


class Rung(StrEnum):
    """Each asks for a little more than the one before; none for administration."""

    WORD = "word"  # no right at all: what the hospital says of itself
    FILES = "files"  # an export of the directory and a roll
    USER = "user"  # an ordinary account of the domain
    SYSVOL = "sysvol"  # the same, on the share of policies
    DROPPED = "dropped"  # what hosts report by themselves, or let an ordinary account ask
    EXPORTS = "exports"  # what products export


@dataclass(frozen=True, slots=True)
class Opened:
    """What a rung adds to those below it.

    `decided` and `contradicted` are sub-questions that get an answer, or that can only be spoiled;
    `beside` counts the checks that stand beside an answer. `held`: something is configured for it.
    """

    rung: Rung
    decided: tuple[str, ...]
    contradicted: tuple[str, ...]
    checks: tuple[str, ...]
    beside: int
    held: bool
