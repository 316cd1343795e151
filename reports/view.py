"""Everything a report shows of one run, without a word: every format renders this."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from agent.core.errors import Purged
from agent.core.exhibits import Kept
from agent.core.facts import Fact
from agent.core.facts.accounts import Switch, UserList
from agent.core.facts.attested import AttestedAnswer
from agent.core.facts.availability import ServiceAvailability
from agent.core.facts.backups import BackupJob, SystemBackup
from agent.core.facts.documents import Document
from agent.core.facts.effective import LockCoverage
from agent.core.facts.hosts import Host, Machine
from agent.core.facts.locks import HostLock
from agent.core.facts.logs import Retention, Tracing
from agent.core.facts.park import ParkSystem
from agent.core.facts.people import Person, Roll
from agent.core.facts.standing import AccountClass, Bridge, Standing
from agent.core.judgements import JudgedFinding, Judgement, PastAudit
from agent.core.outcomes import Outcome, State
from agent.core.runs import RunRecord, UnitRecord
from agent.core.seals import SealRecord, Stamp
from agent.store import Store
from checks.guide.attested import standing
from reports.steering import Steering

F = TypeVar("F", bound=Fact)

_PAST = 26  # audits whose answers are compared: half a year of weekly ones


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
    locks: tuple[HostLock, ...] = ()
    coverages: tuple[LockCoverage, ...] = ()
    persons: tuple[Person, ...] = ()
    lists: tuple[UserList, ...] = ()
    seal: SealRecord | None = None
    history: tuple[tuple[date, Bridge], ...] = ()  # of the runs like this one, oldest first
    closings: Mapping[tuple[str, str], date] = field(default_factory=dict)  # of leavers' accounts
    stamps: tuple[Stamp, ...] = ()  # of the seal
    askers: Mapping[str, Collection[str]] = field(default_factory=dict)  # source -> accounts
    systems: tuple[SystemBackup, ...] = ()
    services: tuple[ServiceAvailability, ...] = ()
    park: tuple[ParkSystem, ...] = ()
    jobs: tuple[BackupJob, ...] = ()  # only where they are asked for
    words: Mapping[str, AttestedAnswer] = field(default_factory=dict)  # by what they answer
    documents: tuple[Document, ...] = ()
    kept: tuple[Kept, ...] = ()  # exhibits, but for their bodies
    steering: Steering | None = None  # only where it is asked for
    past: tuple[PastAudit, ...] = ()  # this one and those before it, oldest first

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
    def toggled(self) -> frozenset[tuple[str, str]]:
        """(source, key) of the accounts that were switched and put back since the last audit."""
        about = [each.finding.about for each in self.findings("accounts.toggled")]
        return frozenset((each.source, each.key) for each in about)

    @property
    def switching_known(self) -> frozenset[str]:
        """The sources that told the switches of every account, and had told them before."""
        outcome = self.outcome("accounts.toggled")
        judged = outcome and outcome.state in {State.SATISFIED, State.UNSATISFIED}
        if outcome is None or not judged or outcome.missing:
            return frozenset()
        done = (unit for unit in self.units if unit.state == "done")
        return frozenset(unit.source for unit in done if Switch.kind in unit.kinds)

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


def build(store: Store, run: int | None, *, accounts: bool = True, jobs: bool = False) -> View:
    """Read a run (the last one when None) and its newest judgement.

    `accounts`: with every account's standing and every person, which the ten answers do without;
    `jobs`: with every backup job.

    Raises:
        Purged: its accounts and findings were erased by age; its answers remain.
        PreuveError: there is no such run, or it was never judged.
    """
    record = store.run(run)
    if record.erased and accounts:
        raise Purged(
            f"run {record.run}: its names were erased by age on {record.erased:%Y-%m-%d};"
            f" its answers remain: `preuve show answers --run {record.run}`"
        )
    judgement = store.judgement(record.run)
    units = tuple(store.units(record.run))
    seal = store.seal_of(record.run)
    bridges = list(store.derived(record.run, Bridge))
    standings = sorted(
        store.derived(record.run, Standing) if accounts else (),
        key=lambda each: (each.source, each.login, each.key),
    )
    return View(
        run=record,
        judgement=judgement,
        units=units,
        bridge=bridges[0] if bridges else None,
        standings=tuple(standings),
        rolls=tuple(store.facts(Roll, record.run)),
        machines=tuple(sorted(store.derived(record.run, Machine), key=lambda each: each.host)),
        retentions=tuple(
            sorted(store.derived(record.run, Retention), key=lambda each: (each.host, each.log))
        ),
        tracings=tuple(store.derived(record.run, Tracing)),
        locks=tuple(store.derived(record.run, HostLock)),
        coverages=tuple(store.derived(record.run, LockCoverage)),
        persons=tuple(_read(store, Person, record.run, units)) if accounts else (),
        lists=tuple(_read(store, UserList, record.run, units)),
        history=tuple(_history(store, record.run)),
        closings=_closings(_read(store, Switch, record.run, units), standings),
        seal=seal,
        stamps=tuple(store.stamps(seal.number)) if seal else (),
        askers=store.askers(record.run),
        systems=tuple(store.derived(record.run, SystemBackup)),
        services=tuple(store.derived(record.run, ServiceAvailability)),
        park=tuple(store.derived(record.run, ParkSystem)),
        jobs=tuple(_read(store, BackupJob, record.run, units)) if jobs else (),
        words=standing(store.derived(record.run, AttestedAnswer), judgement.as_of),
        documents=tuple(store.derived(record.run, Document)),
        kept=tuple(store.kept(record.run)) if accounts else (),
        past=tuple(store.past_answers(record.run, _PAST)) if accounts else (),
    )


def _history(store: Store, run: int) -> Iterator[tuple[date, Bridge]]:
    days = {each.run: each.started.date() for each in store.runs()}
    for number, bridge in store.history(run, Bridge):
        yield days[number], bridge


def _closings(
    switches: Iterable[Switch], standings: Iterable[Standing]
) -> dict[tuple[str, str], date]:
    """The latest day on which each disabled account of a leaver can have been disabled."""
    leavers = {
        (each.source, each.key)
        for each in standings
        if each.account_class is AccountClass.LEAVER and not each.enabled
    }
    return {
        (each.source, each.key): each.changed
        for each in (switches if leavers else ())
        if not each.enabled and (each.source, each.key) in leavers
    }


def _read(store: Store, kind: type[F], run: int, units: Iterable[UnitRecord]) -> Iterator[F]:
    """Facts of the sources that this run read, and not what an earlier one knew of others."""
    read = {unit.source for unit in units if unit.state == "done" and kind.kind in unit.kinds}
    return store.facts(kind, run, sources=read)
