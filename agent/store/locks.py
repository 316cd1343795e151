"""One scan at a time on a store: a lock with a holder and a heartbeat."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import uuid4

from sqlalchemy import delete, insert, select, update

from agent.core.errors import Busy
from agent.store import clock, units
from agent.store.engines import Engines
from agent.store.tables import locks

_BEAT = 2.0  # seconds
_DEAD = timedelta(seconds=10)  # without a beat, the holder was killed


@contextmanager
def hold(engines: Engines, site: str, holder: str) -> Iterator[None]:
    """Hold the store's lock; what a killed holder left invisible is deleted first.

    Raises:
        Busy: somebody else holds it and is alive.
    """
    token = uuid4().hex
    with engines.writer.begin() as connection:
        row = connection.execute(select(locks).where(locks.c.site == site)).first()
        if row is not None:
            if datetime.now(UTC) - clock.moment(row.beat) < _DEAD:
                raise Busy(
                    f"{row.holder} has been using this store since {row.started};"
                    " wait until it ends (a killed one is forgotten after 10 seconds)"
                )
            connection.execute(delete(locks).where(locks.c.site == site))
        now = clock.text()
        connection.execute(
            insert(locks).values(site=site, holder=holder, token=token, started=now, beat=now)
        )
        units.forget_unfinished(connection, site)
    stop = Event()
    beating = Thread(target=_beat, args=(engines, site, token, stop), daemon=True)
    beating.start()
    try:
        yield
    finally:
        stop.set()
        beating.join()
        with engines.writer.begin() as connection:
            connection.execute(delete(locks).where(locks.c.site == site, locks.c.token == token))


def _beat(engines: Engines, site: str, token: str, stop: Event) -> None:
    while not stop.wait(_BEAT):
        with engines.writer.begin() as connection:
            connection.execute(
                update(locks)
                .where(locks.c.site == site, locks.c.token == token)
                .values(beat=clock.text())
            )
