"""Seals, their documents and runs' settings are appended, and what changes them is noticed."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from agent.core.errors import IntegrityError
from agent.core.runs import RunState
from agent.core.seals import SealRecord
from agent.store import Store, canonical, ledger, migrations
from agent.store.compression import deflate
from agent.store.engines import Engines, connect
from agent.store.tables import ledger as entries
from agent.store.tables import run_settings, sealed_documents, seals, timestamps
from tests.agent.store.samples import start_run
from tests.lab.postgresql import PostgreSQL

TABLES = [run_settings, seals, sealed_documents, timestamps]


def sealed(store: Store) -> SealRecord:
    """A run from its beginning to its seal and a third party's stamp on it."""
    run = start_run(store)
    store.end_run(run, RunState.ENDED)
    made = store.seal(run, {"state": "ended", "clock": {}}, {"facts.json": b"[]"}, None)
    store.stamp(made.number, b"reply", datetime.now(UTC))
    return made


@pytest.fixture
def engines(store: Store, store_url: str) -> Iterator[Engines]:
    """Another way into the same store; its own guards stay."""
    sealed(store)
    opened = connect(store_url)
    yield opened
    opened.close()


def without_guards(connection: Connection, table: str) -> None:
    if connection.dialect.name == "sqlite":
        for name in ("no_UPDATE", "no_DELETE", "new"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_{name}")
    else:
        connection.exec_driver_sql(f"DROP TRIGGER {table}_no_change ON {table}")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nothing_is_changed_or_removed(store: Store, engines: Engines, table: Any) -> None:
    for statement in (update(table).values(site="CH2"), delete(table)):
        with (
            pytest.raises(DBAPIError, match=f"{table.name} is append-only"),
            engines.writer.begin() as connection,
        ):
            connection.execute(statement)
    assert store.verify_ledger() == 5


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nothing_takes_the_place_of_another(store: Store, engines: Engines, table: Any) -> None:
    with engines.reader.connect() as connection:
        row = connection.execute(select(table)).mappings().first()
    assert row is not None
    with pytest.raises(DBAPIError), engines.writer.begin() as connection:
        connection.execute(insert(table).values(**row))
    assert store.verify_ledger() == 5


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_sqlite_replaces_nothing_behind_our_back(tmp_path: Path, verb: str, table: Any) -> None:
    path = tmp_path / "preuve.db"
    with Store.open(f"sqlite:///{path}", "CH") as store:
        sealed(store)
        # A plain connection, without the pragma that makes REPLACE fire triggers.
        connection = sqlite3.connect(path)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(f"{verb} INTO {table.name} SELECT * FROM {table.name}")  # noqa: S608 - our own table names
        connection.close()
        assert store.verify_ledger() == 5


@pytest.mark.parametrize("table", ["run_settings", "seals", "sealed_documents", "timestamps"])
def test_postgresql_empties_nothing(postgres: PostgreSQL, table: str) -> None:
    with postgres.database() as url, Store.open(url, "CH") as store:
        sealed(store)
        engines = connect(url)
        with (
            pytest.raises(DBAPIError, match="append-only"),
            engines.writer.begin() as connection,
        ):
            connection.exec_driver_sql(f"TRUNCATE {table}")
        engines.close()
        assert store.verify_ledger() == 5


@pytest.mark.parametrize("seq", [0, 2, 7])
def test_an_entry_out_of_its_place_is_refused(store: Store, engines: Engines, seq: int) -> None:
    values = {"site": "CH", "seq": seq, "prev": "x", "hash": "y", "body": b""}
    with pytest.raises(DBAPIError), engines.writer.begin() as connection:
        connection.execute(insert(entries).values(values))
    assert store.verify_ledger() == 5


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", b"{}"),
        ("digest", "sha256:" + "0" * 64),
        ("signature", b"\x30\x00"),
        ("key", "sha256:" + "0" * 64),
        ("run", 2),
        ("number", 2),
    ],
)
def test_a_changed_seal_is_named(
    store: Store, engines: Engines, column: str, value: object
) -> None:
    with engines.writer.begin() as connection:
        without_guards(connection, "seals")
        connection.execute(update(seals).values({column: value}))
    with pytest.raises(IntegrityError, match="seal 1 does not hold"):
        store.verify_ledger()


