"""The lab itself: many connections at once, keys that change, and nothing left after it."""

import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile

import paramiko
import psutil
import pytest

from tests.lab.hosts.fixtures import require_hosts
from tests.lab.hosts.hostile import ESCAPES, HostileHosts
from tests.lab.hosts.park import DEBIAN, DISTRIBUTIONS
from tests.lab.hosts.sshd import Host, SshHosts
from tests.lab.hosts.trees import PASSWORD, build


@pytest.fixture
def twenty(tmp_path: Path) -> SshHosts:
    """Twenty hosts of five distributions, not started."""
    require_hosts()
    today = datetime.now(UTC).date()
    kinds = [DISTRIBUTIONS[number % 5] for number in range(20)]
    names = [f"{kind.name}-{number}" for number, kind in enumerate(kinds)]
    trees = [
        build(kind, tmp_path / name, today, name) for kind, name in zip(kinds, names, strict=True)
    ]
    return SshHosts(tmp_path / "lab", [Host(tree) for tree in trees])


def test_twenty_hosts_answer_eight_at_a_time(twenty: SshHosts) -> None:
    with twenty, ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda name: twenty.run(name, "hostname").stdout, twenty.hosts))
    assert done == [f"{name}\n".encode() for name in twenty.hosts]


def descendants(wanted: set[str], before: set[int]) -> list[psutil.Process]:
    """The processes started since, once those that are wanted are among them."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        every = psutil.Process().children(recursive=True)
        started = [child for child in every if child.pid not in before]
        if wanted <= {child.name() for child in started}:
            return started
        time.sleep(0.05)
    raise AssertionError(f"not all of {wanted} were started")


def test_nothing_is_left_even_of_what_a_session_left_running(tmp_path: Path) -> None:
    require_hosts()
    tree = build(DEBIAN, tmp_path / "tree", datetime.now(UTC).date())
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with SshHosts(tmp_path / "lab", [Host(tree)]) as hosts:
        left = hosts.run("debian12", "setsid sleep 3611 > /dev/null 2>&1 < /dev/null &")
        assert left.returncode == 0
        started = descendants({"sshd", "sleep"}, before)
    _, alive = psutil.wait_procs(started, timeout=10)  # they are killed, and die a moment later
    assert alive == []
    assert str(tmp_path) not in Path("/proc/mounts").read_text("utf-8")
    assert list((tree.root / "usr").iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((hosts.address_of("debian12"), hosts.port))


def test_it_starts_again_and_a_key_can_change(tmp_path: Path) -> None:
    require_hosts()
    tree = build(DEBIAN, tmp_path / "tree", datetime.now(UTC).date())
    hosts = SshHosts(tmp_path / "lab", [Host(tree)])
    for _ in range(2):
        with hosts:
            assert hosts.run("debian12", "true").returncode == 0
            hosts.change_key("debian12")
            refused = hosts.run("debian12", "true")
            assert b"REMOTE HOST IDENTIFICATION HAS CHANGED" in refused.stderr


# What OpenSSH's own client makes of each host that gives an answer: its code and its words.
ANSWERS = {
    "exits": (1, "Ce compte est fermé."),
    "killed": (255, ""),
    "nologin": (1, ""),
    "sftp-only": (1, ""),
    "no-session": (255, "open failed"),
    "changed-key": (255, "REMOTE HOST IDENTIFICATION HAS CHANGED"),
    "unknown": (255, "Host key verification failed"),
    "denied": (255, "Permission denied (publickey)"),
    "by-password": (255, "Permission denied (password)"),
    "before": (0, ""),
    "banner-lines": (0, ""),
    "refused": (255, "Connection refused"),
    "closes": (255, "kex_exchange_identification"),
    "other-protocol": (255, "kex_exchange_identification"),
    "endless-lines": (255, "kex_exchange_identification"),
    "endless-line": (255, "kex_exchange_identification"),
}


@pytest.mark.parametrize(("name", "answer"), ANSWERS.items(), ids=ANSWERS)
def test_hostile_hosts_answer_as_they_should(
    hostile_hosts: HostileHosts, name: str, answer: tuple[int, str]
) -> None:
    done = hostile_hosts.run(name, "cat /etc/os-release")
    code, words = answer
    assert done.returncode == code
    assert words in done.stderr.decode()
    assert (b"bookworm" in done.stdout) == (code == 0 or name == "killed")


@pytest.mark.parametrize(("name", "printed"), [("silent", 0), ("hangs", 100), ("hangs-at-once", 0)])
def test_some_hosts_never_end(hostile_hosts: HostileHosts, name: str, printed: int) -> None:
    command = hostile_hosts.command(name, "cat /etc/os-release")
    with (
        TemporaryFile() as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as client,
    ):
        assert client.stdout is not None
        assert len(client.stdout.read(printed)) == printed
        try:
            code = client.wait(0.5)
        except subprocess.TimeoutExpired:
            pass
        else:
            said.seek(0)
            pytest.fail(f"it ended in {code}: {said.read()!r}")
        client.kill()
        assert client.stdout.read() == b""


def test_one_host_prints_without_end(hostile_hosts: HostileHosts) -> None:
    command = hostile_hosts.command("endless-output", "cat /etc/os-release")
    with subprocess.Popen(command, stdout=subprocess.PIPE) as client:
        assert client.stdout is not None
        assert client.stdout.read(50_000_000) == b"a" * 50_000_000
        client.kill()


def test_one_host_has_escapes_in_what_it_says(hostile_hosts: HostileHosts) -> None:
    assert hostile_hosts.run("escapes", "cat /etc/os-release").stdout == ESCAPES
    printed = hostile_hosts.run("escapes", "cat /etc/debian_version").stdout
    assert printed == b"12.8\n"


def test_a_password_opens_only_where_it_is_asked(hostile_hosts: HostileHosts) -> None:
    def log_on(name: str, password: str) -> paramiko.SSHClient:
        client = paramiko.SSHClient()
        client.load_host_keys(str(hostile_hosts.known_hosts))
        client.connect(
            hostile_hosts.address_of(name),
            hostile_hosts.port,
            hostile_hosts.user,
            password,
            allow_agent=False,
            look_for_keys=False,
        )
        return client

    log_on("by-password", PASSWORD).close()
    with pytest.raises(paramiko.AuthenticationException):
        log_on("by-password", "wrong")
    with pytest.raises(paramiko.BadAuthenticationType):
        log_on("before", PASSWORD)
    with pytest.raises(paramiko.BadHostKeyException):
        log_on("changed-key", PASSWORD)
