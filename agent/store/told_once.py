"""A step of migration: what tells of an exhibit leaves its table, since the ledger has it too."""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, insert, inspect, select

from agent.store import canonical
from agent.store.exhibits import KEPT
from agent.store.tables import exhibits, ledger

_before = Table(
    "exhibits_before",
    MetaData(),
    Column("exhibit", Integer, primary_key=True),
    Column("site", Text),
    Column("unit", Integer),
    Column("digest", Text),
)


class _Payload(msgspec.Struct):
    unit: int
    digest: str


class _Entry(msgspec.Struct):
    type: str
    payload: msgspec.Raw


def move(connection: Connection) -> None:
    """Leave each exhibit the place of its entry; one that no entry tells of gets none (0)."""
    if not inspect(connection).has_table(exhibits.name):
        exhibits.create(connection)  # a new store
        return
    connection.exec_driver_sql(f"ALTER TABLE exhibits RENAME TO {_before.name}")
    # Names of indexes stay with the table that was, and those of PostgreSQL's key and sequence too.
    for index in inspect(connection).get_indexes(_before.name):
        connection.exec_driver_sql(f"DROP INDEX {index['name']}")
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ALTER INDEX exhibits_pkey RENAME TO exhibits_before_pkey")
        connection.exec_driver_sql(
            "ALTER SEQUENCE exhibits_exhibit_seq RENAME TO exhibits_before_seq"
        )
    exhibits.create(connection)
    if rows := list(_placed(connection)):
        connection.execute(insert(exhibits), rows)
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(
            "SELECT setval('exhibits_exhibit_seq', nextval('exhibits_before_seq'), false)"
        )
    _before.drop(connection)


def _placed(connection: Connection) -> Iterator[dict[str, Any]]:
    places = _places(connection)
    for row in connection.execute(select(_before).order_by(_before.c.exhibit)):
        left = places[row.site, row.unit, row.digest]
        yield {**row._asdict(), "entry": left.popleft() if left else 0}


def _places(connection: Connection) -> dict[tuple[str, int, str], deque[int]]:
    """By site, unit and digest: where the ledger tells of exhibits, in the order they were kept."""
    found: dict[tuple[str, int, str], deque[int]] = defaultdict(deque)
    mark = canonical.encode({"type": KEPT})[1:-1]
    query = select(ledger.c.site, ledger.c.seq, ledger.c.body).order_by(ledger.c.site, ledger.c.seq)
    # An option of the query and not of the connection, which writes next.
    with connection.execute(query.execution_options(yield_per=1000)) as rows:
        for site, seq, body in rows:
            if mark not in body:
                continue
            entry = canonical.decode(body, _Entry)
            if entry.type == KEPT:  # a payload may hold the same words
                told = canonical.decode(bytes(entry.payload), _Payload)
                found[site, told.unit, told.digest].append(seq)
    return found
