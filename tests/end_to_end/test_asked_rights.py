"""The rights of a folder, asked over real SSH on the Linux host that serves it."""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.core.exhibits import Exhibit
from agent.core.facts.folders import SensitiveFolder
from collectors.access_lists.posix import parse
from collectors.hosts.settings import HostsSource
from collectors.registry import COLLECTORS, Limits, load
from collectors.shares.settings import SharesSource
from collectors.transports.recorded import write_recording
from tests.collectors.access_lists.test_getfacl import AGENTS, RIGHTS, granted, said
from tests.end_to_end.conftest import Desk
from tests.end_to_end.planted import stored
from tests.end_to_end.test_hosts import SITE, block
from tests.lab.hosts.fixtures import require_hosts
from tests.lab.hosts.kept import EVERY
from tests.lab.hosts.sshd import Host, SshHosts
from tests.lab.hosts.trees import build

SHARE = (
    '[[shares]]\nname = "Dossiers RH"\npath = "//fic/rh"\nholds = "hr"\ndepartment = ["DRH"]\n'
    'host = "{host}"\nfolder = "{folder}"\n'
)


@dataclass(frozen=True)
class Server:
    """A Linux file server of the lab, a desk that asks it, and its folder as this machine sees it."""

    hosts: SshHosts
    desk: Desk
    folder: Path

    def asked(self, kept: list[Exhibit]) -> SensitiveFolder:
        """The folder, as its collector tells it."""
        load()
        source = SharesSource(
            name="Dossiers RH", path="//fic/rh", holds="hr", department=("DRH",),
            host="fic", folder="/srv/part a'ges/rh",
        )  # fmt: skip
        host = HostsSource(
            name="fic",
            address=(self.hosts.address_of("fic"),),
            transport="ssh",
            port=self.hosts.port,
            user=self.hosts.user,
            key=Path(self.hosts.key),
            known_hosts=Path(self.hosts.known_hosts),
        )
        (target,) = source.among([host]).targets(self.desk.folder)
        session = target.open("shares.folder", kept.append, Limits())
        (found,) = COLLECTORS["shares.folder"].run(session)
        session.close()
        assert isinstance(found, SensitiveFolder)
        return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    require_hosts()
    folder = tmp_path_factory.mktemp("fic")
    (debian,) = [each for each in EVERY if each.name == "debian12"]
    (alpine,) = [each for each in EVERY if each.name == "alpine319"]
    today = datetime.now(UTC).date()
    tree = build(debian, folder / "fic", today, "fic")
    bare = build(alpine, folder / "bare", today, "bare")
    for each in (tree, bare):
        (each.root / "srv" / "part a'ges" / "rh").mkdir(parents=True)
    (tree.root / "srv" / "closed" / "rh").mkdir(parents=True)
    (tree.root / "srv" / "closed").chmod(0o700)
    kept = tree.root / "srv" / "part a'ges" / "rh"
    (kept / "DUPONT Jeanne.odt").write_text("a file of hers", "utf-8")
    os.chown(kept, 61001, 62003)
    kept.chmod(0o700)
    with SshHosts(folder / "lab", [Host(tree), Host(bare)]) as hosts:
        (folder / "desk").mkdir()
        desk = Desk(folder / "desk", {})
        yield Server(hosts, desk, kept)


def test_any_list_is_told_as_getfacl_tells_it_there(server: Server) -> None:
    draw = random.Random(20261127)
    seen = set()
    for _ in range(12):
        subprocess.run(["setfacl", "-b", server.folder], check=True)
        server.folder.chmod(draw.choice([0o700, 0o750, 0o770, 0o705, 0o050, 0o070, 0o1770]))
        names = [f"u:{user}" for user in AGENTS] + [f"g:{rank}" for rank in range(62001, 62005)]
        entries = [f"{name}:{draw.choice(RIGHTS)}" for name in draw.sample(names, 4)]
        entries += draw.choice([[], ["m::r-x"], ["m::---"], ["d:u:61002:rwx"]])
        subprocess.run(["setfacl", "-m", ",".join(entries), server.folder], check=True)

        kept: list[Exhibit] = []
        found = server.asked(kept)

        text = said(server.folder)
        assert (found.entries, found.owned_by) == (parse(text).entries, parse(text).owner)
        seen.add(tuple(granted(text, user) for user in AGENTS))
        assert b"DUPONT" not in kept[0].body
    assert len(seen) > 4


