"""The queue of audits: Procrastinate's own tables, in a schema beside that of the store.

A hospital's audits wait in a queue of their own, one at a time; a worker takes those of the
hospitals that it was started for. What is in the queue is a name and a number, and no secret.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.schema import SchemaManager
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from agent.core.errors import ConfigurationError

_ALONE = 0x70726576  # the key of PostgreSQL's lock while the schema is made
_PLAIN = re.compile(r"[a-z_][a-z0-9_]{0,40}")
_TRIES, _WAIT = 6, 10  # how often an audit is tried; the first wait in seconds, then tenfold


class Queue:
    """The audits that wait, for each hospital."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        connector = PsycopgConnector(kwargs=parameters, min_size=1, max_size=8)
        self._app = App(connector=connector, worker_defaults={"delete_jobs": "never"})

    async def ask(self, site: str) -> bool:
        """Have a hospital audited; False when it waits for that already."""
        async with self._app.open_async():
            asked = self._app.configure_task(
                "audit", queue=site, lock=site, queueing_lock=site, allow_unknown=True
            )
            try:
                await asked.defer_async(site=site, request=uuid4().hex)
            except AlreadyEnqueued:
                return False
        return True

    async def told(self, site: str) -> Counter[str]:
        """How many audits of a hospital are in each state: todo, doing, succeeded or failed."""
        async with self._app.open_async():
            jobs = await self._app.job_manager.list_jobs_async(queue=site, task="audit")
            return Counter(str(each.status) for each in jobs)

    async def work(
        self,
        sites: list[str],
        audit: Callable[[str, str], Awaitable[None]],
        again: type[Exception],
        *,
        at_once: int,
        lost_after: int,
        wait: bool,
    ) -> None:
        """Audit the hospitals that ask for it, until told to stop, or until none waits.

        `audit` is given the hospital and the request; when it raises `again`, it is tried again
        later. `lost_after`: seconds without a beat after which a worker is dead, and what it was
        doing is somebody else's.
        """
        retry = RetryStrategy(max_attempts=_TRIES, exponential_wait=_WAIT, retry_exceptions=[again])

        @self._app.task(name="audit", retry=retry)
        async def task(site: str, request: str) -> None:
            await audit(site, request)

        async with self._app.open_async():
            await self._recover(sites, lost_after)
            watching = asyncio.create_task(self._watch(sites, lost_after))
            try:
                await self._app.run_worker_async(
                    queues=sites,
                    concurrency=at_once,
                    wait=wait,
                    update_heartbeat_interval=lost_after / 3,
                    stalled_worker_timeout=lost_after,
                )
            finally:
                watching.cancel()

    async def _watch(self, sites: list[str], lost_after: int) -> None:
        while True:
            await asyncio.sleep(lost_after)
            await self._recover(sites, lost_after)

    async def _recover(self, sites: list[str], lost_after: int) -> None:
        """Give back what dead workers were doing."""
        manager = self._app.job_manager
        for site in sites:
            lost = await manager.get_stalled_jobs(queue=site, seconds_since_heartbeat=lost_after)
            for job in lost:
                await manager.retry_job(job)


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
        schema = _made(parameters)
    except psycopg.Error as error:
        reason = str(error).strip().partition("\n")[0]
        raise ConfigurationError([f"store.url: the queue cannot be made: {reason}"]) from None
    before = parameters.get("options", "")
    return Queue({**parameters, "options": f"{before} -csearch_path={schema}".strip()})


def _made(parameters: dict[str, Any]) -> str:
    with psycopg.connect(**parameters) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_ALONE])
        row = connection.execute("SELECT current_schema()").fetchone()
        schema = f"{row[0]}_queue" if row else ""
        if not _PLAIN.fullmatch(schema):
            raise ConfigurationError([f"store.url: {schema}: no name for the schema of a queue"])
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema)))
        connection.execute(SQL("SET LOCAL search_path TO {}").format(Identifier(schema)))
        made = connection.execute(
            "SELECT to_regclass(%s)", [f"{schema}.procrastinate_jobs"]
        ).fetchone()
        if made is None or made[0] is None:
            connection.execute(SchemaManager.get_schema())
    return schema
