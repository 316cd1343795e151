"""The catalogue of a real Bacula, asked over real SSH through a console that may only list."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk
from tests.end_to_end.planted import stored
from tests.end_to_end.test_hosts import SITE, block
from tests.lab.backups.bacula import Bacula
from tests.lab.hosts.fixtures import require_hosts
from tests.lab.hosts.kept import EVERY
from tests.lab.hosts.sshd import Host, SshHosts
from tests.lab.hosts.trees import build

# A director that is gone in the middle of its answer, after a whole job.
GONE = """#!/bin/sh
cat >/dev/null
echo '1000 OK: 103 lab-dir Version: 9.6.7 (10 December 2020)'
echo '           JobId: 7'
echo '            Name: Sauve'
echo '       JobStatus: T'
echo '       JobErrors: 0'
"""
ASKED = '[[backups]]\nproduct = "bacula"\nhost = "sauve"\ntimezone = "UTC"\n'


@dataclass(frozen=True)
class Server:
    """A host with a console, and the director that it speaks to."""

    bacula: Bacula
    settings: Path
    desk: Desk

    def tell(self, text: str, mode: int = 0o600, owner: int = 1500) -> None:
        self.settings.write_text(text, "utf-8")
        self.settings.chmod(mode)
        os.chown(self.settings, owner, owner)

    def console(self, said: str = "read-only", port: int | None = None) -> str:
        """What bconsole reads: a console of its own name, and no director's password."""
        return (
            f"Director {{\n Name = lab-dir\n DIRport = {port or self.bacula.ports['dir']}\n"
            ' address = 127.0.0.1\n Password = "unused"\n}\n'
            f'Console {{\n Name = preuve\n Password = "{said}"\n}}\n'
        )

    def asked(self, name: str = "bacula") -> tuple[str | None, str]:
        ran = self.desk.run("scan", "--only", name)
        (source,) = [each for each in self.desk.result()["sources"] if each["source"] == name]
        return source["reason"], " ".join((ran.out + ran.err).split())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    require_hosts()
    folder = tmp_path_factory.mktemp("bconsole")
    (debian,) = [each for each in EVERY if each.name == "debian12"]
    today = datetime.now(UTC).date()
    tree = build(debian, folder / "sauve", today, "sauve")
    gone = build(replace(debian, programs={"bconsole": GONE}), folder / "gone", today, "gone")
    for each in (tree, gone):
        (each.root / "etc" / "preuve").mkdir()
    settings = gone.root / "etc" / "preuve" / "bconsole.conf"
    settings.write_text("# read by nobody\n", "utf-8")
    settings.chmod(0o600)
    os.chown(settings, 1500, 1500)
    with (
        Bacula(folder / "bacula") as bacula,
        SshHosts(folder / "lab", [Host(tree), Host(gone)]) as hosts,
    ):
        bacula.run("Sauve")
        bacula.run("Absent")  # one of the two places that it has to save is not there
        bacula.run("Sauve")
        (folder / "desk").mkdir()
        desk = Desk(folder / "desk", {})
        away = ASKED.replace('"sauve"', '"gone"') + 'name = "away"\n'
        desk.configure(SITE + block(hosts, "sauve") + block(hosts, "gone") + ASKED + away)
        yield Server(bacula, tree.root / "etc" / "preuve" / "bconsole.conf", desk)


def test_the_jobs_of_the_catalogue_are_live(server: Server) -> None:
    server.tell(server.console())
    assert server.asked()[0] is None

    jobs = json.loads(server.desk.run("show", "backups", "--json").out)
    told = [
        (each["job"], each["system"], each["kind"], each["result"], each["ground"])
        for each in sorted(jobs, key=lambda each: str(each["started"]))
    ]
    assert told == [
        ("Sauve", "srv-dpi", "full", "success", "live"),
        ("Absent", "srv-dpi", "full", "warning", "live"),
        ("Sauve", "srv-dpi", "incremental", "success", "live"),
    ]
    kept = b"\n".join(stored(server.desk.folder / "preuve.db").values())
    assert b'"name":"Absent"' in kept
    assert b"read-only" not in kept


def test_an_answer_that_stops_is_no_shorter_list(server: Server) -> None:
    why, said = server.asked("away")

    assert (why, "le produit a échoué" in said) == ("failed", True), said


def test_a_list_that_is_read_again_tells_no_job_twice(server: Server) -> None:
    server.tell(server.console())
    server.asked()
    before = len(json.loads(server.desk.run("show", "backups", "--json").out))
    server.asked()

    assert len(json.loads(server.desk.run("show", "backups", "--json").out)) == before


@pytest.mark.parametrize(
    ("case", "reason", "words"),
    [
        ("no file", "unreachable", "fichier absent sous /etc/preuve"),
        ("open to all", "denied", "tout le monde peut lire ou écrire le fichier"),
        ("of root", "denied", "ce compte n’a pas le droit de lire le fichier"),
        ("wrong password", "denied", "a refusé le mot de passe"),
        ("no director", "unreachable", "ne répond pas"),
    ],
)
def test_each_refusal_has_its_reason(server: Server, case: str, reason: str, words: str) -> None:
    server.settings.unlink(missing_ok=True)
    if case == "wrong password":
        server.tell(server.console("Secret77"))
    elif case == "no director":
        server.tell(server.console(port=1))
    elif case != "no file":
        server.tell(
            server.console(),
            mode=0o644 if case == "open to all" else 0o600,
            owner=0 if case == "of root" else 1500,
        )
    why, said = server.asked()

    assert (why, words in said) == (reason, True), said
    assert "Secret77" not in said
