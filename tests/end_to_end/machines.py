"""Hospitals of one PostgreSQL, and the machines that serve them over a network of namespaces."""

import asyncio
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

from agent.store import Store
from agent.store.queue import requests
from tests.end_to_end.test_workers import killed
from tests.lab import networks, postgresql
from tests.lab.networks import HUB, Network
from tests.lab.postgresql import PostgreSQL
from tests.program.ready import LOCALE, PREUVE

REGION = Path(__file__).parents[2] / "docs" / "region.md"
WORKER = f"postgresql+psycopg://preuve_worker@{HUB}/postgres"


class Machine:
    """A worker of every hospital, alone on a machine."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], told: Path) -> None:
        self.name, self.process, self._told = name, process, told

    @property
    def said(self) -> str:
        return self._told.read_text("utf-8")


class Group:
    """The hospitals, their database and their machines; `owner`: the store, from beside its server."""

    def __init__(self, folder: Path, network: Network, server: PostgreSQL) -> None:
        self.folder, self.network, self._server = folder, network, server
        self.owner = f"postgresql+psycopg://preuve_owner@/postgres?host={server.folder}"
        self.machines: list[Machine] = []
        secret = folder / "pgpass"
        secret.write_text(f"{HUB}:*:*:preuve_worker:drawn\n")
        secret.chmod(0o600)
        self._environment = {
            **os.environ, "PGPASSFILE": str(secret), "NOBODY": "secret", "LC_ALL": LOCALE,
            "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        }  # fmt: skip

    def open(self, sites: list[str]) -> None:
        """Make the tables and the roles as docs/region.md says."""
        first, second = re.findall(r"```sql\n(.*?)```", REGION.read_text("utf-8"), re.DOTALL)
        self._server.run(first + "ALTER ROLE preuve_worker PASSWORD 'drawn'")
        for site in sites:
            Store.open(self.owner, site).close()
        requests.opened(self.owner)
        self._server.run(second)

    def asked(self, question: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(host=str(self._server.folder), user="postgres") as connection:
            connection.execute("SET search_path TO preuve_queue, preuve")
            return connection.execute(question.encode()).fetchall()

    def states(self) -> Counter[str]:
        return Counter(
            state for (state,) in self.asked("SELECT status::text FROM procrastinate_jobs")
        )

    def done(self, site: str) -> int:
        """How many of its requests were answered."""
        told = self.asked("SELECT queue_name FROM procrastinate_jobs WHERE status = 'succeeded'")
        return told.count((site,))

    def turns(self) -> list[tuple[str, Any, Any]]:
        """Each request that had its turn: its hospital, when it was asked for, when it began.

        What a lost machine had begun is taken up in the same turn.
        """
        return self.asked(
            "SELECT queue_name, min(at) FILTER (WHERE type = 'deferred'), "
            "min(at) FILTER (WHERE type = 'started') FROM procrastinate_jobs jobs "
            "JOIN procrastinate_events events ON events.job_id = jobs.id GROUP BY jobs.id, queue_name "
            "HAVING bool_or(type = 'started')"
        )

    def ask(self, site: str) -> None:
        assert asyncio.run(requests.opened(self.owner).ask(site))

    def cancel(self, site: str) -> int:
        return asyncio.run(requests.opened(self.owner).cancel(site))

    def machine(self, *options: str) -> Machine:
        """One more machine, with a worker that serves every configuration."""
        name = self.network.machine()
        configs = [
            word for each in sorted(self.folder.glob("*.toml")) for word in ("--config", each)
        ]
        line = [*networks.within(name), PREUVE, "worker", "run", *configs, *options, "--lang", "en"]
        told = self.folder / f"{name}.err"
        with told.open("w") as errors:
            process = subprocess.Popen(
                line, env=self._environment, stderr=errors, start_new_session=True
            )
        self.machines.append(Machine(name, process, told))
        return self.machines[-1]

    def auditing(self, machine: Machine) -> dict[str, psutil.Process]:
        """The audits under way on a machine, by hospital: the lock tells which process holds it."""
        children = psutil.Process(machine.process.pid).children(recursive=True)
        own = {each.pid: each for each in children}
        held = self.asked("SELECT site, holder FROM locks")
        told = {site: int(re.findall(r"\((\d+)\)$", holder)[0]) for site, holder in held}
        return {site: own[pid] for site, pid in told.items() if pid in own}

    def collecting(self, source: str) -> set[str]:
        """The hospitals whose source of that name is being asked, or was."""
        told = self.asked("SELECT site, source FROM units")
        return {site for site, asked in told if asked == source}

    def entries(self, site: str) -> Counter[str]:
        """What its ledger tells, once verified."""
        with Store.open(self.owner, site) as store:
            store.verify_ledger()
            return Counter(each["type"] for each in store.ledger())


@contextmanager
def group(folder: Path) -> Iterator[Group]:
    """A network, its server and no machine yet."""
    postgresql.needed()
    hub = networks.within
    with networks.network() as network, postgresql.serving(hub(network.hub), HUB) as server:
        made = Group(folder, network, server)
        try:
            yield made
        finally:
            for each in made.machines:
                killed(each.process)
