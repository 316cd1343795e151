"""One audit: collect, store, derive, judge, answer."""

import getpass
from collections import defaultdict
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import agent
from agent.core.errors import PreuveError, Purged, UsageError
from agent.core.facts import Fact, Family
from agent.core.findings import Finding
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Unanswered
from agent.core.runs import RunRecord, RunState
from agent.core.seals import Signer
from agent.core.sources import Facts
from agent.engine import concluding, inputs, sealing, settings, words
from agent.engine.binding import Populations
from agent.engine.collecting import Collecting
from agent.engine.configuration import Configuration
from agent.engine.credentials import Credentials
from agent.engine.cycles import no_cycles
from agent.engine.judging import Concluded, Judged, judge
from agent.engine.pace import Pacing
from agent.engine.planning import Job, plan
from agent.engine.populations import Shelf, Stored
from agent.engine.progress import Progress, Step
from agent.engine.waiving import contested, waived
from agent.store import Store
from checks import registry
from collectors.registry import Limits

TOOL = f"preuve {agent.__version__}"
_KEPT = {Family.DERIVED, Family.STATEMENT}  # with each judgement


@no_cycles()
def scan(
    store: Store,
    configuration: Configuration,
    progress: Progress,
    *,
    only: Collection[str] = (),
    as_of: date | None = None,
    resume: bool = False,
    limits: Limits | None = None,
    kept: bool = True,
    any_time: bool = False,
) -> Judgement:
    """Audit once; an interruption leaves a run that `resume` finishes.

    Not `kept`: the store lives no longer than the command, and a seal could never be checked.
    `any_time`: outside of the configured window too.

    Raises:
        UsageError: nothing to resume, or the configuration has changed since.
        ConfigurationError: the key that seals cannot be used.
        IntegrityError: what earlier runs left is not what they left; nothing is added to it.
        OutsideWindow: servers may not be asked now, or not any longer.
    """
    jobs = plan(configuration, only)
    pacing = Pacing(configuration.pace, configuration.now, any_time=any_time)
    pacing.check(jobs)
    sealing.verify(store)
    signer = _signer(store, configuration)
    record = _resumed(store, configuration) if resume else None
    day = record.as_of if record else as_of or configuration.today(datetime.now(UTC))
    run = record.run if record else _start(store, configuration, jobs, day)
    try:
        credentials = Credentials(store, configuration.folder)
        shelf = Shelf(store, run)
        collecting = Collecting(store, shelf, run, day, credentials, progress, limits)
        collecting.collect(jobs, pacing)
    except BaseException:
        store.end_run(run, RunState.ABORTED)
        if kept:
            with suppress(PreuveError):  # the interruption is what to tell; a later seal covers it
                sealing.seal(store, configuration, run, None, signer)
        raise
    progress(Step("judge"))
    weighed = _weigh(store, run, configuration, day, shelf)
    # SQLite orders a hundred thousand leaves on the second core while the first writes what was
    # judged; while it is judged, they would not fit beside what that takes in memory.
    with ThreadPoolExecutor(1, thread_name_prefix="roots") as beside:
        facts = beside.submit(sealing.roots, store, run) if kept else None
        concluded = _conclude(store, run, configuration, day, weighed)
    del weighed  # a hospital group's facts need not wait for the seal
    store.end_run(run, RunState.ENDED)
    if facts:
        sealing.seal(store, configuration, run, concluded, signer, facts.result())
    return concluded.judgement


def _signer(store: Store, configuration: Configuration) -> Signer | None:
    """The hospital's key, if it has one."""
    if configuration.seal.key is None:
        return None
    from agent.engine import keys  # noqa: PLC0415 - cryptography is slow to import

    return keys.signer(store, configuration, getpass.getuser())


def _start(store: Store, configuration: Configuration, jobs: list[Job], day: date) -> int:
    run: int = store.start_run(
        as_of=day,
        profile=configuration.profile,
        demonstration=any(job.target.demonstration for job in jobs),
        tool=TOOL,
        settings_digest=configuration.digest,
        settings=settings.sealed(configuration),
        config_path=str(configuration.path),
    )
    return run


def _resumed(store: Store, configuration: Configuration) -> RunRecord:
    record = store.resumable()
    if record is None and not store.runs():
        raise UsageError("--resume: no audit has begun in this store; scan without --resume")
    if record is None:
        raise UsageError("--resume: the last run ended; there is nothing to resume")
    if record.settings_digest != configuration.digest:
        raise UsageError(
            f"--resume: the configuration has changed since run {record.run} began;"
            " start a new scan without --resume"
        )
    store.resume_run(record.run)
    return record


