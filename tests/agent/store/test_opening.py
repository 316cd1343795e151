"""A store opens, or says in one line why not."""

import sqlite3
import stat
from pathlib import Path

import pytest

from agent.core.errors import ConfigurationError, IntegrityError, PreuveError
from agent.store import Store, migrations
from agent.store.engines import connect
from tests.agent.store.samples import account, accounts, audit, start_run
from tests.lab.postgresql import PostgreSQL


def refusal(url: str, site: str = "CH") -> str:
    with pytest.raises(ConfigurationError) as told, Store.open(url, site):
        pytest.fail("opened")
    (line,) = str(told.value).splitlines()
    return line


def test_a_store_opens_again(store_url: str) -> None:
    with Store.open(store_url, "CH") as store:
        assert store.site == "CH"
        run = audit(store, [account("1")])
    with Store.open(store_url, "CH") as store:
        assert accounts(store, run) == [("1", "user-1")]
        audit(store, [account("1")])
        assert store.units(2)[0].changed == 0  # the same salt


def test_nobody_else_reads_the_file(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'preuve.db'}", "CH"):
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {0o600}


def test_a_file_is_durable(tmp_path: Path) -> None:
    path = tmp_path / "preuve.db"
    with Store.open(f"sqlite:///{path}", "CH"):
        engines = connect(f"sqlite:///{path}")
        for engine in (engines.reader, engines.writer):
            with engine.connect() as connection:
                for pragma, value in (("journal_mode", "wal"), ("synchronous", 2)):
                    assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        engines.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "not the URL of a database"),
        ("preuve.db", "not the URL of a database"),
        ("postgresql+psycopg://u:s3cret@host:port/x", "not the URL of a database"),
        ("mysql://u:s3cret@host/x", "mysql: use sqlite:/// or postgresql+psycopg://"),
        ("sqlite://", "needs the path of a file"),
        ("sqlite:///:memory:", "needs the path of a file"),
        ("sqlite:////no/such/folder/preuve.db", "no such folder"),
        ("postgresql+psycopg://u:s3cret@127.0.0.1:1/x", "127.0.0.1"),
    ],
)
def test_an_unusable_url(url: str, told: str) -> None:
    line = refusal(url)

    assert line.startswith("store.url: ")
    assert told in line
    assert "s3cret" not in line


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_bytes(b"matricule;nom\n" * 100)

    assert "file is not a database" in refusal(f"sqlite:///{path}")
    assert path.read_bytes() == b"matricule;nom\n" * 100


def test_the_database_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE runs (x)")
    other.close()

    assert "it holds the table 'runs'" in refusal(f"sqlite:///{path}")


def test_a_newer_store(store_url: str) -> None:
    with Store.open(store_url, "CH"):
        pass
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        connection.exec_driver_sql("INSERT INTO preuve_schema VALUES (99, 'later', '2030-01-01')")
    engines.close()

    assert "newer preuve made this store (schema 99, " in refusal(store_url)


def test_a_file_belongs_to_one_site(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'preuve.db'}"
    with Store.open(url, "CH Saint-Exemple"):
        pass

    assert "is that of 'CH Saint-Exemple', not of 'CH'" in refusal(url)


def test_a_migration_that_fails_leaves_nothing(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: object) -> None:
        migrations.ledger_guards(connection)  # type: ignore[arg-type]  # it is a connection
        raise ZeroDivisionError

    steps = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", (steps[0], fails))
    with pytest.raises(ZeroDivisionError):
        Store.open(store_url, "CH")
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)

    with Store.open(store_url, "CH") as store:  # goes on after the first
        start_run(store)
        assert store.verify_ledger() == 2


def test_a_damaged_file_is_an_integrity_error(tmp_path: Path) -> None:
    path = tmp_path / "preuve.db"
    with Store.open(f"sqlite:///{path}", "CH") as store:
        run = audit(store, [account(f"{number:05}") for number in range(2000)])
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(b"\xff" * (path.stat().st_size // 3))

    with Store.open(f"sqlite:///{path}", "CH") as store, pytest.raises(IntegrityError):
        list(store.facts(type(account("1")), run))


def test_a_full_disk_is_one_clear_line(tmp_path: Path) -> None:
    engines = connect(f"sqlite:///{tmp_path / 'preuve.db'}")
    with engines.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 2")

        with pytest.raises(PreuveError, match=r"^the store: database or disk is full$"):
            connection.exec_driver_sql("CREATE TABLE filled AS SELECT zeroblob(100000) AS x")
    engines.close()


def test_a_file_locked_for_good_is_waited_for_once(tmp_path: Path) -> None:
    """Each write that was left waited its minute in turn: an audit ended five minutes later."""
    path = tmp_path / "preuve.db"
    engines = connect(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    with engines.writer.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        (before,) = driver.execute("PRAGMA busy_timeout").fetchone()
        driver.execute("PRAGMA busy_timeout=10")  # the minute, shortened
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(PreuveError, match="database is locked"), engines.writer.begin():
        pytest.fail("it was locked")

    other.execute("ROLLBACK")
    with engines.writer.begin() as connection:
        after = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    other.close()
    engines.close()
    assert (before, after) == (60_000, 500)


def test_a_lost_server_is_one_clear_line(postgres: PostgreSQL) -> None:
    with postgres.database() as url, Store.open(url, "CH") as store:
        run = start_run(store)
        engines = connect(url)
        with engines.reader.connect() as lost, engines.writer.begin() as killer:
            pid = lost.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            killer.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")

            with pytest.raises(PreuveError, match=r"^the store: .*terminating connection"):
                lost.exec_driver_sql("SELECT 1")
        engines.close()
        assert store.run(None).run == run
