"""Two engines on one database: readers deferred, the writer immediate.

With BEGIN IMMEDIATE everywhere, a plain SELECT waits for the writer and fails.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    Table,
    create_engine,
    event,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.sql.dml import Insert

from agent.core import private
from agent.core.errors import ConfigurationError, IntegrityError, PreuveError
from agent.store.tables import sites

_CHECKPOINT = 10_000  # pages (40 MB): a collection writes the same ones again and again
_WAIT_SECONDS = 60  # how long a writer waits for another process's short transactions
_LATER_MS = 500  # once that was in vain
_GONE_SECONDS = 25  # without a sign of the server, or of its client


@dataclass(frozen=True, slots=True)
class Engines:
    """The two ways into one database."""

    reader: Engine
    writer: Engine

    def close(self) -> None:
        """Close every connection."""
        self.reader.dispose()
        self.writer.dispose()


def connect(text: str) -> Engines:
    """Open a database by its URL: `sqlite:///path` or `postgresql+psycopg://…`.

    Raises:
        ConfigurationError: the URL, the folder, the file or the server is not usable.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the text itself may hold a password
        raise ConfigurationError(["store.url: not the URL of a database"]) from None
    makers: dict[str, Callable[[URL], Engines]] = {
        "sqlite": _sqlite,
        "postgresql+psycopg": _postgresql,
    }
    if url.drivername not in makers:
        raise ConfigurationError(
            [f"store.url: {url.drivername}: use sqlite:/// or postgresql+psycopg://"]
        )
    engines = makers[url.drivername](url)
    try:
        with engines.reader.connect():
            pass
    except (DBAPIError, PreuveError) as error:
        engines.close()
        where = url.set(query={}).render_as_string(hide_password=True)  # options may hold one too
        raise ConfigurationError([f"store.url: {where}: {_reason(error)}"]) from None
    for engine in {engines.reader, engines.writer}:
        event.listen(engine, "handle_error", _explain)
    return engines


def _sqlite(url: URL) -> Engines:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError(["store.url: sqlite:/// needs the path of a file"])
    path = Path(url.database)
    try:
        if not path.parent.is_dir():
            raise ConfigurationError([f"store.url: no such folder: {path.parent}"])
        # The store holds staff data: nobody else on this computer may read it.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            private.tighten(each)
    except OSError as error:
        raise ConfigurationError([f"store.url: {path}: {error.strerror}"]) from None
    waits = {"timeout": _WAIT_SECONDS}
    reader = create_engine(url, connect_args=waits, max_overflow=-1)
    # Threads queue for the one connection that writes: SQLite itself would have them sleep.
    writer = create_engine(
        url, connect_args=waits, pool_size=1, max_overflow=0, pool_timeout=10 * _WAIT_SECONDS
    )
    for engine, begin in ((reader, "BEGIN"), (writer, "BEGIN IMMEDIATE")):
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _beginning(begin))
    return Engines(reader, writer)


def _settle(connection: sqlite3.Connection, _record: Any) -> None:
    """The driver must not begin transactions by itself; durability before speed."""
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in (
        "synchronous=FULL", "recursive_triggers=ON", f"wal_autocheckpoint={_CHECKPOINT}",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Of two that switch a new file to WAL at once, SQLite lets one fail instead of wait."""
    patience = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.02)
        else:
            return


def _beginning(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _postgresql(url: URL) -> Engines:
    _, parameters = url.get_dialect()().create_connect_args(url)
    given = patience(parameters, _GONE_SECONDS)
    try:
        engine = create_engine(url, pool_pre_ping=True, max_overflow=-1, connect_args=given)
    except ModuleNotFoundError:
        raise ConfigurationError(
            ["store.url: PostgreSQL needs its driver: pip install 'preuve[postgresql]'"]
        ) from None
    # One pool, two engines: what listens to the writer's transactions leaves readers alone.
    return Engines(engine, engine.execution_options())


def patience(parameters: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Parameters of libpq: each side gives up the other after about `seconds` without a sign.

    By TCP's own, a client waits a quarter of an hour, and a server keeps for two hours what a
    machine that was cut off had locked.
    """
    probe = max(1, round(seconds / 3))
    beats = {"idle": probe, "interval": probe, "count": 2}
    silence = round(seconds * 1000)
    server = [f"-ctcp_keepalives_{name}={value}" for name, value in beats.items()]
    server += [f"-ctcp_user_timeout={silence}", str(parameters.get("options", ""))]
    return {
        "connect_timeout": max(2, round(seconds)),
        "tcp_user_timeout": silence,
        **{f"keepalives_{name}": value for name, value in beats.items()},
        **parameters,
        "options": " ".join(server).strip(),
    }


def _explain(context: ExceptionContext) -> PreuveError | None:
    """A full disk, a lost server or a damaged file is one clear line, wherever it is met."""
    if type(context.original_exception) is sqlite3.DatabaseError:
        return IntegrityError(f"the store: {context.original_exception}")
    if isinstance(context.sqlalchemy_exception, OperationalError):
        _wait_no_more(context)
        return PreuveError(f"the store: {_reason(context.sqlalchemy_exception)}")
    return None


def _wait_no_more(context: ExceptionContext) -> None:
    """A file that was locked for all that time may stay so: what is left to write asks once.

    Each unit under way and the end of the run would otherwise wait in turn, minutes on end.
    """
    busy = context.original_exception
    if getattr(busy, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY and context.connection:
        context.connection.connection.cursor().execute(f"PRAGMA busy_timeout={_LATER_MS}")


def _reason(error: Exception) -> str:
    told = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    return told.splitlines()[0] if told else type(error).__name__


def wait_turn(connection: Connection, site: str) -> None:
    """Until it ends, this transaction alone writes to the site's ledger, runs and lock.

    SQLite's writer is alone already; on PostgreSQL two could read the same last row.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(select(sites.c.name).where(sites.c.name == site).with_for_update())


def insertion(connection: Connection, table: Table) -> Any:
    """An insert that says what becomes of rows that are there: each database has its own words.

    They are imported here: those of the other database are of no use, and slow to import.
    """
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)


def insert_many(
    connection: Connection,
    statement: Insert,
    columns: Sequence[str],
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Insert rows whose values stand in the order of `columns`, itself that of the table.

    Core's own executemany handles each value in Python, which costs nearly as much as SQLite.
    """
    if not rows:
        return
    compiled = statement.inline().compile(dialect=connection.dialect, column_keys=list(columns))
    if compiled.positional:
        connection.exec_driver_sql(str(compiled), list(rows))
    else:
        named = [dict(zip(columns, row, strict=True)) for row in rows]
        connection.exec_driver_sql(str(compiled), named)


def reclaim(engines: Engines) -> None:
    """Write the database anew without what was deleted, which SQLite leaves in its free pages.

    PostgreSQL's own vacuum does it in time.
    """
    if engines.writer.dialect.name != "sqlite":
        return
    connection = engines.writer.raw_connection()
    try:
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            connection.cursor().execute(statement).fetchall()
    finally:
        connection.close()