@no_cycles()
def judge_again(store: Store, run: int, configuration: Configuration, as_of: date) -> Judgement:
    """Judge a stored run with the rules and settings of today, and seal that too.

    Raises:
        ConfigurationError: the key that seals cannot be used.
        IntegrityError: what is stored is not what was stored.
        Purged: the facts of the run, or of the one before that it is compared with, were erased.
    """
    sealing.verify(store)
    for each in (store.run(run), store.previous(run)):
        if each and each.erased:
            raise Purged(
                f"run {run} cannot be judged again: the facts of run {each.run} were erased by age"
            )
    signer = _signer(store, configuration)
    concluded = judge_run(store, run, configuration, as_of)
    sealing.seal(store, configuration, run, concluded, signer)
    return concluded.judgement


@no_cycles()
def judge_run(store: Store, run: int, configuration: Configuration, as_of: date) -> Concluded:
    """Judge a stored run, without touching any source, and store the judgement."""
    weighed = _weigh(store, run, configuration, as_of, Shelf(store, run))
    return _conclude(store, run, configuration, as_of, weighed)


def _weigh(
    store: Store, run: int, configuration: Configuration, as_of: date, shelf: Shelf
) -> tuple[Judged, Populations]:
    """What the rules make of a run, and the earlier facts that it was compared with."""
    registry.load()
    earlier = _earlier(store, run)
    judged = judge(
        shelf.populations() | words.populations(store),
        earlier,
        configuration.thresholds,
        as_of,
        checks=registry.CHECKS.values(),
        derivations=registry.DERIVATIONS.values(),
        table=configuration.table,
    )
    return judged, earlier


def _conclude(
    store: Store,
    run: int,
    configuration: Configuration,
    as_of: date,
    weighed: tuple[Judged, Populations],
) -> Concluded:
    """Answer the questions from what was judged, and store it all."""
    judged, earlier = weighed
    judgement = Judgement(
        run=run,
        judged_at=datetime.now(UTC),
        as_of=as_of,
        profile=configuration.profile,
        thresholds=tuple(sorted(configuration.thresholds.items())),
        not_asked=configuration.scope.not_asked,
        not_asked_since=configuration.scope.since,
        not_asked_reason=configuration.scope.reason,
        outcomes=tuple(judged.outcomes),
        findings=tuple(_spoken_of(_with_exhibits(store, run, judged.findings), store, as_of)),
        answers=concluding.answers(judged, as_of, configuration.scope.not_asked),
    )
    store.save_judgement(judgement, _derived(judged))
    if not configuration.seal.pseudonyms:
        return Concluded(judgement, {}, {})  # a hospital group's facts are let go
    return Concluded(judgement, judged.populations, earlier)


def _spoken_of(findings: list[JudgedFinding], store: Store, day: date) -> list[JudgedFinding]:
    """The findings with what persons said of them; it changes no outcome."""
    return contested(waived(findings, store, day), store)


def _earlier(store: Store, run: int) -> dict[type[Fact], Facts[Any] | Unanswered]:
    """What the last completed run knew of the kinds that some check compares with."""
    before = store.previous(run)
    if before is None:
        return {}
    return {
        kind: Facts(Stored(store, kind, before.run, streamed=True))
        for kind in inputs.earlier_kinds()
    }


def _derived(judged: Judged) -> dict[type[Fact], list[Fact]]:
    """What was derived, and the persons' words it was derived with: others may be said later."""
    return {
        kind: list(facts.items)
        for kind, facts in judged.populations.items()
        if kind.family in _KEPT and isinstance(facts, Facts)
    }


def _with_exhibits(
    store: Store, run: int, findings: list[tuple[str, Finding]]
) -> list[JudgedFinding]:
    """Name, for each finding, the exhibits of this run that show its subjects."""
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, finding in findings:
        for subject in (finding.about, *finding.related):
            wanted[subject.source, _SHOWN_BY.get(subject.kind, subject.kind)].add(subject.key)
    shown = {
        (source, kind, key): digest
        for (source, kind), keys in wanted.items()
        for key, digest in store.exhibits_showing(run, source, kind, keys).items()
    }
    made = []
    for check, finding in findings:
        digests = {
            shown.get((each.source, _SHOWN_BY.get(each.kind, each.kind), each.key))
            for each in (finding.about, *finding.related)
        }
        made.append(
            JudgedFinding(
                check=check,
                finding=finding,
                exhibits=tuple(sorted(digest for digest in digests if digest)),
            )
        )
    return made


# Derived facts bear the key of what they are about: the exhibit that shows it shows them.
_SHOWN_BY = {
    "standing": "account",
    "activity": "account",
    "privilege": "account",
    "machine": "host",
    "host_lock": "machine_lock",
    "tracing": "host",
    "retention": "log_kept",
}