def test_it_is_live_and_replays(server: Server, tmp_path: Path) -> None:
    kept: list[Exhibit] = []
    found = server.asked(kept)
    write_recording(tmp_path / "recording" / "shares.folder", kept)
    replayed = SharesSource(
        name="Dossiers RH", path="//fic/rh", holds="hr", department=("DRH",),
        recording=Path("recording"),
    )  # fmt: skip
    (target,) = replayed.targets(tmp_path)
    session = target.open("shares.folder", lambda _exhibit: None, Limits())

    assert list(COLLECTORS["shares.folder"].run(session)) == [found]
    assert (session.ground.value, session.completeness.value) == ("live", "complete")


@pytest.mark.parametrize(
    ("host", "folder", "reason", "told"),
    [
        ("fic", "/srv/part a'ges/rh", None, ""),
        ("fic", "/srv/none/rh", "unreachable", "ce dossier n’existe pas sur cette machine"),
        ("fic", "/srv/closed/rh", "denied", "traverser les dossiers au-dessus"),
        ("bare", "/srv/part a'ges/rh", "unreachable", "getfacl n’est pas sur cette machine"),
    ],
)
def test_a_scan_says_why_it_cannot(
    server: Server, host: str, folder: str, reason: str | None, told: str
) -> None:
    share = SHARE.format(host=host, folder=folder)
    server.desk.configure(SITE + block(server.hosts, host) + share)
    ran = server.desk.run("scan", "--only", "Dossiers RH")

    (source,) = [
        each for each in server.desk.result()["sources"] if each["source"] == "Dossiers RH"
    ]
    assert source["reason"] == reason, ran.out + ran.err
    assert told in " ".join((ran.out + ran.err).split())
    kept = b"\n".join(stored(server.desk.folder / "preuve.db").values())
    assert b"DUPONT" not in kept


@pytest.mark.parametrize(
    ("settings", "mode", "told"),
    [
        ("[global]\n workgroup = CH\n force user =\n# admin users = x\n", 0o644, ""),
        ("[global]\n workgroup = CH\n[rh]\n Force User = root\n", 0o644, "sous un autre compte"),
        ("[rh]\n admin users = @g\n", 0o644, "sous un autre compte"),
        ("[rh]\n force user = root\n", 0o600, "pas le droit de lire /etc/samba/smb.conf"),
    ],
)
def test_a_server_that_reads_as_somebody_else_is_no_answer(
    server: Server, settings: str, mode: int, told: str
) -> None:
    """The list would say that nobody reads what everybody does."""
    samba = server.folder.parents[2] / "etc" / "samba"
    samba.mkdir(exist_ok=True)
    (samba / "smb.conf").write_text(settings, "utf-8")
    (samba / "smb.conf").chmod(mode)
    share = SHARE.format(host="fic", folder="/srv/part a'ges/rh")
    server.desk.configure(SITE + block(server.hosts, "fic") + share)
    try:
        ran = server.desk.run("scan", "--only", "Dossiers RH")
    finally:
        shutil.rmtree(samba)

    (source,) = [
        each for each in server.desk.result()["sources"] if each["source"] == "Dossiers RH"
    ]
    assert (source["reason"] is None) == (not told), ran.out + ran.err
    assert told in " ".join((ran.out + ran.err).split())
    assert b"workgroup" not in b"".join(stored(server.desk.folder / "preuve.db").values())


def test_the_account_needs_no_right_in_the_folder() -> None:
    """What every one of the tests above rests on: the audit account may not list it."""
    made = Path(tempfile.mkdtemp(prefix="preuve-rh-"))
    made.chmod(0o711)
    (made / "rh").mkdir(0o700)
    try:
        tried = subprocess.run(
            ["getfacl", "-n", "-p", made / "rh"], user=61001, capture_output=True, check=False
        )
        listed = subprocess.run(["ls", made / "rh"], user=61001, capture_output=True, check=False)
    finally:
        shutil.rmtree(made)
    assert (tried.returncode, listed.returncode) == (0, 2)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('host = "fic"', "host et folder vont ensemble"),
        ('host = "fic"\nfolder = "srv/rh"', "écrivez le chemin complet sur la machine"),
        ('host = "fic"\nfolder = "/srv/../rh"', "écrivez le chemin complet sur la machine"),
        ('host = "fic"\nfolder = "/srv/rh"\nuser = "a@b"', "host est interrogée elle-même"),
        ('host = "none"\nfolder = "/srv/rh"', "aucun bloc [[hosts]] ne porte ce nom"),
    ],
)
def test_a_configuration_that_cannot_be_says_so(tmp_path: Path, more: str, told: str) -> None:
    desk = Desk(tmp_path, {})
    desk.configure(
        SITE + '[[shares]]\nname = "x"\npath = "//fic/rh"\nholds = "hr"\n'
        f'department = ["DRH"]\n{more}\n'
    )
    ran = desk.run("scan")

    assert ran.code == 3
    assert told in " ".join((ran.out + ran.err).split())
