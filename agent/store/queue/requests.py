"""Requests for audits: asked for, done by whoever is free, given back by whoever is lost."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.signals import on_stop
from procrastinate.utils import utcnow
from psycopg_pool import PoolTimeout
from sqlalchemy import make_url

from agent.core.errors import ConfigurationError, PreuveError
from agent.store.engines import patience
from agent.store.queue.held import Held
from agent.store.queue.schema import made
from agent.store.queue.turns import TRIES, Retries, queue_of, turn

_TASK = "audit"
_OTHERS_MAY_WAIT = "UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = %(id)s"
_LAST_DUE = """SELECT max(defer_timestamp) AS due FROM procrastinate_periodic_defers
WHERE task_name = %(task)s AND periodic_id = %(rhythm)s"""
_PASSED = """INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
VALUES (%(task)s, %(rhythm)s, %(due)s) ON CONFLICT DO NOTHING"""


class Lost(PreuveError):
    """The database of the queue does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a worker does, and how.

    `audit` is given the hospital and the request; what it raises is tried again when `passes` says
    that it may pass. `due`: for each hospital that has a rhythm, its words and its newest start.
    After `lost_after` seconds without a beat a worker is dead. `lost` is told why it waits.
    """

    sites: list[str]
    audit: Callable[[str, str], Awaitable[None]]
    passes: Callable[[BaseException], bool]
    due: Callable[[], Mapping[str, tuple[str, datetime]]]
    lost: Callable[[Lost], None]
    at_once: int
    lost_after: int
    wait: bool  # for requests to come, until told to stop


class Queue:
    """The audits that wait, for each hospital."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters

    async def ask(self, site: str) -> bool:
        """Have a hospital audited; False when it waits for that already."""
        async with self._opened() as app:
            try:
                await app.job_manager.defer_job_async(_request(site))
            except AlreadyEnqueued:
                return False
        return True

    async def told(self, site: str) -> Counter[str]:
        """How many audits of a hospital are in each state, by Procrastinate's words."""
        async with self._opened() as app:
            return Counter(str(each.status) for each in await _jobs(app, site))

    async def cancel(self, site: str) -> int:
        """Take a hospital's requests back; gives how many waited or were under way.

        The audit under way is stopped by its worker, as by Ctrl-C.
        """
        async with self._opened() as app:
            taken = [
                await app.job_manager.cancel_job_by_id_async(each.id, abort=True)
                for each in await _jobs(app, site)
                if each.id is not None and each.status in {Status.TODO.value, Status.DOING.value}
            ]
        return sum(taken)

    async def work(self, duty: Duty) -> None:
        """Audit the hospitals that ask for it, until told to stop, or until none waits.

        When the database is lost its audits are stopped, since they are somebody else's by now, and
        it is waited for.

        Raises:
            Lost: so it is, and nobody waits.
        """
        for name in ("procrastinate", "psycopg.pool"):  # what failed is told by `audit` and `lost`
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        stopped = asyncio.Event()
        with on_stop(stopped.set):
            while True:
                try:
                    async with self._opened(duty.lost_after) as app:
                        await _Shift(app, duty, stopped).served()
                except Lost as error:
                    if not duty.wait:
                        raise
                    duty.lost(error)
                if stopped.is_set() or not duty.wait:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopped.wait(), duty.lost_after)

    @asynccontextmanager
    async def _opened(self, seconds: int = 30) -> AsyncIterator[App]:
        """Procrastinate, over connections that give up after a third of so many seconds each."""
        parameters = patience(self._parameters, seconds / 3)
        connector = PsycopgConnector(
            kwargs=parameters, min_size=1, max_size=8, timeout=seconds, reconnect_timeout=seconds
        )
        app = App(connector=connector, worker_defaults={"delete_jobs": "never"})
        app.job_manager = Held(connector)
        try:
            async with app.open_async():
                yield app
        except (ConnectorException, psycopg.Error) as error:
            told = error.__cause__ or error
            reason = str(told).strip().partition("\n")[0]
            if isinstance(told, PoolTimeout):
                reason = "no connection"
            raise Lost(f"the queue: {reason}") from None
        finally:
            await connector.close_async()