def test_a_removed_seal_is_missed(store: Store, engines: Engines) -> None:
    sealed(store)
    with engines.writer.begin() as connection:
        without_guards(connection, "seals")
        connection.execute(delete(seals).where(seals.c.number == 1))
    with pytest.raises(IntegrityError, match="the ledger has 2 of them, the store 1"):
        store.verify_ledger()


def test_a_changed_document_is_named_by_its_seal(store: Store, engines: Engines) -> None:
    with engines.writer.begin() as connection:
        without_guards(connection, "sealed_documents")
        connection.execute(update(sealed_documents).values(body=deflate(b"[1]")))
    with pytest.raises(IntegrityError, match="seal 1 does not hold"):
        store.verify_ledger()


@pytest.mark.parametrize("reply", [b"another", None])
def test_a_changed_or_removed_timestamp_is_missed(
    store: Store, engines: Engines, reply: bytes | None
) -> None:
    with engines.writer.begin() as connection:
        without_guards(connection, "timestamps")
        change = delete(timestamps) if reply is None else update(timestamps).values(reply=reply)
        connection.execute(change)
    with pytest.raises(IntegrityError, match="timestamps of CH"):
        store.verify_ledger()


def test_what_changed_in_settings_is_an_entry(store: Store) -> None:
    told = [
        {"thresholds": {"dormant_days": 180}, "sources": [{"name": "ad", "url": ["a"]}]},
        {"thresholds": {"dormant_days": 180}, "sources": [{"name": "ad", "url": ["a"]}]},
        {"thresholds": {"dormant_days": 365}, "sources": [{"name": "ad", "url": ["a", "b"]}]},
        {"thresholds": {"dormant_days": 365}, "scope": {"not_asked": ["Q4"]}, "sources": []},
    ]
    for settings in told:
        start_run(store, canonical.encode(settings))

    found = list(store.ledger())

    assert [entry["type"] for entry in found] == [
        "genesis", "run.started", "run.started",
        "settings.changed", "run.started", "settings.changed", "run.started",
    ]  # fmt: skip
    changed = [entry["payload"]["changed"] for entry in found if "changed" in entry["payload"]]
    assert changed == [
        ["sources.ad.url", "thresholds.dormant_days"],
        ["scope.not_asked", "sources.ad.name", "sources.ad.url"],
    ]
    started = [entry["payload"] for entry in found if entry["type"] == "run.started"]
    assert found[3]["payload"]["before"] == started[1]["settings"]
    assert found[3]["payload"]["after"] == started[2]["settings"]


@pytest.mark.parametrize(("back", "anomalies"), [(0.5, 0), (3600, 1)])
def test_a_clock_set_back_is_an_entry_not_an_error(
    store: Store, store_url: str, back: float, anomalies: int
) -> None:
    """The last entry is written as if by a clock ahead: the machine's own is then behind it."""
    ahead = datetime.now(UTC) + timedelta(seconds=back)
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        turn = ledger.take_turn(connection, "CH")
        ledger.write(connection, "CH", turn._replace(at=ahead), "run.started", 1, {})
    engines.close()

    start_run(store)

    found = list(store.ledger())
    back_again = [entry for entry in found if entry["type"] == "clock.set_back"]
    assert len(back_again) == anomalies
    assert store.verify_ledger() == 3 + anomalies
    for entry in back_again:
        assert entry["payload"]["before"] == found[1]["at"]
        assert entry["payload"]["now"] == entry["at"]
    assert sealed(store).number == 1


def test_a_store_of_the_version_before_gets_seals(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:3])
        engines = connect(store_url)
        migrations.migrate(engines)
        engines.close()
    with Store.open(store_url, "CH") as store:
        made = sealed(store)
        assert json.loads(made.body)["number"] == 1
        assert store.verify_ledger() == 5
