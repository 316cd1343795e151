"""Catalogues of the real restic and the real borg, asked over real SSH on their host."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.backups.settings import ASKED as SCRIPTS
from tests.end_to_end.conftest import Desk
from tests.end_to_end.planted import stored
from tests.end_to_end.test_hosts import SITE, block
from tests.lab.hosts.fixtures import require_hosts
from tests.lab.hosts.kept import EVERY
from tests.lab.hosts.sshd import Host, SshHosts
from tests.lab.hosts.trees import Description, Tree, build

PASSWORD = "Lab-Depot-8241!"
MEMORY = Path("/dev/shm")  # noqa: S108 - where the script puts what borg notes, and takes it away
ASKED = '[[backups]]\nproduct = "restic"\nhost = "sauve"\n'
BORG = ASKED.replace("restic", "borg")


@dataclass(frozen=True)
class Server:
    """A host that holds a repository, and the desk that asks it."""

    hosts: SshHosts
    tree: Tree
    desk: Desk

    @property
    def repository(self) -> Path:
        return self.tree.root / "srv" / "restic"

    @property
    def settings(self) -> Path:
        return self.tree.root / "etc" / "preuve" / "restic.env"

    def tell(self, text: str, mode: int = 0o600, owner: int = 1500, name: str = "") -> None:
        """Write what the script reads on the host."""
        path = self.settings.with_name(name or self.settings.name)
        path.write_text(text, "utf-8")
        path.chmod(mode)
        os.chown(path, owner, owner)

    def restic(self, *words: str) -> None:
        environment = {**os.environ, "RESTIC_PASSWORD": PASSWORD}
        command = ["restic", "-q", "--no-cache", "-r", str(self.repository), *words]
        subprocess.run(command, env=environment, check=True, capture_output=True)

    def borg(self, host: str, *words: str) -> None:
        """Run borg on a machine of that name."""
        environment = {
            **os.environ,
            "TZ": "UTC0",
            "BORG_PASSPHRASE": PASSWORD,
            "HOME": str(self.tree.folder),
        }
        environment["BORG_REPO"] = str(self.borg_repository)
        command = ["unshare", "--uts", "sh", "-c", 'hostname "$0"; exec borg "$@"', host, *words]
        subprocess.run(command, env=environment, check=True, capture_output=True)

    @property
    def borg_repository(self) -> Path:
        return self.tree.root / "srv" / "borg"

    def asked(self, product: str = "restic") -> tuple[int, str | None, str]:
        """A scan: its code, why the source failed, and what was said of it."""
        ran = self.desk.run("scan", "--only", product)
        (source,) = [each for each in self.desk.result()["sources"] if each["source"] == product]
        return ran.code, source["reason"], " ".join((ran.out + ran.err).split())


def described(name: str) -> Description:
    (found,) = [each for each in EVERY if each.name == name]
    return found


def good(repository: str = "/srv/restic") -> str:
    return f"# preuve\nexport RESTIC_REPOSITORY={repository}\nRESTIC_PASSWORD='{PASSWORD}'\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    require_hosts()
    folder = tmp_path_factory.mktemp("sauve")
    today = datetime.now(UTC).date()
    slow = replace(described("debian12"), programs={"restic": "#!/bin/sh\nsleep 600\n"})
    trees = [
        build(described("debian12"), folder / "sauve", today, "sauve"),
        build(slow, folder / "slow", today, "slow"),
        build(described("alpine319"), folder / "bare", today, "bare"),
    ]
    for tree in trees:
        (tree.root / "etc" / "preuve").mkdir()
        (tree.root / "etc" / "localtime").unlink()
        (tree.root / "etc" / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Paris")
    with SshHosts(folder / "lab", [Host(tree) for tree in trees]) as hosts:
        (folder / "desk").mkdir()
        made = Server(hosts, trees[0], Desk(folder / "desk", {}))
        made.desk.configure(SITE + block(hosts, "sauve") + ASKED + BORG)
        made.restic("init")
        kept = folder / "srv" / "partage" / "dpi" / "DUPONT Jeanne"
        kept.mkdir(parents=True)
        for day, host in ((24, "srv-dpi"), (25, "srv-dpi"), (25, "srv-labo")):
            (kept / "note.txt").write_text(f"{host} {day}", "utf-8")
            made.restic("backup", "--host", host, "--time", f"2026-11-{day} 02:00:00", str(kept))
        closed = trees[0].root / "srv" / "closed"
        (closed / "borg").mkdir(parents=True)
        closed.chmod(0o700)
        made.borg("srv-paie", "init", "-e", "repokey")
        for day in (24, 25):
            at = f"2026-11-{day}T02:00:00"
            made.borg("srv-paie", "create", "--timestamp", at, f"::paie-{day}", str(kept))
        for repository in (made.repository, made.borg_repository):
            subprocess.run(["chown", "-R", "1500:1500", repository], check=True)
        yield made


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


def test_what_a_repository_holds_is_live_and_nothing_is_written(server: Server) -> None:
    server.tell(good())
    lock = server.repository / "locks" / ("ab" * 32)
    lock.write_bytes(b"another restic at work")
    homes = server.tree.root / "home"
    before = everything(server.repository), everything(homes)
    code, reason, _ = server.asked()
    after = everything(server.repository), everything(homes)
    lock.unlink()

    assert (code in {0, 1, 2}, reason) == (True, None)
    assert before == after
    jobs = json.loads(server.desk.run("show", "backups", "--json").out)
    assert sorted((each["system"], each["kind"], each["result"], each["ground"]) for each in jobs) == [
        ("srv-dpi", "full", "success", "live"),
        ("srv-dpi", "incremental", "success", "live"),
        ("srv-labo", "full", "success", "live"),
    ]  # fmt: skip


def test_neither_the_password_nor_names_of_files_are_in_the_store(server: Server) -> None:
    server.tell(good())
    server.asked()

    kept = everything_stored(server.desk)
    assert b'"hostname":"srv-dpi"' in kept
    for hidden in (PASSWORD, "DUPONT", "Jeanne", "/srv/restic", '"username":"root"'):
        assert hidden.encode() not in kept
    assert f"sh -s -- < {SCRIPTS['restic'].digest}".encode() in kept


def everything_stored(desk: Desk) -> bytes:
    """Every table of the store, with what is compressed in it."""
    return b"\n".join(stored(desk.folder / "preuve.db").values())


REFUSED = [
    ("no file", None, 0o600, 1500, "unreachable", "fichier absent sous /etc/preuve"),
    ("open to all", good(), 0o644, 1500, "denied", "tout le monde peut lire ou écrire le fichier"),
    ("of root", good(), 0o600, 0, "denied", "ce compte n’a pas le droit de lire le fichier"),
    ("wrong", good().replace("8241", "0000"), 0o600, 1500, "denied", "a refusé le mot de passe"),
    (
        "no password",
        good().partition("RESTIC_PASSWORD")[0],
        0o600,
        1500,
        "denied",
        "pas de mot de passe",
    ),
    ("nothing", "# later\n", 0o600, 1500, "unreachable", "le fichier ne nomme aucun dépôt"),
    ("elsewhere", good("/srv/none"), 0o600, 1500, "unreachable", "il n’y a pas de dépôt"),
    (
        "away",
        good("rest:http://u:Secret77@127.0.0.1:1/"),
        0o600,
        1500,
        "unreachable",
        "ne répond pas",
    ),
    (
        "of another",
        good("/srv/closed/restic"),
        0o600,
        1500,
        "denied",
        "pas le droit de lire le dépôt",
    ),
]


@pytest.mark.parametrize(
    ("text", "mode", "owner", "reason", "words"),
    [each[1:] for each in REFUSED],
    ids=[each[0] for each in REFUSED],
)
def test_each_refusal_has_its_reason(
    server: Server, text: str | None, mode: int, owner: int, reason: str, words: str
) -> None:
    server.settings.unlink(missing_ok=True)
    if text is not None:
        server.tell(text, mode, owner)

    code, why, said = server.asked()

    assert (code, why) == (2, reason)
    assert words in said
    assert "Secret77" not in said
    assert b"Secret77" not in everything_stored(server.desk)


def test_one_repository_that_fails_is_no_half_of_an_answer(server: Server) -> None:
    server.tell(good())
    server.tell(good("/srv/none"), name="restic-lointain.env")
    code, why, said = server.asked()
    server.settings.with_name("restic-lointain.env").unlink()

    assert (code, why) == (2, "unreachable")
    assert "restic-lointain.env" in said


@pytest.mark.parametrize(("name", "reason"), [("slow", "timeout"), ("bare", "unreachable")])
def test_a_host_that_is_slow_or_has_no_restic(
    server: Server, tmp_path: Path, name: str, reason: str
) -> None:
    settings = server.hosts.hosts[name].tree.root / "etc" / "preuve" / "restic.env"
    settings.write_text(good(), "utf-8")
    settings.chmod(0o600)
    uid = server.hosts.hosts[name].tree.description.account.uid
    os.chown(settings, uid, uid)
    other = replace(server, desk=Desk(tmp_path, {}))
    other.desk.configure(
        SITE + block(server.hosts, name) + "time_limit = 10\n" + ASKED.replace("sauve", name)
    )

    code, why, said = other.asked()

    assert (code, why) == (2, reason)
    assert "pas terminé après 10 s" in said or "commande du produit n’est pas" in said


def borg_settings(repository: str = "/srv/borg", password: str = PASSWORD) -> str:
    return f'BORG_REPO={repository}\nBORG_PASSPHRASE="{password}"\n'


def test_what_borg_holds_is_live_and_nothing_is_written(server: Server) -> None:
    server.tell(borg_settings(), name="borg.env")
    lock = server.borg_repository / "lock.exclusive"
    lock.mkdir()
    (lock / "another-host@1.1-1").touch()
    homes = server.tree.root / "home"
    before = everything(server.borg_repository), everything(homes)
    _, reason, said = server.asked("borg")
    after = everything(server.borg_repository), everything(homes)
    shutil.rmtree(lock)

    assert reason is None, said
    assert before == after
    assert not [*MEMORY.glob("preuve.*")]
    jobs = json.loads(server.desk.run("show", "backups", "--json").out)
    told = [
        (each["system"], each["result"], each["ground"], each["started"])
        for each in jobs
        if each["product"] == "borg"
    ]
    # The archives were made at 02:00 UTC; the host, in Paris, would say 03:00 without a zone.
    assert sorted(told, key=lambda each: str(each[3])) == [
        ("srv-paie", "success", "live", "2026-11-24T02:00:00+00:00"),
        ("srv-paie", "success", "live", "2026-11-25T02:00:00+00:00"),
    ]
    kept = everything_stored(server.desk)
    assert b'"hostname": "srv-paie"' in kept
    for hidden in (PASSWORD, "DUPONT", "Jeanne"):
        assert hidden.encode() not in kept


BORG_REFUSED = [
    ("no file", None, 0o600, 1500, "unreachable", "fichier absent sous /etc/preuve"),
    ("open to all", borg_settings(), 0o604, 1500, "denied", "tout le monde peut lire ou écrire"),
    ("of root", borg_settings(), 0o600, 0, "denied", "ce compte n’a pas le droit de lire le fichier"),
    ("wrong", borg_settings(password="no"), 0o600, 1500, "denied", "a refusé le mot de passe"),
    ("no password", "BORG_REPO=/srv/borg\n", 0o600, 1500, "denied", "pas de mot de passe"),
    ("nothing", "\n", 0o600, 1500, "unreachable", "le fichier ne nomme aucun dépôt"),
    ("elsewhere", borg_settings("/srv/none"), 0o600, 1500, "unreachable", "il n’y a pas de dépôt"),
    ("of another", borg_settings("/srv/closed/borg"), 0o600, 1500, "denied", "pas le droit de lire le dépôt"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "mode", "owner", "reason", "words"),
    [each[1:] for each in BORG_REFUSED],
    ids=[each[0] for each in BORG_REFUSED],
)
def test_each_refusal_of_borg_has_its_reason(
    server: Server, text: str | None, mode: int, owner: int, reason: str, words: str
) -> None:
    server.settings.with_name("borg.env").unlink(missing_ok=True)
    if text is not None:
        server.tell(text, mode, owner, "borg.env")

    assert server.asked("borg")[1] == reason
    assert words in server.asked("borg")[2]
