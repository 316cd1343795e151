"""What backup jobs amount to for each machine, and the rhythm that each job has kept so far."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Any

from agent.core.facts.backups import (
    MONTH,
    BackupJob,
    JobKind,
    JobResult,
    JobRhythm,
    SystemBackup,
    VitalSystem,
)
from agent.core.facts.computers import Computer, ComputerSeen
from agent.core.facts.hosts import Host
from agent.core.facts.inventory import Asset, VirtualPark
from agent.core.facts.restores import RestoreTold
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts, IfKnown, Only
from checks.derive.machine_names import Names, aliases
from checks.registry import derivation

_RESTORES = {JobKind.RESTORE, JobKind.RESTORE_TEST}
_SAVED = {JobResult.SUCCESS, JobResult.WARNING}
_MARKS = {
    JobResult.SUCCESS: "s",
    JobResult.WARNING: "w",
    JobResult.FAILED: "f",
    JobResult.CANCELED: "f",
}
_BEST = "swf"
_FEWEST = 6  # silences from which a rhythm is learned
_LOOKED_AT = 60  # of the latest silences
_ONCE = 3  # times the median: a silence that long, met once, was an accident and no habit


@dataclass(slots=True)
class _Machine:
    """All that bears one machine's name."""

    name: str
    known_by: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    vital: VitalSystem | None = None
    jobs: list[BackupJob] = field(default_factory=list)


@derivation("backups.systems")
def systems(
    jobs: Facts[BackupJob],
    directory: Annotated[Facts[Computer], IfKnown(), Only("server")],
    seen: Annotated[Facts[ComputerSeen], IfKnown()],
    hosts: Annotated[Facts[Host], IfKnown(), Only("server")],
    vital: Annotated[Facts[VitalSystem], IfKnown()],
    sheets: Annotated[Facts[RestoreTold], IfKnown()],
    parks: Annotated[Facts[VirtualPark], IfKnown()],
    assets: Annotated[Facts[Asset], IfKnown(), Only("virtual")],
    as_of: date,
    computer_silent_days: int,
    hypervisor_stale_days: int,
) -> Iterator[SystemBackup | Missing]:
    """Yield every server that something knows, and every machine that a backup names.

    A server of the directory that has long been silent is there no more, and needs no backup; nor
    does a virtual machine that is off. Those of a directory or a manager of virtual machines that
    did not answer, or long ago, are missing: without them, all would seem saved.
    """
    drawn = as_of - timedelta(days=hypervisor_stale_days)
    yield from _gaps(directory, parks, drawn)
    current = {each.source for each in parks if each.extracted_on >= drawn}
    told = [*_seen(directory, seen, as_of - timedelta(days=computer_silent_days))]
    told += [(each.name, "hosts") for each in hosts]
    managers = {each.source for each in parks}
    virtual = [each for each in assets if each.source in managers]
    other, doubtful = aliases(virtual, [name for name, _ in told])
    told += [(name, "vital") for each in vital for name in each.machines]
    told += [
        (other.get(each.name, each.name), "hypervisor")
        for each in virtual
        if each.source in current and each.in_service
    ]
    told += [(each.system, "backups") for each in jobs if each.system]
    names = Names((name for name, _ in told), other)
    machines = _machines(told, names, other, vital, jobs)
    words = defaultdict(list)
    for sheet in sheets:
        if sheet.day <= as_of:
            words[names.key(sheet.system)].append(sheet)
    unsure = {names.key(each) for each in doubtful}
    for key, machine in sorted(machines.items()):
        if key in unsure and not machine.jobs:
            yield Missing(machine.name, Reason.COVERAGE)
            continue
        of_all = words[names.key(machine.vital.key)] if machine.vital else []
        yield _system(key, machine, [*words[key], *of_all], as_of)


def _gaps(directory: Facts[Computer], parks: Facts[VirtualPark], drawn: date) -> Iterator[Missing]:
    """Servers that nobody told of, or too long ago."""
    for gap in directory.missing:
        yield Missing(gap.target, Reason.COVERAGE)
    # What the jobs of a machine are called is not known then: none is to be accused of having none.
    yield from parks.missing
    for park in parks:
        if park.extracted_on < drawn:
            yield Missing(park.label, Reason.COVERAGE)


def _machines(
    told: Iterable[tuple[str, str]],
    names: Names,
    other: Mapping[str, str],
    vital: Iterable[VitalSystem],
    jobs: Iterable[BackupJob],
) -> dict[str, _Machine]:
    """Everything by machine: who knows it, its jobs, its names as a virtual machine."""
    machines: dict[str, _Machine] = {}
    for name, by in told:
        machines.setdefault(names.key(name), _Machine(name)).known_by.add(by)
    for name in other:
        if machine := machines.get(names.key(name)):
            machine.aliases.add(name)
    for each in vital:
        for name in each.machines:
            machines[names.key(name)].vital = each
    for job in jobs:
        if job.system:
            machines[names.key(job.system)].jobs.append(job)
    return machines


