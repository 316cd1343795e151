"""The ledger: every act of a site in one chain, verified from its bytes."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from agent.core.errors import IntegrityError
from agent.store import canonical, clock, tables

GENESIS = "sha256:" + "0" * 64


def append(
    connection: Connection, site: str, type: str, run: int | None, payload: Mapping[str, Any]
) -> None:
    """Add an entry, in the transaction of what it records."""
    _alone(connection, site)
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


def _alone(connection: Connection, site: str) -> None:
    """On PostgreSQL two writers must not read the same last entry; SQLite has one writer."""
    if connection.dialect.name != "sqlite":
        connection.execute(
            select(tables.sites.c.name).where(tables.sites.c.name == site).with_for_update()
        )


def digest(body: bytes) -> str:
    """The hash of an entry's bytes."""
    return "sha256:" + sha256(body).hexdigest()


def entries(connection: Connection, site: str) -> Iterator[dict[str, Any]]:
    """Every entry, in order."""
    for row in _rows(connection, site):
        yield canonical.decode(row.body, dict)


def _rows(connection: Connection, site: str) -> Any:
    return connection.execution_options(yield_per=1000).execute(
        select(tables.ledger).where(tables.ledger.c.site == site).order_by(tables.ledger.c.seq)
    )


def verify(connection: Connection, site: str) -> int:
    """Walk the chain from its bytes alone and count its entries.

    Raises:
        IntegrityError: naming the first entry that does not hold.
    """
    previous, count = GENESIS, 0
    for row in _rows(connection, site):
        count += 1
        body = canonical.decode(row.body, dict)
        told = body.get("seq"), body.get("prev"), body.get("site"), row.seq, digest(row.body)
        if told != (count, previous, site, count, row.hash):
            raise IntegrityError(f"ledger of {site}: entry {count} does not hold")
        previous = row.hash
    return count
