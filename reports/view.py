"""Everything a report shows of one run, without a word: every format renders this."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from agent.core.facts.hosts import Host, Machine
from agent.core.facts.logs import Retention, Tracing
from agent.core.facts.people import Roll
from agent.core.facts.standing import Bridge, Standing
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Outcome
from agent.core.runs import RunRecord, UnitRecord
from agent.store import Store


@dataclass(frozen=True, slots=True)
class View:
    """One run and its newest judgement; `bridge` is None when accounts were not reconciled."""

    run: RunRecord
    judgement: Judgement
    units: tuple[UnitRecord, ...]
    bridge: Bridge | None
    standings: tuple[Standing, ...]
    rolls: tuple[Roll, ...]
    machines: tuple[Machine, ...] = ()
    retentions: tuple[Retention, ...] = ()
    tracings: tuple[Tracing, ...] = ()

    @property
    def collected_at(self) -> datetime:
        """When the run began, in UTC."""
        return self.run.started

    @property
    def collected_on(self) -> date:
        """The day of collection."""
        return self.run.started.date()

    @property
    def two_dates(self) -> bool:
        """Whether the evaluation date is not the day of collection: both are then printed."""
        return self.judgement.as_of != self.collected_on

    def outcome(self, check: str) -> Outcome | None:
        """The outcome of a check."""
        return next((each for each in self.judgement.outcomes if each.check == check), None)

    def findings(self, check: str) -> list[JudgedFinding]:
        """The findings of a check."""
        return [each for each in self.judgement.findings if each.check == check]

    @property
    def silent_hosts(self) -> tuple[UnitRecord, ...]:
        """Hosts that were asked, or expected, and told nothing."""
        return tuple(
            unit for unit in self.units if Host.kind in unit.kinds and unit.state != "done"
        )

    @property
    def classes(self) -> Counter[str]:
        """How many enabled accounts of each class."""
        return Counter(each.account_class.value for each in self.standings if each.enabled)


def build(store: Store, run: int | None, *, accounts: bool = True) -> View:
    """Read a run (the last one when None) and its newest judgement.

    `accounts`: with the standing of every account, which the ten answers do without.

    Raises:
        PreuveError: there is no such run, or it was never judged.
    """
    record = store.run(run)
    judgement = store.judgement(record.run)
    bridges = list(store.derived(record.run, Bridge))
    standings = sorted(
        store.derived(record.run, Standing) if accounts else (),
        key=lambda each: (each.source, each.login, each.key),
    )
    return View(
        run=record,
        judgement=judgement,
        units=tuple(store.units(record.run)),
        bridge=bridges[0] if bridges else None,
        standings=tuple(standings),
        rolls=tuple(store.facts(Roll, record.run)),
        machines=tuple(sorted(store.derived(record.run, Machine), key=lambda each: each.host)),
        retentions=tuple(
            sorted(store.derived(record.run, Retention), key=lambda each: (each.host, each.log))
        ),
        tracings=tuple(store.derived(record.run, Tracing)),
    )