class _Shift:
    """A worker, from when it reaches the database until it is stopped or loses it."""

    def __init__(self, app: App, duty: Duty, stopped: asyncio.Event) -> None:
        self._app, self._duty, self._stopped = app, duty, stopped
        self._audits: set[asyncio.Future[None]] = set()
        self._own: set[int | None] = set()  # its number in the table: it lives, however late it is

    async def served(self) -> None:
        """Audit until there is a reason to end.

        Raises:
            Lost, ConnectorException: the database is lost.
        """
        duty = self._duty
        retry = Retries(lambda error: isinstance(error, Lost) or duty.passes(error))
        self._app.task(name=_TASK, retry=retry, pass_context=True)(self._audit)
        await self._look()
        working = asyncio.create_task(
            self._app.run_worker_async(
                queues=[queue_of(each) for each in duty.sites],
                concurrency=duty.at_once,
                wait=duty.wait,
                install_signal_handlers=False,
                update_heartbeat_interval=duty.lost_after / 3,
                stalled_worker_timeout=duty.lost_after,
            )
        )
        watching = asyncio.create_task(self._watch())
        stopping = asyncio.create_task(self._stopped.wait())
        ends = (watching, working, stopping)
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if stopping.done():
                working.cancel()  # takes nothing more, and ends once its audits have
                await asyncio.wait({watching, working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watching.cancel()
            stopping.cancel()
            for audit in self._audits:
                audit.cancel()
            if not (working.done() or stopping.done()):
                working.cancel()
            told = await asyncio.gather(*ends, return_exceptions=True)
        for error in told:
            if isinstance(error, Exception):
                raise error

    async def _audit(self, context: JobContext, /, site: str, request: str, **_: int) -> None:
        self._own.add(context.job.worker_id)
        await self._app.connector.execute_query_async(_OTHERS_MAY_WAIT, id=context.job.id)
        if context.should_abort():  # Python 3.11 loses a cancellation that comes with an answer
            raise asyncio.CancelledError
        auditing = asyncio.ensure_future(self._duty.audit(site, request))
        self._audits.add(auditing)
        try:
            await auditing
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():  # it was taken back
                raise
            raise Lost("the database was lost") from None
        finally:
            self._audits.discard(auditing)

    async def _watch(self) -> None:
        """Look again and again; ends when the database does not answer."""
        while True:
            await asyncio.sleep(self._duty.lost_after / 3)
            await self._look()

    async def _look(self) -> None:
        """Take up what is lost, and ask for what is due."""
        await self._recover()
        for site, (rhythm, due) in self._duty.due().items():
            await self._ask_once(site, f"{queue_of(site)} {rhythm}", int(due.timestamp()))

    async def _recover(self) -> None:
        """Give back what dead workers were doing; what was lost too often has failed."""
        manager = self._app.job_manager
        queues = {queue_of(each) for each in self._duty.sites}
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._duty.lost_after):
            if job.queue not in queues or job.worker_id in self._own:
                continue
            if job.attempts < TRIES:
                await manager.retry_job(job)
            else:
                await manager.finish_job(job, Status.FAILED, delete_job=False)

    async def _ask_once(self, site: str, rhythm: str, due: int) -> None:
        """Ask for the audit of a due time, which many workers see, and which may be long past.

        A rhythm counts from when a worker first saw it.
        """
        told = {"task": _TASK, "rhythm": rhythm}
        connector, manager = self._app.connector, self._app.job_manager
        last = (await connector.execute_query_one_async(_LAST_DUE, **told))["due"]
        if last is not None and last < due:
            job = _request(site, timestamp=due)
            try:
                await manager.defer_periodic_job(job, rhythm, due)
            except AlreadyEnqueued:
                last = None  # what waits will do
        if last is None:
            await connector.execute_query_async(_PASSED, **told, due=due)


def _request(site: str, **more: int) -> Job:
    return Job(
        id=None,
        queue=queue_of(site),
        lock=site,
        queueing_lock=site,
        task_name=_TASK,
        priority=turn(utcnow()),
        task_kwargs={"site": site, "request": uuid4().hex, **more},
    )


async def _jobs(app: App, site: str) -> list[Job]:
    return list(await app.job_manager.list_jobs_async(queue=queue_of(site), task=_TASK))


def opened(url: str) -> Queue:
    """The queue beside a store, made when it is not there.

    Raises:
        ConfigurationError: the store is no PostgreSQL, or does not let a schema be made.
    """
    told = make_url(url)
    if told.drivername != "postgresql+psycopg":
        raise ConfigurationError(["store.url: workers need PostgreSQL (postgresql+psycopg://…)"])
    _, found = told.get_dialect()().create_connect_args(told)
    parameters = dict(found)
    try:
        schema = made(parameters)
    except psycopg.Error as error:
        reason = str(error).strip().partition("\n")[0]
        raise ConfigurationError([f"store.url: the queue cannot be made: {reason}"]) from None
    before = parameters.get("options", "")
    return Queue({**parameters, "options": f"{before} -csearch_path={schema}".strip()})
