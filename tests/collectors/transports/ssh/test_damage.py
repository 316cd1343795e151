"""What is no SSH, or SSH with a byte changed on the way, ends in a typed line and leaves nothing."""

import random
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import cast

import pytest

from agent.core.errors import SourceError
from collectors.linux.collect import SCRIPT
from collectors.registry import Limits
from collectors.transports.shell import HostSession, Machine
from collectors.transports.ssh import Access, open_ssh
from tests.collectors.transports.ssh.test_hostile import LIMIT, gone, held
from tests.lab.hosts.debian_like import DEBIAN_12
from tests.lab.hosts.fixtures import require_hosts
from tests.lab.hosts.hostile import Answer, HostileHosts, serving
from tests.lab.hosts.sshd import Host, SshHosts, own_address
from tests.lab.hosts.trees import Description, Expected, build

MIDDLE = 4000  # bytes: in the answer, whatever it is cut into on the way
Met = Callable[[Answer, int], list[str]]


def bent(to: tuple[str, int], chance: random.Random) -> Answer:
    """Be another server, but for a byte or two of what it says before it is encrypted."""

    def answer(client: socket.socket) -> None:
        wrong = {chance.randrange(2200) for _ in range(chance.choice((1, 1, 2)))}
        with socket.create_connection(to) as server:
            Thread(target=pour, args=(client, server), daemon=True).start()
            at = 0
            while data := bytearray(server.recv(65536)):
                for place in wrong & set(range(at, at + len(data))):
                    data[place - at] ^= chance.randrange(1, 256)
                at += len(data)
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)

    return answer


def pour(source: socket.socket, into: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            into.sendall(data)
    with suppress(OSError):  # however it ended: nobody must be left waiting
        into.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def met(hostile_hosts: HostileHosts, tmp_path: Path) -> Met:
    """What several sessions in a row end in, with a server of the test's own; "" is a success."""
    address = hostile_hosts.address_of("before").rpartition(".")[0] + ".250"
    lines = hostile_hosts.known_hosts.read_text("ascii").splitlines()
    before = f"[{hostile_hosts.address_of('before')}]:"
    key = next(line.partition(" ")[2] for line in lines if line.startswith(before))
    access = Access(
        folder=tmp_path,
        address=address,
        port=0,
        user=hostile_hosts.user,
        key=hostile_hosts.key,
        known_hosts=Path("known_hosts"),
        time_limit=LIMIT,
    )

    def one(port: int) -> str:
        machine = Machine("x", "server")
        there = replace(access, port=port)
        try:
            session = open_ssh(
                "linux.host", lambda _: None, Limits(), source="x", machine=machine, access=there
            )
        except SourceError as error:
            return str(error)
        session.close()
        return ""

    def several(answer: Answer, times: int) -> list[str]:
        before = held(address)
        with serving(address, 0, answer) as port, ThreadPoolExecutor(8) as pool:
            (tmp_path / "known_hosts").write_text(f"[{address}]:{port} {key}\n", "ascii")
            told = list(pool.map(one, [port] * times))
        assert gone(address, before)
        return told

    return several


def test_a_damaged_conversation_ends_in_a_typed_error(
    hostile_hosts: HostileHosts,
    met: Met,
    capfd: pytest.CaptureFixture[str],
) -> None:
    to = hostile_hosts.address_of("before"), hostile_hosts.port
    told = met(bent(to, random.Random(6)), 64)

    assert len({each for each in told if each}) > 3
    assert all(each.isprintable() for each in told)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "packet",
    [
        b"\0\0\0\4\xff\0\0\0",  # more padding than packet
        b"\xff\xff\xff\xfc" + bytes(200_000),  # four gigabytes are promised
        b"\0\0\0\x0c\4\x14" + bytes(10),  # an offer of algorithms without any
        bytes(64),
    ],
    ids=["padding", "huge", "no-algorithm", "zeros"],
)
def test_a_packet_that_is_none_is_a_typed_error(met: Met, packet: bytes) -> None:
    def answer(client: socket.socket) -> None:
        client.sendall(b"SSH-2.0-x\r\n" + packet)
        while client.recv(65536):
            pass

    (told,) = met(answer, 1)
    assert told.isprintable()
    assert told


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshHosts]:
    """A host that speaks AES-GCM alone, whose damage is noticed in its own way."""
    require_hosts()
    folder = tmp_path_factory.mktemp("gcm")
    description = Description("gcm", DEBIAN_12, Expected("debian", "Debian GNU/Linux", "12", {}))
    tree = build(description, folder / "gcm", datetime.now(UTC).date())
    options = {"Ciphers": "aes256-gcm@openssh.com"}
    with SshHosts(folder / "lab", [Host(tree, options=options)], own_address(200)) as hosts:
        yield hosts


def test_damage_after_the_keys_are_agreed_is_a_typed_error(
    other: SshHosts, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def answer(client: socket.socket) -> None:
        with socket.create_connection((other.address_of("gcm"), other.port)) as server:
            Thread(target=pour, args=(client, server), daemon=True).start()
            at = 0
            while data := bytearray(server.recv(65536)):
                if at <= MIDDLE < at + len(data):
                    data[MIDDLE - at] ^= 1
                at += len(data)
                client.sendall(data)

    known = other.known_hosts.read_text("ascii").partition(" ")[2]
    address = own_address(210)
    before = held(address)
    with serving(address, 0, answer) as port:
        (tmp_path / "known_hosts").write_text(f"[{address}]:{port} {known}", "ascii")
        access = Access(
            folder=tmp_path,
            address=address,
            port=port,
            user=other.user,
            key=other.key,
            known_hosts=Path("known_hosts"),
            time_limit=10.0,
        )
        session = open_ssh(
            "linux.host",
            lambda _: None,
            Limits(),
            source="x",
            machine=Machine("x", "server"),
            access=access,
        )
        with pytest.raises(SourceError) as caught:
            cast("HostSession", session).run(SCRIPT)
        session.close()
    assert str(caught.value).isprintable()
    assert gone(address, before)
    assert capfd.readouterr() == ("", "")
