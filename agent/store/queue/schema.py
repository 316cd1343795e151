"""The queue's tables: made at its first use, and brought up to date with Procrastinate."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from procrastinate.schema import SchemaManager
from psycopg.sql import SQL, Identifier

from agent.core.errors import ConfigurationError

_ALONE = 0x70726576  # the key of PostgreSQL's lock while tables are made or changed
_PLAIN = re.compile(r"[a-z_][a-z0-9_]{0,40}")
# The newest migration in what was made before these were recorded.
_FIRST = "03.04.00_50_post_add_retry_failed_job_procedure"
_RECORD = "preuve_migrations"


def made(parameters: dict[str, Any]) -> str:
    """The schema of the queue beside the store's, made or brought up to date if need be.

    Whoever may only use the tables is asked for no right to make them.

    Raises:
        ConfigurationError: it has no plain name, or a newer Procrastinate made it.
        psycopg.Error: the server does not answer, or does not let tables be made.
    """
    steps = _steps()
    with psycopg.connect(**parameters, autocommit=True) as connection:
        row = connection.execute("SELECT current_schema()").fetchone()
        schema = f"{row[0]}_queue" if row else ""
        if not _PLAIN.fullmatch(schema):
            raise ConfigurationError([f"store.url: {schema}: no name for the schema of a queue"])
        if _applied(connection, schema, steps) != set(steps):
            # Until this connection ends, nobody else does.
            connection.execute("SELECT pg_advisory_lock(%s)", [_ALONE])
            _upgrade(connection, schema, steps)
    return schema


def _steps() -> dict[str, Path]:
    """Procrastinate's migrations, oldest first."""
    found = Path(SchemaManager.get_migrations_path()).glob("*.sql")
    return {each.stem: each for each in sorted(found)}


def _applied(connection: psycopg.Connection, schema: str, steps: Iterable[str]) -> set[str]:
    """The migrations that the tables have had; none when there is no table."""
    if not _there(connection, "to_regclass", f"{schema}.procrastinate_jobs"):
        return set()
    if not _there(connection, "to_regclass", f"{schema}.{_RECORD}"):
        return {each for each in steps if each <= _FIRST}
    every = SQL("SELECT name FROM {}").format(Identifier(schema, _RECORD))
    names = {str(row[0]) for row in connection.execute(every)}
    if unknown := names.difference(steps):
        raise ConfigurationError(
            [f"store.url: a newer preuve made this queue ({max(unknown)}); update preuve here"]
        )
    return names


def _there(connection: psycopg.Connection, kind: str, name: str) -> bool:
    look = SQL("SELECT {}(%s) IS NOT NULL").format(Identifier(kind))
    row = connection.execute(look, [name]).fetchone()
    return row is not None and bool(row[0])


def _upgrade(connection: psycopg.Connection, schema: str, steps: dict[str, Path]) -> None:
    """Make the tables, or what they lack: each step with its record, or not at all."""
    if not _there(connection, "to_regnamespace", schema):
        connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
    connection.execute(SQL("SET search_path TO {}").format(Identifier(schema)))
    applied = _applied(connection, schema, steps)
    if not applied:
        with connection.transaction():
            connection.execute(SchemaManager.get_schema())
            _record(connection, steps)
    for name in sorted(set(steps) - applied) if applied else ():
        with connection.transaction():
            connection.execute(steps[name].read_bytes())
            _record(connection, {*applied, name})


def _record(connection: psycopg.Connection, names: Iterable[str]) -> None:
    table = Identifier(_RECORD)
    make = SQL("CREATE TABLE IF NOT EXISTS {} (name text PRIMARY KEY)").format(table)
    connection.execute(make)
    add = SQL("INSERT INTO {} SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING").format(table)
    connection.execute(add, [sorted(names)])
