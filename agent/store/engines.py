"""Two engines on one database: readers deferred, the writer immediate.

With BEGIN IMMEDIATE everywhere, a plain SELECT waits for the writer and fails.
"""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from agent.core.errors import ConfigurationError

_WAIT_SECONDS = 60  # how long a writer waits for another one's short transaction


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
        ConfigurationError: the URL, the folder or the file is not usable.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise ConfigurationError([f"store.url: {text!r} is no database URL"]) from None
    if url.get_backend_name() == "sqlite":
        engines = _sqlite(url)
    elif url.drivername == "postgresql+psycopg":
        engines = _postgresql(url)
    else:
        raise ConfigurationError(
            [f"store.url: {url.drivername}: use sqlite:/// or postgresql+psycopg://"]
        )
    try:
        with engines.reader.connect():
            pass
    except DBAPIError as error:
        engines.close()
        reason = str(error.orig).strip().splitlines()[0]
        where = url.render_as_string(hide_password=True)
        raise ConfigurationError([f"store.url: {where}: cannot be opened ({reason})"]) from None
    return engines


def _sqlite(url: URL) -> Engines:
    path = Path(url.database or "preuve.db")
    if not path.parent.is_dir():
        raise ConfigurationError([f"store.url: no such folder: {path.parent}"])
    if not path.exists() and os.name == "posix":
        # The store holds staff data: nobody else on this computer may read it.
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    reader = create_engine(url, connect_args={"timeout": _WAIT_SECONDS})
    writer = create_engine(url, connect_args={"timeout": _WAIT_SECONDS})
    for engine, begin in ((reader, "BEGIN"), (writer, "BEGIN IMMEDIATE")):
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _beginning(begin))
    return Engines(reader, writer)


def _settle(connection: sqlite3.Connection, _record: Any) -> None:
    """The driver must not begin transactions by itself; durability before speed."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _beginning(statement: str) -> Any:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _postgresql(url: URL) -> Engines:
    try:
        engine = create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise ConfigurationError(
            ["store.url: PostgreSQL needs its driver: pip install 'preuve[postgresql]'"]
        ) from None
    return Engines(engine, engine)
