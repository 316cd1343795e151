"""Thirty hospitals, three machines on a network: one is killed, one is cut off, two hospitals are poisoned.

Each machine is a network namespace, and reaches PostgreSQL by its wire alone, under the role that
docs/region.md gives to workers.
"""

import asyncio
import os
import re
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from agent.store import Store
from agent.store.queue import requests
from tests.end_to_end.test_workers import killed, until
from tests.lab import networks, postgresql
from tests.lab.networks import HUB, Network
from tests.lab.postgresql import PostgreSQL
from tests.program.ready import LOCALE, PREUVE

REGION = Path(__file__).parents[2] / "docs" / "region.md"
SITES = [f"CH {number:02}" for number in range(1, 31)]
AT_ONCE = 3  # audits on each of three machines
HANGING, BROKEN = SITES[4], SITES[29]  # a directory that never answers; a configuration that is none
HELD = SITES[: 3 * AT_ONCE]  # whose directory keeps each waiting, until all are under way
SITE = """[site]
name = "{name}"
[store]
url = "postgresql+psycopg://preuve_worker@{hub}/postgres"
[[people]]
name = "rh"
path = "rh.csv"
extracted_on = 2026-11-18
"""
DIRECTORY = """[[directory]]
name = "ad"
url = "ldaps://{hub}:{port}"
user = "audit@ch.lan"
password = "env:NOBODY"
"""


