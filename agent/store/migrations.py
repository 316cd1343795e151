"""Migrations: functions in order, all that are missing in one transaction with their records."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError

from agent.core.errors import ConfigurationError
from agent.store import clock, copies, ledger, tables, told_once
from agent.store.engines import Engines
from agent.store.filings import filings as filed

_schema = Table(
    "preuve_schema",
    MetaData(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("applied", Text, nullable=False),
)
_ALONE = 0x70726575  # "preu": the key of PostgreSQL's lock on this schema


def first_tables(connection: Connection) -> None:
    """Every table of version 0.1, but for those that a later step makes anew."""
    tables.metadata.create_all(connection)


_REFUSE_SQLITE = """
CREATE TRIGGER ledger_no_{verb} BEFORE {verb} ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
# INSERT OR REPLACE deletes without firing the DELETE trigger.
_NEXT_SQLITE = """
CREATE TRIGGER ledger_next BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE hash = NEW.hash)
  OR NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger WHERE site = NEW.site)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
_REFUSE_POSTGRESQL = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
"""
_NO_CHANGE_POSTGRESQL = """
CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
"""


def ledger_guards(connection: Connection) -> None:
    """Guards against accidents; the proof is the chain itself, verified from its bytes."""
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(_REFUSE_SQLITE.format(verb=verb))
        connection.exec_driver_sql(_NEXT_SQLITE)
    else:
        connection.exec_driver_sql(_REFUSE_POSTGRESQL)
        connection.exec_driver_sql(_NO_CHANGE_POSTGRESQL)


_KEEP_SQLITE = """
CREATE TRIGGER statements_no_{verb} BEFORE {verb} ON statements
BEGIN SELECT RAISE(ABORT, 'statements are append-only'); END
"""
_KEEP_POSTGRESQL = """
CREATE FUNCTION statements_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'statements are append-only'; END $$
"""
_NO_STATEMENT_CHANGE_POSTGRESQL = """
CREATE TRIGGER statements_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON statements
FOR EACH STATEMENT EXECUTE FUNCTION statements_refuse()
"""


def persons_words(connection: Connection) -> None:
    """Statements, append-only, and their free words, which can be erased."""
    tables.added.create_all(connection, tables=[tables.statements, tables.statement_texts])
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(_KEEP_SQLITE.format(verb=verb))
    else:
        connection.exec_driver_sql(_KEEP_POSTGRESQL)
        connection.exec_driver_sql(_NO_STATEMENT_CHANGE_POSTGRESQL)


_APPEND_ONLY_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_NEW_SQLITE = """
CREATE TRIGGER {table}_new BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_APPEND_ONLY_POSTGRESQL = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
"""
_NO_CHANGE_OF_POSTGRESQL = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION append_only()
"""
_NEXT_POSTGRESQL = """
CREATE FUNCTION ledger_next() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger WHERE site = NEW.site) THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  RETURN NEW;
END $$
"""
_ONLY_NEXT_POSTGRESQL = """
CREATE TRIGGER ledger_only_next BEFORE INSERT ON ledger
FOR EACH ROW EXECUTE FUNCTION ledger_next()
"""


def seals(connection: Connection) -> None:
    """Seals, the documents under them and the settings of runs: append-only."""
    made = [tables.run_settings, tables.seals, tables.sealed_documents]
    tables.added.create_all(connection, tables=made)
    if connection.dialect.name != "sqlite":
        for statement in (_APPEND_ONLY_POSTGRESQL, _NEXT_POSTGRESQL, _ONLY_NEXT_POSTGRESQL):
            connection.exec_driver_sql(statement)
    for table in made:
        for statement in _append_only(connection, table):
            connection.exec_driver_sql(statement)


def timestamps(connection: Connection) -> None:
    """Replies of timestamp authorities: append-only."""
    tables.added.create_all(connection, tables=[tables.timestamps])
    for statement in _append_only(connection, tables.timestamps):
        connection.exec_driver_sql(statement)


def erasures(connection: Connection) -> None:
    """What was erased by age, and when: append-only."""
    made = [tables.erased_bodies, tables.erased_runs]
    tables.added.create_all(connection, tables=made)
    for table in made:
        for statement in _append_only(connection, table):
            connection.exec_driver_sql(statement)


def pseudonyms(connection: Connection) -> None:
    """What seals cover under pseudonyms: not append-only, since it is erased with names."""
    tables.added.create_all(connection, tables=[tables.sealed_pseudonyms])


def filings(connection: Connection) -> None:
    """What a region filed of hospitals' bundles: append-only."""
    tables.added.create_all(connection, tables=[filed])
    for statement in _append_only(connection, filed):
        connection.exec_driver_sql(statement)


