"""Several hospitals, one PostgreSQL, workers that die: each request ends in one audit, and one only."""

import json
import os
import re
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent.core.runs import RunState
from agent.store import Store
from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_dishonest import STRANGER, Hospital
from tests.lab.postgresql import PostgreSQL
from tests.program.ready import PREUVE

EAST, WEST = "CH de l’Est", "CH de l’Ouest"
PATIENCE = 400  # seconds: of a busy machine


class Shared:
    """Two hospitals in one database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.desks = {name: self._desk(folder / name[-4:], name) for name in (EAST, WEST)}

    def _desk(self, folder: Path, name: str) -> Desk:
        folder.mkdir()
        made = Hospital(folder)
        made.directory(STRANGER)
        made.desk.edit("CH d’essai", name)
        made.desk.edit("[[people]]", f'[store]\nurl = "{self.url}"\n[[people]]')
        return made.desk

    def ask(self, site: str) -> str:
        ran = self.desks[site].run("worker", "ask", "--lang", "en")
        assert ran.code == 0, ran.err
        return ran.out

    def status(self, site: str) -> str:
        return self.desks[site].run("worker", "status", "--lang", "en").out.strip()

    @contextmanager
    def worker(self, *sites: str, more: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[bytes]]:
        """A worker of some hospitals, killed at the end with all that it started."""
        configs = [
            each for site in sites for each in ("--config", self.desks[site].folder / "preuve.toml")
        ]
        line = [PREUVE, "worker", "run", *configs, "--lost-after", "2", *more]
        environment = self.desks[EAST].environment
        with subprocess.Popen(line, env=environment, start_new_session=True) as process:
            try:
                yield process
            finally:
                killed(process)

    def once(self, *sites: str) -> None:
        with self.worker(*sites, more=("--once",)) as process:
            assert process.wait(PATIENCE) == 0

    def wait_for_audit(self, site: str) -> None:
        """Until an audit ended and its request is done; the ledger is cheaper to ask."""
        until(lambda: self.entries(site)["run.ended"] > 0)
        until(lambda: "1 done" in self.status(site))

    def entries(self, site: str) -> Counter[str]:
        with Store.open(self.url, site) as store:
            store.verify_ledger()
            return Counter(each["type"] for each in store.ledger())


def killed(process: subprocess.Popen[bytes]) -> None:
    """As a power cut: the worker and its audits."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture
def shared(tmp_path: Path, postgres: PostgreSQL) -> Iterator[Shared]:
    with postgres.database() as url:
        yield Shared(tmp_path, url)


def test_a_request_ends_in_its_hospitals_ledger_alone(shared: Shared, tmp_path: Path) -> None:
    first, second = shared.ask(EAST), shared.ask(EAST)
    shared.once(WEST)
    assert shared.status(EAST) == f"{EAST}: 1 waiting, 0 under way, 0 done, 0 failed, 0 cancelled"

    shared.once(EAST)

    assert ("was asked for" in first, "waits already" in second) == (True, True)
    assert shared.status(EAST) == f"{EAST}: 0 waiting, 0 under way, 1 done, 0 failed, 0 cancelled"
    told = shared.entries(EAST)
    assert (told["request.taken"], told["run.ended"], told["sealed"]) == (1, 1, 1)
    assert shared.entries(WEST)["run.started"] == 0
    seen = region(shared, tmp_path)
    assert [(each["site"], each["word"], each["bundles"]) for each in seen] == [
        (EAST, "current", 1),
        (WEST, "never", 0),
        ("CH du Nord", "never", 0),
    ]
    result = shared.desks[EAST].result()
    assert [each["verdict"] for each in seen[0]["questions"]] == [
        each["verdict"] for each in result["questions"]
    ]


def region(shared: Shared, folder: Path) -> list[dict[str, Any]]:
    """The hospitals as a region of the same database sees them."""
    (folder / "region").mkdir()
    desk = Desk(folder / "region", {})
    sites = "".join(f'[[sites]]\nname = "{name}"\n' for name in (EAST, WEST, "CH du Nord"))
    desk.configure(f'[site]\nname = "GHT"\n[store]\nurl = "{shared.url}"\n{sites}')
    told: list[dict[str, Any]] = json.loads(
        desk.run("fleet", "report", "--format", "json", "--output", "-").out
    )["sites"]
    return told


@contextmanager
def unanswering() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_what_a_killed_worker_had_begun_is_taken_up_once(shared: Shared) -> None:
    """Power is cut while the directory is waited for; when it is back, the directory is gone."""
    with unanswering() as port:
        shared.desks[EAST].edit(
            'export = "ad.ldif"\n',
            f'url = "ldaps://127.0.0.1:{port}"\nuser = "audit@ch.lan"\npassword = "env:NOBODY"\n',
        )
        shared.desks[EAST].environment["NOBODY"] = "secret"
        shared.ask(EAST)
        with shared.worker(EAST) as process:
            until(lambda: shared.entries(EAST)["collection.started"] > 0)
            killed(process)
    told = shared.entries(EAST)
    assert (told["request.taken"], told["run.started"], told["run.ended"]) == (1, 1, 0)

    with shared.worker(EAST):
        shared.wait_for_audit(EAST)

    told = shared.entries(EAST)
    assert (told["request.taken"], told["run.started"], told["run.ended"]) == (1, 1, 1)
    assert told["run.resumed"] == 1
    with Store.open(shared.url, EAST) as store:
        assert [(each.run, each.state) for each in store.runs()] == [(1, RunState.ENDED)]


def test_a_hospital_that_cannot_be_audited_delays_nobody_and_is_tried_again(shared: Shared) -> None:
    with Store.open(shared.url, EAST) as store, shared.worker(EAST, WEST):
        with store.lock("somebody else"):
            shared.ask(EAST)
            until(lambda: shared.entries(EAST)["request.taken"] == 1)
            shared.ask(WEST)
            shared.wait_for_audit(WEST)
            assert shared.entries(EAST)["run.started"] == 0
        shared.wait_for_audit(EAST)
    told = shared.entries(EAST)
    assert (told["request.taken"], told["run.ended"]) == (1, 1)


def test_an_audit_under_way_is_taken_back(shared: Shared) -> None:
    desk = shared.desks[EAST]
    with unanswering() as port:
        desk.edit(
            'export = "ad.ldif"\n',
            f'url = "ldaps://127.0.0.1:{port}"\nuser = "audit@ch.lan"\npassword = "env:NOBODY"\n'
            '[worker]\nday = "daily"\nat = "02:00"\n',
        )
        desk.environment["NOBODY"] = "secret"
        assert "nothing waits" in desk.run("worker", "cancel", "--lang", "en").out
        shared.ask(EAST)
        with shared.worker(EAST):
            until(lambda: shared.entries(EAST)["collection.started"] > 0)

            assert "is cancelled" in desk.run("worker", "cancel", "--lang", "en").out

            until(lambda: "0 under way, 0 done, 0 failed, 1 cancelled" in shared.status(EAST))
    assert re.search(
        r"asks for itself \(daily 02:00\): \d{4}-\d\d-\d\d 02:00$", shared.status(EAST)
    )
    assert shared.entries(EAST)["run.ended"] == 0
    with Store.open(shared.url, EAST) as store:
        assert [(each.run, each.state) for each in store.runs()] == [(1, RunState.ABORTED)]


def test_workers_need_postgresql(tmp_path: Path) -> None:
    hospital = Hospital(tmp_path)

    ran = hospital.desk.run("worker", "ask", "--lang", "en")

    assert ran.code == 3
    assert "PostgreSQL" in ran.err
