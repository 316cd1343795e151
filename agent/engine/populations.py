"""What a run knows of each kind of fact, gaps included."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from agent.core.facts import KINDS, Fact, Family
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.runs import UnitRecord, UnitState
from agent.core.sources import Completeness, Facts, Ground
from agent.store import Store


def populations(
    store: Store, run: int, sources: Collection[str] = ()
) -> dict[type[Fact], Facts[Any] | Unanswered]:
    """Every kind that a unit of the run was to yield, as facts or as the reason why not.

    `sources` limits it to some sources of the configuration.
    """
    by_kind: dict[str, list[UnitRecord]] = defaultdict(list)
    units = [unit for unit in store.units(run) if not sources or unit.source in sources]
    for unit in units:
        for kind in unit.kinds:
            by_kind[kind].append(unit)
    unseen = _unseen(units)
    return {
        KINDS[kind]: _population(store, run, KINDS[kind], of_kind, unseen[kind])
        for kind, of_kind in by_kind.items()
    }


def _population(
    store: Store,
    run: int,
    kind: type[Fact],
    units: list[UnitRecord],
    unseen: list[Missing],
) -> Facts[Any] | Unanswered:
    done = [unit for unit in units if unit.state is UnitState.DONE]
    missing = [gap for unit in units for gap in unit.missing] + unseen
    if not done:
        first = units[0]
        return Unanswered(first.reason or Reason.FAILED, first.detail, tuple(missing))
    completeness = Completeness.weakest(unit.completeness for unit in done)
    return Facts(
        Stored(store, kind, run, {unit.source for unit in done}),
        ground=Ground.weakest(unit.ground for unit in done),
        completeness=Completeness.PARTIAL if missing else completeness,
        missing=missing,
    )


class Stored(Sequence[Any]):
    """Facts read from the store when they are looked at; State is kept until it is let go.

    Readings are as many as accounts and looked at once: they are streamed each time.
    """

    def __init__(self, store: Store, kind: type[Fact], run: int, sources: set[str]) -> None:
        self._store = store
        self._kind = kind
        self._run = run
        self._sources = sources
        self._facts: list[Fact] | None = None

    def _read(self) -> Iterator[Fact]:
        return self._store.facts(self._kind, self._run, sources=self._sources)

    def _loaded(self) -> list[Fact]:
        if self._facts is None:
            self._facts = list(self._read())
        return self._facts

    def __len__(self) -> int:
        return len(self._loaded())

    def __iter__(self) -> Iterator[Any]:
        if self._facts is None and self._kind.family is Family.READING:
            return self._read()
        return iter(self._loaded())

    def __getitem__(self, at: Any) -> Any:
        return self._loaded()[at]

    def release(self) -> None:
        """Forget the facts; looking again reads them again."""
        self._facts = None


def _unseen(units: Iterable[UnitRecord]) -> dict[str, list[Missing]]:
    found: dict[str, list[Missing]] = defaultdict(list)
    for unit in units:
        for kind, target in unit.unseen:
            found[kind].append(Missing(target, Reason.COVERAGE))
    return found
