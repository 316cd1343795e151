"""Keeps many facts in memory in little room, and those of a unit for the rest of its audit."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from agent.core.facts import Fact, Family
from agent.store import UnitWriter

F = TypeVar("F", bound=Fact)

_TRIAL = 1000  # facts after which a field is known to repeat itself, or not


class Sharing:
    """Makes equal values of facts of one kind one object: units, given names and days are few.

    A fifth of what a hospital group's accounts take in memory.
    """

    def __init__(self, kind: type[Fact]) -> None:
        self._pools: dict[str, dict[Any, Any]] = {field.name: {} for field in fields(kind)}
        self._number = 0

    def share(self, fact: F) -> F:
        """The same fact."""
        if self._number == _TRIAL:
            worth = {name: pool for name, pool in self._pools.items() if _worth_sharing(pool)}
            self._pools = worth
        self._number += 1
        for name, pool in self._pools.items():
            value = getattr(fact, name)
            shared = pool.setdefault(value, value)
            if shared is not value:
                object.__setattr__(fact, name, shared)
        return fact


def _worth_sharing(pool: Collection[Any]) -> bool:
    """Few values, some of which take room: None, truth values and numbers hardly do."""
    return len(pool) * 2 < _TRIAL and any(isinstance(each, str | date | tuple) for each in pool)


class Telling:
    """What a unit tells: written to the store, and its State kept as the store gives it back."""

    def __init__(self, writer: UnitWriter, kinds: Iterable[type[Fact]]) -> None:
        self.writer = writer
        state = [kind for kind in kinds if kind.family is Family.STATE]
        self._kept: dict[type[Fact], dict[str, Fact]] = {kind: {} for kind in state}
        self._sharing = {kind: Sharing(kind) for kind in state}

    def add(self, told: Fact) -> None:
        """Add a fact to the unit; see `UnitWriter.add`."""
        fact = self.writer.add(told)
        sharing = self._sharing.get(type(fact))
        if sharing:
            self._kept[type(fact)][fact.key] = sharing.share(fact)

    @property
    def facts(self) -> dict[type[Fact], list[Fact]]:
        """Each kind of State, by the last fact of each key."""
        return {kind: list(kept.values()) for kind, kept in self._kept.items()}
