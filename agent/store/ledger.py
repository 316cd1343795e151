"""The ledger: every act of a site in one chain, verified from its bytes."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Result, Row, insert, select

from agent.core.errors import IntegrityError
from agent.store import canonical, clock, tables
from agent.store.engines import wait_turn

GENESIS = "sha256:" + "0" * 64


def append(
    connection: Connection, site: str, type: str, run: int | None, payload: Mapping[str, Any]
) -> None:
    """Add an entry, in the transaction of what it records."""
    wait_turn(connection, site)
    last = connection.execute(
        select(tables.ledger.c.seq, tables.ledger.c.hash)
        .where(tables.ledger.c.site == site)
        .order_by(tables.ledger.c.seq.desc())
        .limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    body = canonical.encode(
        {
            "v": 1,
            "site": site,
            "seq": seq,
            "prev": previous,
            "type": type,
            "at": clock.text(),
            "run": run,
            "payload": payload,
        }
    )
    connection.execute(
        insert(tables.ledger).values(
            site=site, seq=seq, prev=previous, hash=digest(body), body=body
        )
    )


def digest(body: bytes) -> str:
    """The hash of an entry's bytes."""
    return "sha256:" + sha256(body).hexdigest()


def entries(connection: Connection, site: str) -> Iterator[dict[str, Any]]:
    """Every entry, in order."""
    with _rows(connection, site) as rows:
        for row in rows:
            yield canonical.decode(row.body, dict)


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


def _holds(row: Row[Any], site: str, seq: int, previous: str) -> bool:
    """Whether an entry is what its hash says, where it stands, after the one before it."""
    if digest(row.body) != row.hash:
        return False
    try:
        body = canonical.decode(row.body, dict)
    except IntegrityError:
        return False
    told = body.get("site"), body.get("seq"), body.get("prev"), row.seq, row.prev
    return told == (site, seq, previous, seq, previous)
