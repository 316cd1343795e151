"""The ledger: every act of a site in one chain, verified from its bytes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, func, insert, or_, select, text

from agent.core.errors import IntegrityError
from agent.store import canonical, clock, tables
from agent.store.decoders import decoder
from agent.store.engines import wait_turn

GENESIS = "sha256:" + "0" * 64

# Nearly all entries are of these types, and those of the others are what is looked for. Canonical
# bytes end with the type, so that an index of SQLite can leave these out for good.
OFTEN = ("collection.started", "collection.ended", "exhibit.kept")
_ENDS = [b'"type":"%b","v":1}' % each.encode() for each in OFTEN]
SELDOM = " AND ".join(f"substr(body, -{len(end)}) <> X'{end.hex()}'" for end in _ENDS)
BY_ACT = "ledger_acts"


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
) -> int:
    """Add an entry, in the transaction of what it records; returns its place."""
    return write(connection, site, take_turn(connection, site), type, run, payload).size


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
    type is not decoded, nor even looked at by SQLite. Canonical bytes write it in one way alone.
    """
    marks = _marks(types)
    query = _bodies(site)
    if marks and connection.dialect.name == "sqlite":
        query = query.where(or_(*(func.instr(tables.ledger.c.body, mark) > 0 for mark in marks)))
        if not {*types} & {*OFTEN}:
            query = query.where(text(SELDOM))
            query = query.with_hint(tables.ledger, f"INDEXED BY {BY_ACT}", "sqlite")
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


class Walked(NamedTuple):
    """A chain that holds: how many entries it has, and those of the types that were wanted."""

    size: int
    entries: list[dict[str, Any]]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Its entries of one type, in order."""
        return [each for each in self.entries if each["type"] == kind]


class _Told(msgspec.Struct):
    """What a walk reads of an entry: where it says that it stands, and what it tells of."""

    site: str
    seq: int
    prev: str
    type: str


_told = decoder(_Told)


def verify(connection: Connection, site: str, *types: str) -> Walked:
    """Walk the chain from its bytes alone, once, and keep the entries of some types on the way.

    What was cut off at the end leaves a shorter chain that holds: only a receipt shows it. Every
    audit reads all of it, year after year: little is done for an entry, and nothing twice.

    Raises:
        IntegrityError: naming the first entry that does not hold.
    """
    columns = tables.ledger.c
    query = select(columns.seq, columns.prev, columns.hash, columns.body)
    query = query.where(columns.site == site).order_by(columns.seq)
    found = []
    previous, count = GENESIS, 0
    with connection.execution_options(yield_per=1000).execute(query) as rows:
        for count, (seq, prev, hashed, body) in enumerate(rows, 1):
            told = _read(body)
            if (
                told is None
                or told.site != site
                or not seq == told.seq == count
                or not prev == told.prev == previous
                or digest(body) != hashed
            ):
                raise IntegrityError(f"ledger of {site}: entry {count} does not hold")
            previous = hashed
            if told.type in types:
                found.append(canonical.decode(body, dict))
    if not count:
        raise IntegrityError(f"ledger of {site}: entry 1 does not hold")
    return Walked(count, found)


def _read(body: bytes) -> _Told | None:
    """What an entry tells of itself, None when it is none."""
    try:
        return _told.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _marks(types: Iterable[str]) -> list[bytes]:
    """The bytes of each type in an entry: canonical bytes write it in one way alone."""
    return [canonical.encode({"type": each})[1:-1] for each in types]
