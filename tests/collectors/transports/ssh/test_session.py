"""Logging on as the configuration says, and asking a real sshd in words that arrive as they are."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.core.errors import Denied, PasswordRefused, TimedOut
from agent.core.exhibits import Exhibit
from agent.engine.credentials import Credentials
from agent.store import Store
from collectors.linux.collect import SCRIPT
from collectors.registry import Credential, Limits, Session
from collectors.transports.shell import Machine, Script
from collectors.transports.ssh import Access, open_ssh
from tests.lab.hosts.hostile import HostileHosts
from tests.lab.hosts.sshd import SshHosts
from tests.lab.hosts.trees import PASSWORD

SECRET = "Une phrase, pas un mot"
# Prints its arguments, one a line, where the script's own answer would be.
WORDS = Script(
    "words",
    """printf '{"preuve":"host/1","words":"%s' $#
for each in "$@"; do printf '|%s' "$each"; done
printf '","end":true}\\n'
""",
)


def ask(access: Access, script: Script = SCRIPT) -> Exhibit:
    session = opened(access)
    try:
        exhibit: Exhibit = session.run(script)  # type: ignore[attr-defined]  # a host's session
    finally:
        session.close()
    return exhibit


def opened(access: Access) -> Session:
    machine = Machine("srv", "server")
    return open_ssh(
        "linux.host", lambda _: None, Limits(), source="srv", machine=machine, access=access
    )


def reached(hosts: SshHosts, name: str, folder: Path) -> Access:
    return Access(
        folder=folder,
        address=hosts.address_of(name),
        port=hosts.port,
        user=hosts.user,
        known_hosts=hosts.known_hosts,
        time_limit=30.0,
    )


@pytest.fixture
def host(linux_hosts: SshHosts, tmp_path: Path) -> Access:
    return reached(linux_hosts, "debian12", tmp_path)


@pytest.fixture
def by_password(hostile_hosts: HostileHosts, tmp_path: Path) -> Access:
    return replace(reached(hostile_hosts, "by-password", tmp_path), password="env:PREUVE_TEST_SSH")


@pytest.fixture
def locked(linux_hosts: SshHosts, tmp_path: Path) -> Path:
    """The lab's key with a passphrase."""
    path = tmp_path / "locked"
    path.write_bytes(linux_hosts.key.read_bytes())
    path.chmod(0o600)
    change = ["ssh-keygen", "-q", "-p", "-P", "", "-N", SECRET, "-f", str(path)]
    subprocess.run(change, check=True, capture_output=True)
    return path


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real agent without keys."""
    path = tmp_path / "agent"
    command = ["ssh-agent", "-D", "-a", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()  # it listens
        monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
        yield
        process.terminate()


def test_a_key_opens_the_host(host: Access, linux_hosts: SshHosts) -> None:
    exhibit = ask(replace(host, key=linux_hosts.key))

    acquisition = exhibit.acquisition
    assert (acquisition.account, acquisition.target) == (linux_hosts.user, "srv")
    assert acquisition.server.startswith("ssh-ed25519 SHA256:")
    assert acquisition.query == f"sh -s -- < {SCRIPT.digest}"
    assert acquisition.rows > 5


def test_a_key_may_be_named_from_the_configuration(host: Access, linux_hosts: SshHosts) -> None:
    (host.folder / "clef").write_bytes(linux_hosts.key.read_bytes())
    ask(replace(host, key=Path("clef")))


def test_a_passphrase_is_a_reference(
    host: Access, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREUVE_TEST_SSH", SECRET)
    ask(replace(host, key=locked, passphrase="env:PREUVE_TEST_SSH"))

    monkeypatch.setenv("PREUVE_TEST_SSH", "une autre")
    with pytest.raises(Denied, match="passphrase") as refused:
        ask(replace(host, key=locked, passphrase="env:PREUVE_TEST_SSH"))
    assert "une autre" not in str(refused.value)
    with pytest.raises(Denied, match="this key has a passphrase; name it, or use the agent"):
        ask(replace(host, key=locked))


def test_a_passphrase_that_nothing_needs_is_said(
    host: Access, linux_hosts: SshHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREUVE_TEST_SSH", SECRET)
    with pytest.raises(Denied, match="no passphrase"):
        ask(replace(host, key=linux_hosts.key, passphrase="env:PREUVE_TEST_SSH"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bonjour\n",
        b"\xff\xfe\0",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\n",
        b"ssh-ed25519 AA\n",
    ],
)
def test_what_is_no_key_is_said(host: Access, content: bytes) -> None:
    (host.folder / "clef").write_bytes(content)
    with pytest.raises(Denied, match="clef: not a private key"):
        ask(replace(host, key=Path("clef")))


def test_a_key_that_is_not_there_is_said(host: Access) -> None:
    with pytest.raises(Denied, match=r"clef: this key cannot be read \(No such file"):
        ask(replace(host, key=Path("clef")))


def test_a_key_that_opens_nothing_is_refused(host: Access, linux_hosts: SshHosts) -> None:
    with pytest.raises(Denied, match="check user, key and agent"):
        ask(replace(host, key=linux_hosts.stranger_key))


@pytest.mark.usefixtures("agent")
def test_an_agent_holds_the_key(host: Access, linux_hosts: SshHosts) -> None:
    with pytest.raises(Denied, match="name key or agent"):
        ask(replace(host, agent=True))

    subprocess.run(["ssh-add", "-q", linux_hosts.stranger_key, linux_hosts.key], check=True)
    ask(replace(host, agent=True))


@pytest.mark.usefixtures("agent")
def test_an_agent_with_too_many_keys_is_refused(host: Access) -> None:
    """After six of them sshd hangs up: that is a refusal, and not a broken session."""
    for number in range(8):
        path = host.folder / f"key{number}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        subprocess.run(["ssh-add", "-q", path], check=True)
    with pytest.raises(Denied, match="check user, key and agent"):
        ask(replace(host, agent=True))


# paramiko leaves the socket of an agent that does not answer to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_without_an_agent_there_is_no_key(host: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    for where in ("", str(host.folder / "none"), str(host.folder)):
        monkeypatch.setenv("SSH_AUTH_SOCK", where)
        with pytest.raises(Denied, match="name key or agent"):
            ask(replace(host, agent=True))


def test_a_password_opens_where_it_is_asked(
    by_password: Access, host: Access, hostile_hosts: HostileHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREUVE_TEST_SSH", PASSWORD)
    ask(by_password)
    ask(replace(by_password, key=hostile_hosts.key))  # refused first, as it is named first
    with pytest.raises(Denied, match="takes no password; name a key") as refused:
        ask(replace(host, password="env:PREUVE_TEST_SSH"))
    assert type(refused.value) is Denied


def test_a_password_that_is_not_there_is_never_sent(by_password: Access) -> None:
    with pytest.raises(Denied, match="PREUVE_TEST_SSH: this environment variable is not set"):
        ask(by_password)


def test_a_refused_password_is_not_tried_on_the_next_host(
    by_password: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREUVE_TEST_SSH", "Faux-2026!")
    credential = Credential("ssh serveurs", by_password.user, "env:PREUVE_TEST_SSH")
    tried: list[str] = []

    def opening() -> Session:
        tried.append("")
        return opened(by_password)

    with Store.open(f"sqlite:///{tmp_path}/preuve.db", "CH") as store:
        credentials = Credentials(store, tmp_path)
        with pytest.raises(PasswordRefused, match="not tried again until it changes") as refused:
            credentials.contact(credential, opening)
        with pytest.raises(PasswordRefused, match="was refused on"):
            credentials.contact(credential, opening)
        assert len(tried) == 1
        assert "Faux" not in str(refused.value)

        monkeypatch.setenv("PREUVE_TEST_SSH", PASSWORD)
        credentials.contact(credential, opening).close()


def test_a_slow_logon_is_no_refusal(
    by_password: Access, hostile_hosts: HostileHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that takes too long has refused nothing: its password must be tried again."""
    shadow = hostile_hosts.hosts["by-password"].tree.root / "etc" / "shadow"
    before = shadow.read_text("ascii")
    monkeypatch.setenv("PREUVE_TEST_SSH", PASSWORD)
    shadow.write_text(before.replace("$6$", "$6$rounds=20000000$"), "ascii")
    try:
        with pytest.raises(TimedOut):
            ask(replace(by_password, time_limit=1.5))
    finally:
        shadow.write_text(before, "ascii")
    ask(by_password)


@pytest.mark.parametrize("name", ["debian12", "rocky9", "alpine319"])
def test_an_argument_is_one_word_whatever_it_holds(
    linux_hosts: SshHosts, tmp_path: Path, name: str
) -> None:
    """Through dash, bash and busybox."""
    arguments = ("--log", "/srv/l'été/*.log", "$(touch /tmp/x)", "`id`", "a b; exit", "$HOME", "")
    access = reached(linux_hosts, name, tmp_path)
    exhibit = ask(replace(access, key=linux_hosts.key, arguments=arguments), WORDS)
    expected = "|".join((str(len(arguments)), *arguments))
    assert f'"words":"{expected}"' in exhibit.body.decode()
    assert os.path.lexists(linux_hosts.hosts[name].tree.root / "tmp" / "x") is False
