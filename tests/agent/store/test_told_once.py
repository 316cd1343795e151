"""A store whose exhibits' descriptions were kept twice loses one of the two, and nothing else."""

from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    update,
)

from agent.core.errors import IntegrityError
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.store import Store, canonical, migrations
from agent.store.engines import connect
from agent.store.tables import exhibits, ledger
from tests.agent.store.samples import exhibit, start_run, start_unit

_schema = Table("preuve_schema", MetaData(), Column("version", Integer, primary_key=True))
# As schema 8 had it.
_before = Table(
    "exhibits",
    MetaData(),
    Column("exhibit", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("site", Text, nullable=False),
    Column("unit", BigInteger, nullable=False, index=True),
    Column("digest", Text, nullable=False, index=True),
    Column("about", LargeBinary, nullable=False),
)


def put_back(connection: Connection, schema: int) -> None:
    """The exhibits as that schema left them: each with its own description."""
    rows = [row._asdict() for row in connection.execute(select(exhibits))]
    for row in rows:
        place = ledger.c.seq == row.pop("entry")
        body = connection.scalars(select(ledger.c.body).where(place)).one()
        about = canonical.decode(bytes(body), dict)["payload"]["about"]
        row["about"] = canonical.encode(about)
    exhibits.drop(connection)
    _before.create(connection)
    for row in rows:
        number = row.pop("exhibit")
        made = connection.execute(insert(_before).values(row)).inserted_primary_key
        assert made is not None
        assert made[0] == number
    connection.execute(delete(_schema).where(_schema.c.version > schema))


def collected(store: Store) -> int:
    """Two units of a run: one saw the same page twice, the other too, and one of its own."""
    run = start_run(store)
    for target, pages in (("dc1", (b"one", b"one")), ("dc2", (b"two", b"one"))):
        unit = start_unit(store, run, target)
        for number, page in enumerate(pages):
            unit.keep(exhibit(page, media_type=f"text/{target}-{number}"))
        unit.done(Ground.LIVE, Completeness.COMPLETE)
    store.end_run(run, RunState.ENDED)
    return run


def told(store: Store, run: int) -> list[Any]:
    return [store.kept(run), store.askers(run), [unit.exhibits for unit in store.units(run)]]


@pytest.fixture
def older(store: Store, store_url: str) -> tuple[int, list[Any]]:
    """What a store of schema 8 told of its exhibits."""
    run = collected(store)
    expected = told(store, run)
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        put_back(connection, 8)
    engines.close()
    return run, expected


def test_each_finds_its_own_entry_again(older: tuple[int, list[Any]], store_url: str) -> None:
    run, expected = older
    with Store.open(store_url, "CH") as store:
        assert told(store, run) == expected
        kinds = [each.media_type for each in store.kept(run)]
        assert kinds == ["text/dc1-0", "text/dc1-1", "text/dc2-0", "text/dc2-1"]
        assert store.exhibit(exhibit(b"two").digest, run).body == b"two"
        again = collected(store)
        assert len(store.kept(again)) == 4
        assert store.verify_ledger() == len(list(store.ledger()))
    engines = connect(store_url)
    with engines.reader.connect() as connection:
        numbers = connection.scalars(select(exhibits.c.exhibit)).all()
        assert sorted(numbers) == list(range(numbers[0], numbers[0] + 8))
        seen = inspect(connection)
        assert {each["name"] for each in seen.get_columns("exhibits")} == set(exhibits.c.keys())
        assert len(seen.get_indexes("exhibits")) == len(exhibits.indexes)
        assert "exhibits_before" not in seen.get_table_names()
    engines.close()


def test_one_that_the_ledger_does_not_tell_is_not_read(
    older: tuple[int, list[Any]], store_url: str
) -> None:
    run, _ = older
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        unknown = "sha256:" + "0" * 64
        connection.execute(update(_before).where(_before.c.exhibit == 1).values(digest=unknown))
    engines.close()

    with Store.open(store_url, "CH") as store, pytest.raises(IntegrityError):
        store.kept(run)


def test_the_step_is_the_last_one() -> None:
    """`put_back` undoes it alone: a later one needs its own."""
    assert migrations.MIGRATIONS[8] is migrations.exhibits_told_once