@dataclass
class Group:
    """The hospitals, their database, and their machines."""

    folder: Path
    network: Network
    server: PostgreSQL
    owner: str  # the URL of the store, from beside the server
    environment: dict[str, str]
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def asked(self, question: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(host=str(self.server.folder), user="postgres") as connection:
            return connection.execute(question.encode()).fetchall()

    def states(self) -> Counter[str]:
        told = self.asked("SELECT status::text FROM preuve_queue.procrastinate_jobs")
        return Counter(state for (state,) in told)

    def ask(self, site: str) -> None:
        assert asyncio.run(requests.opened(self.owner).ask(site))

    def cancel(self, site: str) -> int:
        return asyncio.run(requests.opened(self.owner).cancel(site))

    def worker(self) -> subprocess.Popen[str]:
        """A worker of every hospital, on a machine of its own."""
        configs = [word for site in SITES for word in ("--config", self.folder / f"{site}.toml")]
        line = [*networks.within(self.network.machine()), PREUVE, "worker", "run", *configs]
        line += ["--at-once", str(AT_ONCE), "--lost-after", "2", "--lang", "en"]
        with (self.folder / f"{len(self.workers)}.err").open("w") as told:
            made = subprocess.Popen(
                line, env=self.environment, stderr=told, start_new_session=True, text=True
            )
        self.workers.append(made)
        return made

    def said(self, worker: subprocess.Popen[str]) -> str:
        return (self.folder / f"{self.workers.index(worker)}.err").read_text()

    def auditing(self, worker: subprocess.Popen[str]) -> dict[str, psutil.Process]:
        """The audits under way on a machine, by hospital: the lock tells which process holds it."""
        own = {each.pid: each for each in psutil.Process(worker.pid).children(recursive=True)}
        held = self.asked("SELECT site, holder FROM preuve.locks")
        told = {site: int(re.findall(r"\((\d+)\)$", holder)[0]) for site, holder in held}
        return {site: own[pid] for site, pid in told.items() if pid in own}

    def entries(self, site: str) -> Counter[str]:
        with Store.open(self.owner, site) as store:
            store.verify_ledger()
            return Counter(each["type"] for each in store.ledger())


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    postgresql.needed()
    within = networks.within
    with networks.network() as network, postgresql.serving(within(network.hub), HUB) as server:
        first, second = re.findall(r"```sql\n(.*?)```", REGION.read_text("utf-8"), re.DOTALL)
        server.run(first + "ALTER ROLE preuve_worker PASSWORD 'drawn'")
        owner = f"postgresql+psycopg://preuve_owner@/postgres?host={server.folder}"
        for site in SITES:
            Store.open(owner, site).close()
        requests.opened(owner)
        server.run(second)
        secret = tmp_path / "pgpass"
        secret.write_text(f"{HUB}:*:*:preuve_worker:drawn\n")
        secret.chmod(0o600)
        (tmp_path / "rh.csv").write_text("MATRICULE;NOM;PRENOM\n1;DUPONT;Jeanne\n", "utf-8")
        told = {"PGPASSFILE": str(secret), "NOBODY": "secret", "LC_ALL": LOCALE}
        made = Group(tmp_path, network, server, owner, {**os.environ, **told})
        try:
            yield made
        finally:
            for each in made.workers:
                killed(each)


def written(group: Group, gate: socket.socket, silence: socket.socket) -> None:
    """The configurations of the thirty."""
    for site in SITES:
        text = SITE.format(name=site, hub=HUB)
        if site in HELD:
            held = silence if site == HANGING else gate
            text += DIRECTORY.format(hub=HUB, port=held.getsockname()[1])
        if site == BROKEN:
            text += "[people]\n"
        (group.folder / f"{site}.toml").write_text(text, "utf-8")


def test_each_request_ends_in_one_audit_or_is_said_undone(group: Group) -> None:
    gate, silence = group.network.listener(), group.network.listener()
    written(group, gate, silence)
    for site in SITES:
        group.ask(site)
    power, wire, left = (group.worker() for _ in range(3))
    until(lambda: sum(len(group.auditing(each)) for each in group.workers) == len(HELD))
    lost, cut = group.auditing(power), group.auditing(wire)
    greedy = min(group.auditing(left).keys() - {HANGING})

    killed(power)
    group.network.cut(group.network.machines[1])
    gate.close()
    until(lambda: group.entries(greedy)["run.ended"] == 1)
    until(lambda: f"{greedy}:" not in "" and done(group, greedy) == 1)
    group.ask(greedy)
    until(lambda: not any(each.is_running() for each in cut.values()))
    until(lambda: group.states() == {"succeeded": 29, "doing": 1, "todo": 1})

    assert fair(group)
    assert "the database does not answer" in group.said(wire)
    assert f"{BROKEN}.toml" in group.said(left)
    assert (group.cancel(HANGING), group.cancel(BROKEN)) == (1, 1)
    until(lambda: group.states() == {"succeeded": 29, "aborted": 1, "cancelled": 1})
    left.send_signal(signal.SIGTERM)
    assert left.wait(60) == 3  # a hospital was left out

    group.network.restore(group.network.machines[1])
    group.ask(SITES[20])
    until(lambda: group.states()["succeeded"] == 30)
    wire.send_signal(signal.SIGTERM)
    assert wire.wait(60) == 3
    silence.close()

    for site in SITES:
        told = group.entries(site)
        audits = {HANGING: 0, BROKEN: 0, greedy: 2, SITES[20]: 2}.get(site, 1)
        resumed = int(site in {*lost, *cut} - {HANGING})
        assert (site, told["run.ended"], told["sealed"]) == (site, audits, audits)
        assert (site, told["run.resumed"]) == (site, resumed) or site == HANGING
        assert told["run.started"] == max(audits, int(site == HANGING))


def done(group: Group, site: str) -> int:
    told = group.asked(
        "SELECT count(*) FROM preuve_queue.procrastinate_jobs "
        f"WHERE queue_name = '{site}' AND status = 'succeeded'"
    )
    return int(told[0][0])


def fair(group: Group) -> bool:
    """Nobody waited while another hospital was given two turns.

    A request's turn is its first start: what a lost machine had begun is taken up in the same turn.
    """
    rows = group.asked(
        "SELECT queue_name, min(at) FILTER (WHERE type = 'deferred'), "
        "min(at) FILTER (WHERE type = 'started') FROM preuve_queue.procrastinate_jobs jobs "
        "JOIN preuve_queue.procrastinate_events events ON events.job_id = jobs.id "
        "GROUP BY jobs.id, queue_name"
    )
    turns = [(site, asked, started) for site, asked, started in rows if started is not None]
    assert len(turns) == len(SITES)  # one had two, one none
    return all(
        count < 2
        for site, asked, started in turns
        for count in Counter(
            other for other, _, when in turns if other != site and asked < when < started
        ).values()
    )
