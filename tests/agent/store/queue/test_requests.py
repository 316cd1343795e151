"""What waits, whose turn it is, and what becomes of what a lost worker was doing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from procrastinate import PsycopgConnector

from agent.core.errors import PreuveError
from agent.store.queue.requests import Duty, Queue, opened
from agent.store.queue.turns import TRIES
from tests.lab.postgresql import PostgreSQL

LONG = "Centre hospitalier intercommunal de Saint-Exemple-en-Bocage et de sa vallée"
PATIENCE = 60  # seconds: of a busy machine


class Line:
    """A queue, and what its tables say."""

    def __init__(self, url: str, server: PostgreSQL) -> None:
        self.queue: Queue = opened(url)
        self._server = server
        self.schema = url.rpartition("%3D")[2] + "_queue"

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        host = str(self._server.folder)
        with psycopg.connect(host=host, user="postgres", autocommit=True) as connection:
            connection.execute(f"SET search_path TO {self.schema}".encode())
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def states(self) -> list[str]:
        return [
            state
            for (state,) in self.run("SELECT status::text FROM procrastinate_jobs ORDER BY id")
        ]

    def due_now(self) -> None:
        """What waits for another try has waited long enough."""
        self.run("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at > now()")

    @asynccontextmanager
    async def worker(self, duty: Duty) -> AsyncIterator[None]:
        """A worker, broken off in the end."""
        working = asyncio.create_task(self.queue.work(duty))
        try:
            yield
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - it is in a database
                await asyncio.sleep(0.05)


@pytest.fixture
def line(postgres: PostgreSQL) -> Iterator[Line]:
    with postgres.database() as url:
        made = Line(url, postgres)
        yield made
        made.run(f"DROP SCHEMA {made.schema} CASCADE")


def duty(sites: list[str], audit: Callable[[str, str], Awaitable[None]], **more: Any) -> Duty:
    told: dict[str, Any] = {
        "passes": lambda error: isinstance(error, PreuveError),
        "due": dict, "lost": print, "at_once": 1, "lost_after": 30, "wait": False,
    }  # fmt: skip
    return Duty(sites=sites, audit=audit, **told | more)


async def nothing(_site: str, _request: str) -> None:
    """An audit that ends at once."""


async def never(_site: str, _request: str) -> None:
    """An audit that hangs."""
    await asyncio.Event().wait()


def done(*steps: Coroutine[Any, Any, Any]) -> None:
    async def every() -> None:
        for each in steps:
            await each

    asyncio.run(every())


def test_a_long_name_has_its_queue(line: Line) -> None:
    """PostgreSQL's channels have 63 bytes."""
    done(line.queue.ask(LONG), line.queue.work(duty([LONG], nothing)))

    assert line.states() == ["succeeded"]


def test_what_failed_waits_again_behind_those_who_waited(line: Line) -> None:
    turns: list[str] = []

    async def audit(site: str, _request: str) -> None:
        turns.append(site)
        if site == "A" and turns.count("A") == 1:
            raise PreuveError("not now")

    done(line.queue.ask("A"), line.queue.work(duty(["A"], audit)))
    assert line.states() == ["todo"]
    done(line.queue.ask("B"), line.queue.ask("C"))
    line.run(
        "UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' WHERE id = 1"
    )
    done(line.queue.work(duty(["A", "B", "C"], audit)))

    assert turns == ["A", "B", "C", "A"]


def test_what_is_asked_during_an_audit_that_fails_does_not_stop_it_from_being_tried_again(
    line: Line,
) -> None:
    """Two requests of a hospital cannot both wait under one queueing lock."""
    tried: list[str] = []

    async def audit(site: str, request: str) -> None:
        tried.append(request)
        if len(tried) == 1:
            assert await line.queue.ask(site)
            assert not await line.queue.ask(site)
            raise PreuveError("not now")

    done(line.queue.ask("A"), line.queue.work(duty(["A"], audit)))
    assert line.states() == ["todo", "succeeded"]
    line.due_now()
    done(line.queue.work(duty(["A"], audit)))

    assert line.states() == ["succeeded", "succeeded"]
    assert (len(tried), tried[0] == tried[2]) == (3, True)


def test_what_was_refused_is_not_tried_again(line: Line) -> None:
    async def audit(_site: str, _request: str) -> None:
        raise ValueError

    done(line.queue.ask("A"), line.queue.work(duty(["A"], audit)))

    assert line.states() == ["failed"]


