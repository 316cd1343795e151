"""What a run knows of each kind of fact, gaps included."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from sys import intern
from typing import Any, Protocol, TypeVar, get_type_hints

from agent.core.facts import KINDS, Fact, Family
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.runs import UnitRecord, UnitState
from agent.core.sources import Completeness, Facts, Ground

F = TypeVar("F", bound=Fact)


class Told(Protocol):
    """Where the facts of runs are read: the store, or a bundle."""

    def units(self, run: int) -> list[UnitRecord]:
        """The units of a run."""

    def facts(self, kind: type[F], run: int, sources: Collection[str] | None = None) -> Iterator[F]:
        """The facts of a kind as of a run, from some sources or all."""

    def derived(self, run: int, kind: type[F]) -> Iterator[F]:
        """What the newest judgement of a run derived of a kind."""


class Shelf:
    """The facts of one run, read once however many look at them."""

    def __init__(self, store: Told, run: int) -> None:
        self._store = store
        self._run = run
        self._read: dict[tuple[type[Fact], tuple[int, ...]], Stored] = {}

    def populations(
        self, sources: Collection[str] = ()
    ) -> dict[type[Fact], Facts[Any] | Unanswered]:
        """Every kind that a unit of the run was to yield, as facts or as the reason why not.

        `sources` limits it to some sources of the configuration.
        """
        by_kind: dict[str, list[UnitRecord]] = defaultdict(list)
        units = [
            unit for unit in self._store.units(self._run) if not sources or unit.source in sources
        ]
        for unit in units:
            for kind in unit.kinds:
                by_kind[kind].append(unit)
        unseen = _unseen(units)
        blind = {unit.source for unit in units if not unit.kinds and not _is_done(unit)}
        return {
            KINDS[kind]: self._population(KINDS[kind], of_kind, unseen[kind], blind)
            for kind, of_kind in by_kind.items()
        }

    def _population(
        self,
        kind: type[Fact],
        units: list[UnitRecord],
        unseen: list[Missing],
        blind: Collection[str],
    ) -> Facts[Any] | Unanswered:
        done = [unit for unit in units if _is_done(unit)]
        missing = [gap for unit in units for gap in unit.missing] + unseen
        if not done:
            first = units[0]
            return Unanswered(first.reason or Reason.FAILED, first.detail, tuple(missing))
        told = [unit.completeness for unit in done]
        if any(unit.source in blind for unit in done):
            # A unit without kinds looks for what is hidden: it did not look to the end.
            told.append(Completeness.UNKNOWN)
        completeness = Completeness.weakest(told)
        return Facts(
            self._stored(kind, done),
            ground=Ground.weakest(unit.ground for unit in done),
            completeness=Completeness.PARTIAL if missing else completeness,
            missing=missing,
        )

    def _stored(self, kind: type[Fact], done: list[UnitRecord]) -> "Stored":
        """The same facts for whoever asks, until another unit has told more of them."""
        at = kind, tuple(unit.unit for unit in done)
        if at not in self._read:
            sources = {unit.source for unit in done}
            streamed = kind.family is Family.READING
            self._read[at] = Stored(self._store, kind, self._run, sources, streamed=streamed)
        return self._read[at]


class Stored(Sequence[Any]):
    """Facts read from the store when they are looked at, and kept until they are let go.

    `streamed`: read again each time, for what is as large as a directory and looked at once.
    """

    def __init__(
        self,
        store: Told,
        kind: type[Fact],
        run: int,
        sources: Collection[str] | None = None,
        *,
        streamed: bool,
    ) -> None:
        self._store = store
        self._kind = kind
        self._run = run
        self._sources = sources
        self._streamed = streamed
        self._facts: list[Fact] | None = None

    def _read(self) -> Iterator[Fact]:
        if self._kind.family is Family.DERIVED:
            return self._store.derived(self._run, self._kind)
        return self._store.facts(self._kind, self._run, sources=self._sources)

    def _loaded(self) -> list[Fact]:
        if self._facts is None:
            self._facts = list(sharing(self._read()))
        return self._facts

    def __len__(self) -> int:
        return len(self._loaded())

    def __iter__(self) -> Iterator[Any]:
        if self._facts is None and self._streamed:
            return self._read()
        return iter(self._loaded())

    def __getitem__(self, at: Any) -> Any:
        return self._loaded()[at]

    def release(self) -> None:
        """Forget the facts; looking again reads them again."""
        self._facts = None


_TRIAL = 1000  # facts after which a field is known to repeat itself, or not
_SMALL = 256  # Python has each number up to there once
_PAIRS = tuple[tuple[str, str], ...]


def sharing(facts: Iterable[F]) -> Iterator[F]:
    """The same facts, equal values being one object: units, given names, days, names of attributes.

    A quarter of what a hospital group's accounts take in memory.
    """
    pools: dict[str, dict[Any, Any]] | None = None
    paired: tuple[str, ...] = ()
    put = object.__setattr__
    for number, fact in enumerate(facts):
        if pools is None:
            pools, paired = {field.name: {} for field in fields(fact)}, _paired(type(fact))
        if number == _TRIAL:
            pools = {name: pool for name, pool in pools.items() if _worth_sharing(pool)}
        for name in paired:
            if told := getattr(fact, name):
                put(fact, name, tuple([(intern(first), second) for first, second in told]))
        for name, pool in pools.items():
            value = getattr(fact, name)
            shared = pool.setdefault(value, value)
            if shared is not value:
                put(fact, name, shared)
        yield fact


def _paired(kind: type[Fact]) -> tuple[str, ...]:
    """The fields that are pairs of a name and a text: the texts differ, the names are few."""
    return tuple(name for name, hint in get_type_hints(kind).items() if hint == _PAIRS)


def _worth_sharing(pool: Collection[Any]) -> bool:
    """Few values, some of which take room: None, truth values and small numbers do not."""
    return len(pool) * 2 < _TRIAL and any(
        isinstance(each, str | date | tuple) or (isinstance(each, int) and each > _SMALL)
        for each in pool
    )


def _is_done(unit: UnitRecord) -> bool:
    return unit.state is UnitState.DONE


def _unseen(units: Iterable[UnitRecord]) -> dict[str, list[Missing]]:
    found: dict[str, list[Missing]] = defaultdict(list)
    for unit in units:
        for kind, target in unit.unseen:
            found[kind].append(Missing(target, Reason.COVERAGE))
    return found
