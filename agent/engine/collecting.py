"""Runs units of work side by side, each within its limits, each atomic in the store."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event, Lock, Timer
from typing import Any

from agent.core.errors import CoverageShort, TurnedAway
from agent.core.facts import Fact
from agent.core.outcomes import Reason, Unanswered
from agent.core.signature import Population
from agent.core.sources import Earlier, Facts
from agent.engine.credentials import Credentials
from agent.engine.guard import Failure, attempt
from agent.engine.pace import Pacing
from agent.engine.planning import Job
from agent.engine.populations import Shelf
from agent.engine.progress import Progress, Step
from agent.engine.threads import one_memory, short_turns
from agent.store import Store, UnitWriter
from collectors.registry import Collector, Limits, Session, Target, Unseen

log = logging.getLogger("preuve")

_PAUSES = (1.0, 4.0)  # seconds before a server that turned a connection away is asked again
_EVERY = 500  # facts between two news of a unit
_GRACE = 5.0  # seconds left to a transport to notice its own hard limit


class Collecting:
    """The collection phase of one run."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        run: int,
        as_of: date,
        credentials: Credentials,
        progress: Progress,
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._run = run
        self._as_of = as_of
        self._credentials = credentials
        self._progress = progress
        self._limits = limits or Limits()
        self._done: set[tuple[str, str, str]] = set()
        self._open: dict[int, Session] = {}  # by identity: a session may be equal to another
        self._guard = Lock()
        self._interrupted = Event()
        self._away: set[str] = set()  # servers that turned every connection away

    def collect(self, jobs: list[Job], pacing: Pacing) -> None:
        """Run every unit that this run has not done yet; failures are recorded, not raised."""
        self._done = self._store.done_units(self._run)
        pool = ThreadPoolExecutor(pacing.at_once, thread_name_prefix="unit")
        with one_memory(), short_turns(), pool:
            try:
                pacing.run(self._left(jobs), pool, self._job)
            except BaseException:
                self._stop()
                pool.shutdown(cancel_futures=True)
                raise

    def _left(self, jobs: list[Job]) -> list[Job]:
        return [job for job in jobs if not self._done.issuperset(job.units)]

    def _stop(self) -> None:
        """Whoever interrupts an audit waits for no server: what is open ends, nothing is begun."""
        with self._guard:
            self._interrupted.set()
            left = list(self._open.values())
        for session in left:
            session.close()

    def _job(self, job: Job) -> None:
        """A target's units go one after the other: one session at a time on each server."""
        for collector in job.collectors:
            unit = collector.id, job.target.source, job.target.name
            if unit not in self._done and not self._interrupted.is_set():
                self._unit(collector, job.target)

    def _unit(self, collector: Collector, target: Target) -> None:
        step = Step(collector.id, target.source, target.name)
        self._progress(step)
        writer = self._store.start_unit(
            self._run,
            collector=collector.id,
            source=target.source,
            target=target.name,
            kinds=tuple(kind.kind for kind in collector.signature.yields),
        )
        try:
            made = attempt(lambda: self._read(collector, target, writer))
        except Unanswered as why:
            made = Failure(why.reason, why.detail or f"{collector.id}: what it needs is missing")
        except BaseException:
            writer.failed(Reason.FAILED, "interrupted")
            raise
        if isinstance(made, Failure) and self._interrupted.is_set():
            writer.failed(Reason.FAILED, "interrupted")  # its session was ended, not its source
            return
        if isinstance(made, Failure):
            writer.failed(made.reason, made.detail)
            self._progress(
                Step(*_name(step), state="failed", detail=made.detail, reason=made.reason.value)
            )
            return
        self._progress(Step(*_name(step), facts=made, state="done"))

    def _read(self, collector: Collector, target: Target, writer: UnitWriter) -> int:
        arguments: dict[str, Any] = {
            wanted.name: self._population(wanted, target)
            for wanted in collector.signature.populations
        }
        if collector.signature.as_of:
            arguments[collector.signature.as_of] = self._as_of
        session = self._opened(collector, target, writer)
        # A transport watches its own limits; this only catches one that does not.
        watchdog = Timer(self._limits.hard + _GRACE, session.close)
        watchdog.daemon = True
        watchdog.start()
        with self._guard:
            self._open[id(session)] = session
        try:
            if self._interrupted.is_set():
                raise CoverageShort("interrupted")
            count = self._write(collector.run(session, **arguments), collector, target, writer)
            self._close(session, writer)
        finally:
            watchdog.cancel()
            with self._guard:
                self._open.pop(id(session), None)
            session.close()
        return count

    def _opened(self, collector: Collector, target: Target, writer: UnitWriter) -> Session:
        """A session; a server that turns it away is asked again, later and later, then left alone.

        No password was presented by then. What it refused thrice is no more than tried by others.
        """
        for pause in () if target.server in self._away else _PAUSES:
            try:
                return self._contacted(collector, target, writer)
            except TurnedAway:
                if self._interrupted.wait(pause):
                    raise
        try:
            return self._contacted(collector, target, writer)
        except TurnedAway:
            self._away.add(target.server)
            raise

    def _contacted(self, collector: Collector, target: Target, writer: UnitWriter) -> Session:
        return self._credentials.contact(
            target.credential, lambda: target.open(collector.id, writer.keep, self._limits)
        )

    def _write(
        self, items: Iterator[Any], collector: Collector, target: Target, writer: UnitWriter
    ) -> int:
        count = 0
        for item in items:
            if isinstance(item, Unseen):
                writer.unseen(item.kind.kind, item.target)
                continue
            writer.add(item)
            count += 1
            if count % _EVERY == 0:
                self._progress(Step(collector.id, target.source, target.name, facts=count))
        return count

    @staticmethod
    def _close(session: Session, writer: UnitWriter) -> None:
        """A collector that ends without any exhibit has proved nothing."""
        if not writer.exhibits:
            raise CoverageShort("the source gave no exhibit to keep")
        writer.done(session.ground, session.completeness)

    def _population(self, wanted: Population, target: Target) -> Facts[Fact]:
        """What this run, or the last one, knows of one kind for the target's source."""
        if wanted.earlier:
            before = self._store.previous(self._run)
            if before is None:
                return Earlier()
            return Earlier(list(self._store.facts(wanted.kind, before.run, {target.source})))
        known = self._shelf.populations({target.source}).get(wanted.kind)
        if known is None:
            raise Unanswered(Reason.NO_SOURCE, wanted.kind.kind)
        if isinstance(known, Unanswered):
            raise known
        return known


def _name(step: Step) -> tuple[str, str, str]:
    return step.collector, step.source, step.target
