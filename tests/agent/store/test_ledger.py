"""The ledger cannot be changed by accident, nor unnoticed by intent."""

import json
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, event, insert, select, update
from sqlalchemy.exc import DBAPIError

from agent.core.acts import Act
from agent.core.errors import IntegrityError
from agent.core.outcomes import Reason
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import ledger, sites
from tests.agent.store.samples import account, exhibit, start_run, start_unit
from tests.lab.postgresql import PostgreSQL


@pytest.fixture
def filled(store: Store) -> Store:
    """A ledger of nine entries."""
    run = start_run(store)
    unit = start_unit(store, run)
    unit.keep(exhibit(b"page 1"))
    unit.add(account("0010007"))
    unit.done(Ground.LIVE, Completeness.COMPLETE)
    start_unit(store, run, "dc2").failed(Reason.DENIED, "no right for svc-audit")
    store.end_run(run, RunState.ABORTED)
    store.resume_run(run)
    return store


def without_guards(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name in ("ledger_no_UPDATE", "ledger_no_DELETE", "ledger_next"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("DROP TRIGGER ledger_no_change ON ledger")


def test_every_act_is_an_entry(filled: Store) -> None:
    entries = list(filled.ledger())

    assert [entry["type"] for entry in entries] == [
        "genesis",
        "run.started",
        "collection.started",
        "exhibit.kept",
        "collection.ended",
        "collection.started",
        "collection.ended",
        "run.aborted",
        "run.resumed",
    ]
    assert [entry["seq"] for entry in entries] == list(range(1, 10))
    assert {entry["site"] for entry in entries} == {"CH"}
    assert all(entry["at"].endswith("Z") and len(entry["at"]) == 24 for entry in entries)
    done, failed = entries[4]["payload"], entries[6]["payload"]
    assert done["facts"] == done["changed"] == done["exhibits"] == 1
    assert (done["state"], done["ground"], done["completeness"]) == ("done", "live", "complete")
    assert done["root"].startswith("sha256:")
    assert (failed["state"], failed["reason"]) == ("failed", "denied")
    assert filled.verify_ledger() == 9


def test_entries_of_some_types_are_those_of_all_entries(filled: Store) -> None:
    every = list(filled.ledger())
    types = {each["type"] for each in every}
    # A payload that says the same words as a type is no entry of that type.
    filled.record(Act.EXPORT_MADE, {"type": "collection.ended", "said": '"type":"run.started"'})
    filled.record(Act.EXPORT_MADE, {"to": "Élodie"}, 1)

    assert len(types) > 4
    for wanted in types:
        assert list(filled.ledger(wanted)) == [each for each in every if each["type"] == wanted]
    assert [each["payload"] for each in filled.ledger(Act.EXPORT_MADE)][1] == {"to": "Élodie"}
    both = [each for each in every if each["type"] in {"run.started", "exhibit.kept"}]
    assert list(filled.ledger("exhibit.kept", "run.started")) == both
    assert list(filled.ledger("no.such.act")) == []


def test_the_chain_is_walked_once_whatever_is_compared_with_it(filled: Store) -> None:
    """A ledger only grows: each more walk of it makes every audit slower, year after year."""
    asked: list[str] = []
    engine = filled._engines.reader  # noqa: SLF001 - what is asked of it is what is tested
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    assert filled.verify_ledger() == len(list(filled.ledger()))

    walks = [each for each in asked if "FROM ledger" in each]
    assert len(walks) == 2  # one of verify_ledger, one of ledger


def test_no_name_stands_in_an_entry(filled: Store, store_url: str) -> None:
    engines = connect(store_url)
    with engines.reader.connect() as connection:
        bodies = b"".join(connection.scalars(select(ledger.c.body)))
    engines.close()

    assert b"exhibit.kept" in bodies
    assert b"0010007" not in bodies


def test_the_chain_is_that_of_the_bytes(filled: Store, store_url: str) -> None:
    assert filled.verify_ledger() == 9
    engines = connect(store_url)
    with engines.reader.connect() as connection:
        rows = connection.execute(select(ledger).order_by(ledger.c.seq)).all()
    engines.close()
    previous = "sha256:" + "0" * 64
    for row in rows:
        assert json.loads(row.body)["prev"] == previous
        previous = "sha256:" + sha256(row.body).hexdigest()
        assert row.hash == previous


def test_an_entry_is_neither_changed_nor_removed(filled: Store, store_url: str) -> None:
    engines = connect(store_url)
    for statement in (
        update(ledger).where(ledger.c.seq == 2).values(body=b"{}"),
        delete(ledger).where(ledger.c.seq == 9),
        delete(ledger),
    ):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            engines.writer.begin() as connection,
        ):
            connection.execute(statement)
    engines.close()
    assert filled.verify_ledger() == 9


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT"])
@pytest.mark.parametrize("seq", [3, 9, 11])
def test_sqlite_puts_no_entry_in_place_of_another(tmp_path: Path, verb: str, seq: int) -> None:
    path = tmp_path / "preuve.db"
    with Store.open(f"sqlite:///{path}", "CH") as store:
        for _ in range(8):
            start_run(store)
        # A plain connection, without the pragma that makes REPLACE fire triggers.
        connection = sqlite3.connect(path)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(f"{verb} INTO ledger VALUES ('CH', {seq}, 'x', 'y', x'00')")
        connection.close()
        assert store.verify_ledger() == 9


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger VALUES ('CH', 2, 'x', 'y', '')",
        "INSERT INTO ledger VALUES ('CH', 2, '', '', '') ON CONFLICT (site, seq) DO UPDATE SET seq=3",
        "TRUNCATE ledger",
    ],
)
def test_postgresql_puts_no_entry_in_place_of_another(postgres: PostgreSQL, statement: str) -> None:
    with postgres.database() as url, Store.open(url, "CH") as store:
        start_run(store)
        engines = connect(url)
        with pytest.raises(DBAPIError), engines.writer.begin() as connection:
            connection.exec_driver_sql(statement)
        engines.close()
        assert store.verify_ledger() == 2