def exhibits_told_once(connection: Connection) -> None:
    """Exhibits, of which all but the digest is in the ledger alone."""
    told_once.move(connection)


def ledger_by_act(connection: Connection) -> None:
    """What is looked for in a ledger is found without reading all that tells of collections."""
    if connection.dialect.name == "sqlite":
        index = f"CREATE INDEX IF NOT EXISTS {ledger.BY_ACT} ON ledger (site, seq)"
        connection.exec_driver_sql(f"{index} WHERE {ledger.SELDOM}")


def _append_only(connection: Connection, table: Table) -> list[str]:
    if connection.dialect.name != "sqlite":
        return [_NO_CHANGE_OF_POSTGRESQL.format(table=table.name)]
    same = " AND ".join(f"{each.name} = NEW.{each.name}" for each in table.primary_key)
    return [
        *(_APPEND_ONLY_SQLITE.format(table=table.name, verb=verb) for verb in ("UPDATE", "DELETE")),
        _NEW_SQLITE.format(table=table.name, same=same),
    ]


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    first_tables,
    ledger_guards,
    persons_words,
    seals,
    timestamps,
    erasures,
    pseudonyms,
    filings,
    exhibits_told_once,
    ledger_by_act,
)


def migrate(engines: Engines) -> Path | None:
    """Bring a database to this version, and give where its copy is; one up to date is only read.

    Raises:
        ConfigurationError: it is no store, a newer preuve made it, or no copy could be made.
    """
    copy = None
    try:
        with engines.reader.connect() as connection:
            version = _version(connection)
        if version < len(MIGRATIONS):
            with engines.writer.begin() as connection:
                copy = _upgrade(engines, connection)
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise ConfigurationError([f"store.url: not a store of preuve ({reason})"]) from None
    return copy


def _version(connection: Connection) -> int:
    """How many migrations were applied; another preuve may be applying them right now."""
    names = inspect(connection).get_table_names()
    if _schema.name not in names:
        if names:
            raise ConfigurationError(
                [f"store.url: not a store of preuve (it holds the table {min(names)!r})"]
            )
        return 0
    version = connection.scalar(select(func.max(_schema.c.version))) or 0
    if version > len(MIGRATIONS):
        known = f"schema {version}, this one knows {len(MIGRATIONS)}"
        problem = f"store.url: a newer preuve made this store ({known})"
        way_out = "update preuve, or put back the copy made before the upgrade"
        raise ConfigurationError([f"{problem}; {way_out}"])
    return version


def _upgrade(engines: Engines, connection: Connection) -> Path | None:
    """Copy, then change: all of it or nothing, and nobody else upgrades meanwhile."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(_ALONE)))
    before = _version(connection)
    copy = copies.keep(engines, before) if 0 < before < len(MIGRATIONS) else None
    _schema.create(connection, checkfirst=True)
    for version, step in enumerate(MIGRATIONS[before:], before + 1):
        step(connection)
        record = {"version": version, "name": step.__name__, "applied": clock.text()}
        connection.execute(insert(_schema).values(record))
    return copy