def _seen(
    directory: Iterable[Computer], seen: Iterable[ComputerSeen], since: date
) -> Iterator[tuple[str, str]]:
    """The servers of a directory that showed themselves lately, or never tell when."""
    last = {(each.source, each.computer): each.replicated for each in seen}
    for each in directory:
        if (last.get((each.source, each.key)) or since) >= since:
            yield each.dns_name or each.name, "directory"


def _system(key: str, machine: _Machine, sheets: list[RestoreTold], as_of: date) -> SystemBackup:
    jobs = sorted(machine.jobs, key=_moment)
    saving = [each for each in jobs if each.action.saves and each.result is not JobResult.RUNNING]
    restores = [each for each in jobs if each.action in _RESTORES]
    restored = _last(restores, {JobResult.SUCCESS})
    told: dict[str, Any] = {}
    if vital := machine.vital:
        told = {
            "vital": vital.key,
            "maximum_loss": vital.maximum_loss,
            "maximum_outage": vital.maximum_outage,
        }
    return SystemBackup(
        source="backups",
        key=key,
        system=machine.name,
        known_by=tuple(sorted(machine.known_by)),
        aliases=tuple(sorted(machine.aliases)),
        runs=len(saving),
        undated=sum(each.result in _SAVED and each.at is None for each in saving),
        saved=_at(_last(saving, _SAVED)),
        # A list of what is kept says that something was saved, not that all of it was.
        whole=_at(_last([j for j in saving if "inventory" not in j.marks], {JobResult.SUCCESS})),
        poor=_poor(saving),
        restored=_at(restored),
        restore_minutes=_minutes(restored),
        restore_failed=_at(_last(restores, {JobResult.FAILED})),
        verified=_at(_last([j for j in jobs if j.action is JobKind.VERIFY], {JobResult.SUCCESS})),
        month=_month(saving, as_of),
        **told,
        **_by_sheets(sheets),
    )


def _by_sheets(sheets: list[RestoreTold]) -> dict[str, Any]:
    """What the sheets of a machine, or of the vital system on it, amount to."""
    told = sorted(sheets, key=lambda each: (each.day, each.number))
    good = next((each for each in reversed(told) if each.succeeded), None)
    return {"sheet_restored": good and good.day, "sheet_minutes": good and good.minutes}


def _month(jobs: Iterable[BackupJob], as_of: date) -> str:
    """A mark a day up to the evaluation: what the best run of each came to."""
    best: dict[int, str] = {}
    for each in jobs:
        back = (as_of - each.at.date()).days if each.at else MONTH
        if 0 <= back < MONTH and (mark := _MARKS.get(each.result)):
            best[back] = min(best.get(back, mark), mark, key=_BEST.index)
    return "".join(best.get(back, "-") for back in range(MONTH - 1, -1, -1))


def _moment(job: BackupJob) -> tuple[bool, str]:
    """Jobs of which nothing tells when come first: they can be no last one."""
    return job.at is not None, job.at.isoformat() if job.at else ""


def _last(jobs: Sequence[BackupJob], results: set[JobResult]) -> BackupJob | None:
    return next((each for each in reversed(jobs) if each.result in results and each.at), None)


def _at(job: BackupJob | None) -> datetime | None:
    return job.at if job else None


def _poor(jobs: Sequence[BackupJob]) -> int:
    """The latest runs in a row that did not save everything."""
    count = 0
    for each in reversed(jobs):
        if each.result is JobResult.SUCCESS:
            break
        count += 1
    return count


def _minutes(job: BackupJob | None) -> int | None:
    """How long a restore took, a part of a minute being one."""
    if job is None or job.started is None or job.ended is None:
        return None
    return -(-int((job.ended - job.started).total_seconds()) // 60)


@derivation("backups.rhythm")
def rhythm(jobs: Facts[BackupJob]) -> Iterator[JobRhythm]:
    """Yield how often each job runs, of those that have run at dates that are known."""
    by_job: dict[tuple[str, str, str], list[BackupJob]] = defaultdict(list)
    for each in jobs:
        if each.at and each.action.saves:
            by_job[each.source, each.job, each.system or ""].append(each)
    for (source, job, system), runs in sorted(by_job.items()):
        times = sorted({each.at for each in runs if each.at})
        usual, gaps = _usual(times)
        yield JobRhythm(
            source=source,
            key="/".join(part for part in (job, system) if part),
            job=job,
            system=system or None,
            runs=len(runs),
            last=times[-1],
            usual=usual,
            gaps=gaps,
        )


def _usual(times: Sequence[datetime]) -> tuple[int | None, int]:
    """The longest usual silence in hours, and how many were looked at.

    A job of working days is silent over each week-end: that is its habit. A silence far above the
    others that was met once only is none.
    """
    latest = [after - before for before, after in pairwise(times)][-_LOOKED_AT:]
    gaps = sorted(latest)
    if len(gaps) < _FEWEST:
        return None, len(gaps)
    median = gaps[len(gaps) // 2]
    longest = gaps[-1]
    if longest > _ONCE * median and gaps[-2] * 2 < longest:
        longest = gaps[-2]
    return -(-longest // timedelta(hours=1)), len(gaps)
