"""Accounts and hosts set up in unusual ways, behind real sshd: each is read, or told as it is."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from agent.core.errors import Denied, PasswordRefused, TimedOut
from agent.core.exhibits import Exhibit, Redaction
from agent.core.facts.hosts import Host as HostFact
from collectors.linux.collect import SCRIPT, linux
from collectors.transports.shell import Machine
from collectors.transports.ssh import Access
from collectors.transports.ssh.session import SshSession
from tests.lab.hosts.debian_like import DEBIAN_12
from tests.lab.hosts.fixtures import require_hosts
from tests.lab.hosts.hostile import serving
from tests.lab.hosts.sshd import Host, SshHosts, own_address
from tests.lab.hosts.trees import PASSWORD, Description, Expected, build

# Settings of sshd; after Match they replace those of the lab.
OPTIONS = {
    "two-factors": {
        "Match": "User audit",
        "PubkeyAuthentication": "yes",
        "AuthenticationMethods": "publickey,password",
    },
    "once": {"MaxAuthTries": "1"},
    "greets": {"ForceCommand": "echo 'Bienvenue'; sh -c \"$SSH_ORIGINAL_COMMAND\""},
    "appliance": {"ForceCommand": "echo 'Unknown command: sh'"},
    "latin": {"Banner": "/etc/issue.net"},
}
BY_PASSWORD = {"two-factors", "once"}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshHosts]:
    require_hosts()
    folder = tmp_path_factory.mktemp("odd")
    expected = Expected("debian", "Debian GNU/Linux", "12", logs={})
    files = {"/etc/issue.net": "Accès réservé\n".encode("latin-1")}
    today = datetime.now(UTC).date()
    hosts = []
    for name, options in OPTIONS.items():
        tree = build(Description(name, DEBIAN_12, expected, files=files), folder / name, today)
        hosts.append(Host(tree, options=options, by_password=name in BY_PASSWORD))
    with SshHosts(folder / "lab", hosts, own_address(180)) as lab:
        yield lab


def access(lab: SshHosts, name: str, *, key: bool = True, password: bool = False) -> Access:
    return Access(
        folder=lab.folder,
        address=lab.address_of(name),
        port=lab.port,
        user=lab.user,
        key=lab.key if key else None,
        password="env:PREUVE_TEST_SSH" if password else None,
        known_hosts=lab.known_hosts,
        time_limit=20.0,
    )


def opened(told: Access, kept: list[Exhibit] | None = None) -> SshSession:
    return SshSession(
        collector="linux.host",
        source="srv",
        machine=Machine("srv", "server"),
        access=told,
        keep=(lambda _: None) if kept is None else kept.append,
    )


def test_a_second_factor_is_given_or_asked_for(
    odd: SshHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREUVE_TEST_SSH", PASSWORD)
    opened(access(odd, "two-factors", password=True)).close()

    with pytest.raises(Denied, match="wants a second factor") as refused:
        opened(access(odd, "two-factors"))
    assert type(refused.value) is Denied


def test_a_host_that_hangs_up_on_a_password_has_refused_it(
    odd: SshHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one try allowed sshd says nothing: another would count against the account."""
    monkeypatch.setenv("PREUVE_TEST_SSH", "Faux-2026!")
    with pytest.raises(PasswordRefused):
        opened(access(odd, "once", key=False, password=True))

    monkeypatch.setenv("PREUVE_TEST_SSH", PASSWORD)
    opened(access(odd, "once", key=False, password=True)).close()


def test_what_a_login_shell_says_first_is_left_out_and_counted(odd: SshHosts) -> None:
    kept: list[Exhibit] = []
    with closing(opened(access(odd, "greets"), kept)) as session:
        facts = list(linux(session))

    (exhibit,) = kept
    assert [each.node for each in facts if isinstance(each, HostFact)] == ["greets"]
    assert exhibit.body.startswith(b'{"preuve":"host/')
    assert exhibit.original_size > len(exhibit.body)
    assert Redaction("login-message/1", 1) in exhibit.redactions


def test_a_host_that_has_no_shell_is_told_in_its_own_words(odd: SshHosts) -> None:
    with (
        closing(opened(access(odd, "appliance"))) as session,
        pytest.raises(
            Denied, match=r"did not run the script, exit status 0 \(Unknown command: sh\)"
        ),
    ):
        session.run(SCRIPT)


def test_a_notice_in_another_encoding_stops_nobody(odd: SshHosts) -> None:
    with closing(opened(access(odd, "latin"))) as session:
        assert session.run(SCRIPT).acquisition.rows > 5


def test_a_key_of_another_kind_is_said(odd: SshHosts, tmp_path: Path) -> None:
    pem = X25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "clef").write_bytes(pem)
    told = access(odd, "latin")

    with pytest.raises(Denied, match="clef: not a private key that can be used"):
        opened(replace(told, key=tmp_path / "clef"))


def test_a_host_that_greets_line_by_line_is_not_waited_for(odd: SshHosts, tmp_path: Path) -> None:
    def drip(client: socket.socket) -> None:
        while True:
            client.sendall(b"Veuillez patienter\r\n")
            time.sleep(0.2)

    key = odd.known_hosts.read_text("ascii").split(maxsplit=1)[1].splitlines()[0]
    address = own_address(190)
    with serving(address, 0, drip) as port:
        (tmp_path / "known_hosts").write_text(f"[{address}]:{port} {key}\n", "ascii")
        told = Access(
            folder=tmp_path,
            address=address,
            port=port,
            user="audit",
            key=odd.key,
            known_hosts=Path("known_hosts"),
            time_limit=1.0,
        )
        began = time.monotonic()
        with pytest.raises(TimedOut, match=f"{address}:{port}"):
            opened(told)
        assert time.monotonic() - began < 4
