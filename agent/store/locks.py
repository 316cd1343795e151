"""One scan at a time on a store: a lock with a holder and a heartbeat."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import uuid4

from sqlalchemy import Connection, delete, event, func, insert, select, update

from agent.core.errors import Busy, PreuveError
from agent.store import clock, runs, units
from agent.store.engines import Engines, wait_turn
from agent.store.tables import locks

_BEAT = 2.0  # seconds
_SILENCE = 1.5 * _BEAT  # seconds in which a living holder beats
_DEAD = timedelta(seconds=10)  # without a beat, the holder was killed


@contextmanager
def hold(engines: Engines, site: str, holder: str) -> Iterator[None]:
    """Hold the store's lock; what a killed holder left unfinished is settled first.

    Whether a holder lives is seen at its next beat: a killed one costs some seconds, once. One that
    was taken for dead and comes back writes nothing more: its transactions raise Busy.

    Raises:
        Busy: somebody else holds it and is alive.
    """
    token = uuid4().hex
    _watch(engines, site)
    with engines.writer.begin() as connection:
        _take(connection, site, holder, token)
        units.fail_unfinished(connection, site)
        runs.abort_unfinished(connection, site)
    fence = _fence(site, token)
    event.listen(engines.writer, "begin", fence)
    stop = Event()
    beating = Thread(target=_keep_beating, args=(engines, site, token, stop), daemon=True)
    beating.start()
    try:
        yield
    finally:
        stop.set()
        beating.join()
        event.remove(engines.writer, "begin", fence)
        with engines.writer.begin() as connection:
            connection.execute(delete(locks).where(locks.c.site == site, locks.c.token == token))


def _fence(site: str, token: str) -> Callable[[Connection], None]:
    """Each transaction begins by seeing that the lock is still ours, and keeps it until its end."""
    mine = select(locks.c.token).where(locks.c.site == site, locks.c.token == token)
    # Others may not delete the row meanwhile; the heart may beat. SQLite has one writer anyway.
    mine = mine.with_for_update(read=True, key_share=True)

    def held(connection: Connection) -> None:
        if connection.scalar(mine) is None:
            raise Busy(units.TAKEN_OVER)

    return held


def holder(engines: Engines, site: str) -> tuple[str, datetime] | None:
    """Who holds the lock and since when; None when nobody alive does."""
    with engines.reader.connect() as connection:
        row = connection.execute(select(locks).where(locks.c.site == site)).first()
        if row is None or not _recent(connection, row.beat):
            return None
        return row.holder, clock.moment(row.started)


def _watch(engines: Engines, site: str) -> None:
    """Wait until the holder, if any, beats again or is known to be dead.

    An old beat alone is no death: a clock that was set, or a machine that slept, ages it.
    """
    first, since = None, time.monotonic()
    while True:
        with engines.reader.connect() as connection:
            beat = connection.scalar(select(locks.c.beat).where(locks.c.site == site))
            silent = time.monotonic() - since > _SILENCE
            if beat is None or (silent and not _recent(connection, beat)):
                return
        if beat != (first := first or beat):
            return
        time.sleep(_BEAT / 8)


def _recent(connection: Connection, beat: str) -> bool:
    """A beat from the future is no life sign: the clock was set back since."""
    return abs(_now(connection) - clock.moment(beat)) < _DEAD


def _take(connection: Connection, site: str, holder: str, token: str) -> None:
    wait_turn(connection, site)
    now = _now(connection)
    row = connection.execute(select(locks).where(locks.c.site == site)).first()
    if row is not None and _recent(connection, row.beat):
        raise Busy(
            f"{row.holder} has been using this store since {row.started}; wait until it ends"
        )
    connection.execute(delete(locks).where(locks.c.site == site))
    times = dict.fromkeys(("started", "beat"), clock.text(now))
    connection.execute(insert(locks).values(site=site, holder=holder, token=token, **times))


def _keep_beating(engines: Engines, site: str, token: str, stop: Event) -> None:
    while not stop.wait(_BEAT):
        # A lost database is the writing threads' own error; here it is one beat less.
        with suppress(PreuveError), engines.writer.begin() as connection:
            connection.execute(
                update(locks)
                .where(locks.c.site == site, locks.c.token == token)
                .values(beat=clock.text(_now(connection)))
            )


def _now(connection: Connection) -> datetime:
    """Of the clock that every holder shares: this machine's, or the server's."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now
