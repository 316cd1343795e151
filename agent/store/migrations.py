"""Migrations: functions in order, each in a transaction with its own record."""

from collections.abc import Callable

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, func, insert, select
from sqlalchemy.exc import DatabaseError

from agent.core.errors import ConfigurationError
from agent.store import clock, tables
from agent.store.engines import Engines

_schema = Table(
    "schema",
    MetaData(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("applied", Text, nullable=False),
)


def first_tables(connection: Connection) -> None:
    """Every table of version 0.1."""
    tables.metadata.create_all(connection)


_REFUSE_SQLITE = """
CREATE TRIGGER ledger_no_{verb} BEFORE {verb} ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
_ONCE_SQLITE = """
CREATE TRIGGER ledger_once BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE (site = NEW.site AND seq >= NEW.seq) OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
_REFUSE_POSTGRESQL = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
"""
_TRIGGER_POSTGRESQL = """
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
"""


def ledger_guards(connection: Connection) -> None:
    """Guards against accidents; the proof is the chain itself, verified from its bytes."""
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(_REFUSE_SQLITE.format(verb=verb))
        # INSERT OR REPLACE deletes without firing the DELETE trigger.
        connection.exec_driver_sql(_ONCE_SQLITE)
    else:
        connection.exec_driver_sql(_REFUSE_POSTGRESQL)
        connection.exec_driver_sql(_TRIGGER_POSTGRESQL)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (first_tables, ledger_guards)


def migrate(engines: Engines) -> None:
    """Bring a database to this version.

    Raises:
        ConfigurationError: it is no database, or a newer preuve made it.
    """
    try:
        with engines.writer.begin() as connection:
            _schema.create(connection, checkfirst=True)
            done = connection.scalar(select(func.max(_schema.c.version))) or 0
        if done > len(MIGRATIONS):
            raise ConfigurationError(
                [f"store.url: a newer preuve made this store (schema {done}); update preuve"]
            )
        for version, step in enumerate(MIGRATIONS[done:], done + 1):
            with engines.writer.begin() as connection:
                step(connection)
                record = {"version": version, "name": step.__name__, "applied": clock.text()}
                connection.execute(insert(_schema).values(record))
    except DatabaseError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise ConfigurationError([f"store.url: not a store of preuve ({reason})"]) from None