def test_a_worker_that_comes_back_does_not_end_what_another_has_taken_up(line: Line) -> None:
    """Its beat was late, another took the request: whatever becomes of its own audit is no matter."""

    async def audit(_site: str, _request: str) -> None:
        line.run("INSERT INTO procrastinate_workers DEFAULT VALUES")
        line.run(
            "UPDATE procrastinate_jobs SET worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
        raise PreuveError("not now")

    done(line.queue.ask("A"), line.queue.work(duty(["A"], audit)))

    assert line.states() == ["doing"]


def test_a_worker_whose_beat_is_late_does_not_take_itself_for_dead(line: Line) -> None:
    """A machine that is very busy: what it was doing would wait again, and end for nothing."""

    async def audit(_site: str, _request: str) -> None:
        late = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        for _ in range(60):
            await asyncio.to_thread(line.run, late)
            await asyncio.sleep(0.02)

    done(line.queue.ask("A"), line.queue.work(duty(["A"], audit, lost_after=1)))

    assert line.states() == ["succeeded"]


@pytest.mark.parametrize(("attempts", "state"), [(TRIES - 1, "succeeded"), (TRIES, "failed")])
def test_what_takes_its_worker_along_is_not_taken_up_for_ever(
    line: Line, attempts: int, state: str
) -> None:
    done(line.queue.ask("A"))
    line.run(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
    )
    line.run("UPDATE procrastinate_jobs SET status = 'doing', worker_id = 1")
    line.run(f"UPDATE procrastinate_jobs SET attempts = {attempts}")  # noqa: S608 - a number of this file

    async def served() -> None:
        async with line.worker(duty(["A"], nothing, wait=True)):
            await line.until(lambda: line.states() == [state])

    done(served())


def test_a_request_is_taken_back_while_it_waits_and_during_its_audit(line: Line) -> None:
    async def served() -> None:
        assert await line.queue.cancel("A") == 0
        await line.queue.ask("A")
        async with line.worker(duty(["A"], never, wait=True)):
            await line.until(lambda: line.states() == ["doing"])
            await line.queue.ask("A")
            assert await line.queue.cancel("A") == 2
            await line.until(lambda: line.states() == ["aborted", "cancelled"])

    done(served())


def test_what_is_taken_back_as_it_begins_does_not_begin(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.11's `wait_for`, under the database's driver, may lose a cancellation."""
    answered, begun = asyncio.Event(), False
    real = PsycopgConnector.execute_query_async

    async def loses(self: PsycopgConnector, query: str, **values: Any) -> None:
        await real(self, query, **values)
        if "queueing_lock = NULL" in query:
            answered.set()
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    async def audit(_site: str, _request: str) -> None:
        nonlocal begun
        begun = True

    async def served() -> None:
        await line.queue.ask("A")
        async with line.worker(duty(["A"], audit, wait=True)):
            await answered.wait()
            assert await line.queue.cancel("A") == 1
            await line.until(lambda: line.states() != ["doing"])

    monkeypatch.setattr(PsycopgConnector, "execute_query_async", loses)
    done(served())

    assert (line.states(), begun) == (["aborted"], False)


def test_three_workers_ask_once_for_each_due_time(line: Line) -> None:
    """Nothing is asked for the time before a rhythm was first seen, and once for many missed."""
    due = datetime.now(UTC).replace(microsecond=0) - timedelta(weeks=5)

    def at(weeks: int) -> Duty:
        told = {"A": ("sun 02:00", due + timedelta(weeks=weeks))}
        return duty(["A"], nothing, due=lambda: told)

    async def three(weeks: int) -> None:
        await asyncio.gather(*(line.queue.work(at(weeks)) for _ in range(3)))

    for weeks, asked in ((0, 0), (1, 1), (1, 1), (5, 2), (4, 2)):  # the last by a clock that lags
        done(three(weeks), line.queue.work(at(weeks)))
        assert (weeks, line.states()) == (weeks, ["succeeded"] * asked)


def test_what_waits_already_is_the_request_of_a_due_time(line: Line) -> None:
    now = datetime.now(UTC)

    def at(days: int, site: str = "A") -> Duty:
        told = {"A": ("daily 02:00", now + timedelta(days=days))}
        return duty([site], nothing, due=lambda: told)

    done(line.queue.work(at(-1)), line.queue.ask("A"), line.queue.work(at(0, "B")))
    assert line.states() == ["todo"]
    done(line.queue.work(at(0)), line.queue.work(at(0)))

    assert line.states() == ["succeeded"]


def test_what_a_worker_was_doing_when_it_is_broken_off_waits_again(line: Line) -> None:
    async def served() -> None:
        await line.queue.ask("A")
        async with line.worker(duty(["A"], never, wait=True)):
            await line.until(lambda: line.states() == ["doing"])

    done(served())

    assert line.states() == ["todo"]
