"""The ledger: every act of a site in one chain, verified from its bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Result, Row, Select, func, insert, or_, select

from agent.core.errors import IntegrityError
from agent.store import canonical, clock, tables
from agent.store.engines import wait_turn

GENESIS = "sha256:" + "0" * 64


# A machine that follows a time server is now and then put back by less.
_CLOCK_STEP = timedelta(seconds=1)


class Turn(NamedTuple):
    """The right to add the next entry: how many there are, the last one's hash, and when it is."""

    size: int
    head: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Timed:
    """All that is read of an entry to follow it."""

    at: str


def take_turn(connection: Connection, site: str) -> Turn:
    """Wait until this transaction alone writes to a site's ledger.

    A clock that was set back since the last entry is an entry of its own.
    """
    wait_turn(connection, site)
    last = connection.execute(
        select(tables.ledger.c.seq, tables.ledger.c.hash, tables.ledger.c.body)
        .where(tables.ledger.c.site == site)
        .order_by(tables.ledger.c.seq.desc())
        .limit(1)
    ).first()
    now = datetime.now(UTC)
    if last is None:
        return Turn(0, GENESIS, now)
    turn = Turn(last.seq, last.hash, now)
    before = canonical.decode(last.body, _Timed).at
    if now < clock.moment(before) - _CLOCK_STEP:
        told = {"before": before, "now": clock.text(now)}
        turn = write(connection, site, turn, "clock.set_back", None, told)
    return turn


def append(
    connection: Connection, site: str, type: str, run: int | None, payload: Mapping[str, Any]
) -> None:
    """Add an entry, in the transaction of what it records."""
    write(connection, site, take_turn(connection, site), type, run, payload)


def write(
    connection: Connection,
    site: str,
    turn: Turn,
    type: str,
    run: int | None,
    payload: Mapping[str, Any],
) -> Turn:
    """Add the entry that a turn gives right to."""
    body = canonical.encode(
        {
            "v": 1,
            "site": site,
            "seq": turn.size + 1,
            "prev": turn.head,
            "type": type,
            "at": clock.text(turn.at),
            "run": run,
            "payload": payload,
        }
    )
    made = Turn(turn.size + 1, digest(body), turn.at)
    connection.execute(
        insert(tables.ledger).values(
            site=site, seq=made.size, prev=turn.head, hash=made.head, body=body
        )
    )
    return made


def digest(body: bytes) -> str:
    """The hash of an entry's bytes."""
    return "sha256:" + sha256(body).hexdigest()


def entries(connection: Connection, site: str, *types: str) -> Iterator[dict[str, Any]]:
    """Every entry in order, or those of some types.

    A ledger only grows, and most of it tells of collections: an entry whose bytes hold no wanted
    type is not decoded, nor even fetched from SQLite. Canonical bytes write it in one way alone.
    """
    marks = [canonical.encode({"type": each})[1:-1] for each in types]
    query = _bodies(site)
    if marks and connection.dialect.name == "sqlite":
        query = query.where(or_(*(func.instr(tables.ledger.c.body, mark) > 0 for mark in marks)))
    for body in _streamed(connection, query):
        if marks and not any(mark in body for mark in marks):
            continue
        entry = canonical.decode(body, dict)
        if not types or entry["type"] in types:  # a payload may hold the same words
            yield entry


def bodies(connection: Connection, site: str, first: int, last: int | None) -> Iterator[bytes]:
    """The stored bytes of entries, from one to another or to the end."""
    query = _bodies(site).where(tables.ledger.c.seq >= first)
    yield from _streamed(
        connection, query if last is None else query.where(tables.ledger.c.seq <= last)
    )


def _bodies(site: str) -> Select[Any]:
    return (
        select(tables.ledger.c.body)
        .where(tables.ledger.c.site == site)
        .order_by(tables.ledger.c.seq)
    )


def _streamed(connection: Connection, query: Select[Any]) -> Iterator[bytes]:
    for body in connection.execution_options(yield_per=1000).scalars(query):
        yield bytes(body)


def _rows(connection: Connection, site: str) -> Result[Any]:
    query = select(tables.ledger).where(tables.ledger.c.site == site).order_by(tables.ledger.c.seq)
    return connection.execution_options(yield_per=1000).execute(query)


def verify(connection: Connection, site: str) -> int:
    """Walk the chain from its bytes alone and count its entries.

    What was cut off at the end leaves a shorter chain that holds: only a receipt shows it.

    Raises:
        IntegrityError: naming the first entry that does not hold.
    """
    previous, count = GENESIS, 0
    with _rows(connection, site) as rows:
        for count, row in enumerate(rows, 1):
            if not _holds(row, site, count, previous):
                raise IntegrityError(f"ledger of {site}: entry {count} does not hold")
            previous = row.hash
    if not count:
        raise IntegrityError(f"ledger of {site}: entry 1 does not hold")
    return count


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry says that it stands; the rest of it is not needed, and not built."""

    site: str
    seq: int
    prev: str


def _holds(row: Row[Any], site: str, seq: int, previous: str) -> bool:
    """Whether an entry is what its hash says, where it stands, after the one before it."""
    if digest(row.body) != row.hash:
        return False
    try:
        told = canonical.decode(row.body, _Place)
    except IntegrityError:
        return False
    return (told, row.seq, row.prev) == (_Place(site, seq, previous), seq, previous)