@pytest.mark.parametrize("seq", [1, 4, 9])
def test_one_changed_byte_is_named(filled: Store, store_url: str, seq: int) -> None:
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        without_guards(connection)
        one = ledger.c.seq == seq
        body = connection.scalars(select(ledger.c.body).where(one)).one()
        changed = body.replace(b'"v":1', b'"v":2')
        assert changed != body
        connection.execute(update(ledger).where(one).values(body=changed))
    engines.close()

    with pytest.raises(IntegrityError, match=f"entry {seq} does not hold"):
        filled.verify_ledger()


def test_an_entry_written_again_is_noticed_by_the_next(filled: Store, store_url: str) -> None:
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        without_guards(connection)
        one = ledger.c.seq == 4
        body = connection.scalars(select(ledger.c.body).where(one)).one()
        body = body.replace(b'"v":1', b'"v":2')
        connection.execute(
            update(ledger).where(one).values(body=body, hash="sha256:" + sha256(body).hexdigest())
        )
    engines.close()

    with pytest.raises(IntegrityError, match="entry 5 does not hold"):
        filled.verify_ledger()


def test_a_missing_entry_is_named(filled: Store, store_url: str) -> None:
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        without_guards(connection)
        connection.execute(delete(ledger).where(ledger.c.seq == 6))
    engines.close()

    with pytest.raises(IntegrityError, match="entry 6 does not hold"):
        filled.verify_ledger()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_an_entry_that_is_none_is_named(filled: Store, store_url: str, body: bytes) -> None:
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        without_guards(connection)
        connection.execute(
            update(ledger)
            .where(ledger.c.seq == 9)
            .values(body=body, hash="sha256:" + sha256(body).hexdigest())
        )
    engines.close()

    with pytest.raises(IntegrityError, match="entry 9 does not hold"):
        filled.verify_ledger()


def test_an_emptied_ledger_does_not_hold(filled: Store, store_url: str) -> None:
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        without_guards(connection)
        connection.execute(delete(ledger))
    engines.close()

    with pytest.raises(IntegrityError, match="entry 1 does not hold"):
        filled.verify_ledger()


def test_each_site_of_a_server_has_its_own_ledger(postgres: PostgreSQL) -> None:
    with (
        postgres.database() as url,
        Store.open(url, "CH") as one,
        Store.open(url, "CH2") as other,
    ):
        start_run(one)
        start_run(one)
        start_run(other)

        assert (one.verify_ledger(), other.verify_ledger()) == (3, 2)
        assert [len(each.runs()) for each in (one, other)] == [2, 1]


def test_an_entry_of_another_site_does_not_hold(postgres: PostgreSQL) -> None:
    with postgres.database() as url, Store.open(url, "CH") as store:
        engines = connect(url)
        with engines.writer.begin() as connection:
            without_guards(connection)
            connection.execute(update(ledger).values(site="CH2"))
            connection.execute(insert(sites).values(name="CH2", salt_key=b"", created=""))
        engines.close()
        with Store.open(url, "CH2") as moved, pytest.raises(IntegrityError, match="entry 1"):
            moved.verify_ledger()
        assert list(store.ledger()) == []
