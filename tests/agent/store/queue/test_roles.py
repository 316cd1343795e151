"""The roles of docs/region.md: a worker's can do its work, and none of what would hide some."""

import re
from pathlib import Path

import psycopg
import pytest

from agent.core.acts import Act
from agent.core.errors import ConfigurationError
from agent.store import Store
from agent.store.queue import requests
from tests.lab.postgresql import needed, serving

REGION = Path(__file__).parents[4] / "docs" / "region.md"
FORBIDDEN = (
    "DROP TABLE preuve.ledger",
    "DROP SCHEMA preuve CASCADE",
    "ALTER TABLE preuve.ledger DISABLE TRIGGER ALL",
    "ALTER TABLE preuve.runs ADD COLUMN more text",
    "CREATE TABLE preuve.more (id int)",
    "CREATE TABLE preuve_queue.more (id int)",
    "CREATE TABLE public.more (id int)",
    "CREATE SCHEMA more",
    "CREATE FUNCTION preuve.append_only() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DROP TRIGGER ledger_no_change ON preuve.ledger",
    "DELETE FROM preuve.ledger",
    "UPDATE preuve.ledger SET prev = ''",
    "TRUNCATE preuve.ledger",
    "DELETE FROM preuve.runs",
    "DELETE FROM preuve.seals",
    "UPDATE preuve.sites SET salt_key = ''",
    "UPDATE preuve.exhibits SET digest = ''",
    "DELETE FROM preuve.judgements",
    "DELETE FROM preuve.preuve_schema",
    "DELETE FROM preuve_queue.preuve_migrations",
    "SET ROLE preuve_owner",
)


def test_a_worker_can_hide_nothing() -> None:
    needed()
    first, second = re.findall(r"```sql\n(.*?)```", REGION.read_text("utf-8"), re.DOTALL)
    with serving() as server:
        owner, worker = (
            f"postgresql+psycopg://preuve_{who}@/postgres?host={server.folder}"
            for who in ("owner", "worker")
        )
        server.run(first)
        with pytest.raises(ConfigurationError, match="permission denied"):
            Store.open(worker, "CH")
        Store.open(owner, "CH").close()
        with pytest.raises(ConfigurationError, match="permission denied"):
            requests.opened(worker)
        requests.opened(owner)
        server.run(second)

        requests.opened(worker)
        with Store.open(worker, "CH") as store:
            store.record(Act.REQUEST_TAKEN, {"request": "a"})
            store.verify_ledger()
        with psycopg.connect(
            host=str(server.folder), user="preuve_worker", dbname="postgres", autocommit=True
        ) as connection:
            for each in FORBIDDEN:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(each.encode())
