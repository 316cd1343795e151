"""From a configuration to units of work: which collectors run on which targets, in what order."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from agent.core.errors import UsageError
from agent.core.runs import UnitRecord
from agent.engine.configuration import Configuration
from collectors.registry import COLLECTORS, Collector, Target


@dataclass(frozen=True, slots=True)
class Job:
    """One target and its collectors, in an order where each finds the facts it needs.

    `source`: the block of the configuration that it stands in.
    """

    target: Target
    collectors: tuple[Collector, ...]
    source: str = ""

    @property
    def units(self) -> list[tuple[str, str, str]]:
        """(collector, source, target) of each unit of work."""
        return [(each.id, self.target.source, self.target.name) for each in self.collectors]


def plan(configuration: Configuration, only: Collection[str] = ()) -> list[Job]:
    """Every job of a configuration, or of the sources named in `only`.

    Raises:
        UsageError: `only` names a source that is not configured.
    """
    names = [source.name for source in configuration.sources]
    for name in only:
        if name not in names:
            close = get_close_matches(name, names, n=1)
            nearest = f"; did you mean {close[0]!r}?" if close else ""
            known = ", ".join(names) or "none"
            raise UsageError(f"--only {name}: no such source (configured: {known}){nearest}")
    return [
        Job(target, _ordered([COLLECTORS[each] for each in target.collectors]), source.name)
        for source in configuration.sources
        if not only or source.name in only or getattr(source, "always", False)
        for target in source.targets(configuration.folder)
        if not only or source.name in only or not target.demonstration
    ]


def planned(configuration: Configuration) -> frozenset[tuple[str, str, str]]:
    """Every unit of work of a configuration, as it stands now."""
    return frozenset(unit for job in plan(configuration) for unit in job.units)


def whole(asked: Iterable[UnitRecord], wanted: Collection[tuple[str, str, str]]) -> bool:
    """Whether an audit asked all of it: one of some sources alone (`--only`) left others out."""
    return {(each.collector, each.source, each.target) for each in asked}.issuperset(wanted)


def _ordered(wanted: Sequence[Collector]) -> tuple[Collector, ...]:
    """Those that need facts come after those that yield them."""
    return tuple(sorted(wanted, key=lambda each: (bool(_needs(each)), wanted.index(each))))


def _needs(collector: Collector) -> Iterable[str]:
    return [each.name for each in collector.signature.populations if not each.earlier]
