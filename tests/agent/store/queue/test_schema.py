"""The queue's tables go forward with Procrastinate, whole, and never backward."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate.schema import SchemaManager

from agent.core.errors import ConfigurationError
from agent.store.queue import schema
from tests.lab.postgresql import PostgreSQL

STEPS = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
# What says how tables are made, function by function; enum values in their order.
CATALOGUE = """
SELECT 'column', table_name || '.' || column_name, data_type || is_nullable || coalesce(column_default, '')
FROM information_schema.columns WHERE table_schema = %(schema)s
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s
UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = %(schema)s::regnamespace
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = %(schema)s::regnamespace AND NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_function_identity_arguments(oid) || prosrc FROM pg_proc
WHERE pronamespace = %(schema)s::regnamespace
UNION ALL SELECT 'type', typname, (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder)
FROM pg_enum WHERE enumtypid = pg_type.oid) FROM pg_type
WHERE typnamespace = %(schema)s::regnamespace AND typtype = 'e'
"""


class Place:
    """A store's empty place in a server, with what libpq needs to reach it."""

    def __init__(self, server: PostgreSQL, name: str) -> None:
        options = f"-csearch_path={name}"
        self.parameters: dict[str, Any] = {
            "host": str(server.folder), "user": "postgres", "options": options,
        }  # fmt: skip
        self.queue = f"{name}_queue"

    def run(self, *statements: str | bytes) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        with psycopg.connect(**self.parameters, autocommit=True) as connection:
            connection.execute(f"SET search_path TO {self.queue}".encode())
            for each in statements:
                done = connection.execute(each.encode() if isinstance(each, str) else each)
                found = done.fetchall() if done.description else []
        return found

    def catalogue(self) -> set[tuple[str, ...]]:
        with psycopg.connect(**self.parameters) as connection:
            told = connection.execute(CATALOGUE, {"schema": self.queue}).fetchall()
        return {tuple(str(word).replace(self.queue, "") for word in each) for each in told}

    def of_long_ago(self, last: str) -> None:
        """Make the tables as the Procrastinate whose last migration that is."""
        self.run(f"CREATE SCHEMA {self.queue}")
        names = [each.stem for each in STEPS if each.stem <= last]
        self.run(*(each.read_bytes() for each in STEPS if each.stem in names))
        self.run(
            "CREATE TABLE preuve_migrations (name text PRIMARY KEY)",
            f"INSERT INTO preuve_migrations SELECT unnest(ARRAY{names})",
        )


@pytest.fixture
def places(postgres: PostgreSQL) -> tuple[Place, Place]:
    names = ("old_place", "new_place")
    postgres.run("".join(f"CREATE SCHEMA {name};" for name in names))
    return Place(postgres, names[0]), Place(postgres, names[1])


@pytest.fixture(autouse=True)
def gone(postgres: PostgreSQL) -> None:
    for name in ("old_place", "new_place"):
        postgres.run(f"DROP SCHEMA IF EXISTS {name}, {name}_queue CASCADE")


def test_tables_of_an_older_procrastinate_become_those_of_this_one(
    places: tuple[Place, Place],
) -> None:
    old, new = places
    old.of_long_ago("03.02.00_50_post_batch_defer_jobs")
    old.run("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('CH', 'audit')")
    schema.made(new.parameters)
    assert old.catalogue() != new.catalogue()

    schema.made(old.parameters)

    assert old.catalogue() == new.catalogue()
    assert old.run("SELECT queue_name, status::text FROM procrastinate_jobs") == [("CH", "todo")]
    applied = old.run("SELECT name FROM preuve_migrations ORDER BY name")
    assert applied == [(each.stem,) for each in STEPS]


def test_tables_made_before_migrations_were_recorded_are_left_as_they_are(
    places: tuple[Place, Place],
) -> None:
    old, _ = places
    schema.made(old.parameters)
    old.run("DROP TABLE preuve_migrations")
    before = old.catalogue()

    assert schema.made(old.parameters) == old.queue
    assert old.catalogue() == before


def test_tables_of_a_newer_procrastinate_are_refused(places: tuple[Place, Place]) -> None:
    old, _ = places
    schema.made(old.parameters)
    old.run("INSERT INTO preuve_migrations VALUES ('99.00.00_01_pre_of_tomorrow')")

    with pytest.raises(ConfigurationError, match=r"newer preuve made this queue \(99\.00\.00_01"):
        schema.made(old.parameters)
