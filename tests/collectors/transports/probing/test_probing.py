"""What a probe asks of real servers, and what it makes of their answers and of their silence."""

import socket
import time
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.availability import Condition
from collectors.transports.probing import Answer, Silence, ask, checked
from tests.collectors.transports.probing.servers import (
    answering,
    certified,
    datagrams,
    free_port,
    web,
)
from tests.lab.certificates import Authority
from tests.lab.samba import SambaDomain

UP = Answer(Condition.UP)


def test_a_port_that_accepts_and_one_that_does_not() -> None:
    with answering(lambda _: None) as port:
        assert ask(f"tcp://127.0.0.1:{port}") == UP

    refused = ask(f"tcp://127.0.0.1:{free_port()}")
    assert refused == Answer(Condition.DOWN, Silence.REFUSED)


@pytest.mark.parametrize(
    ("status", "condition"),
    [(200, Condition.UP), (302, Condition.UP), (401, Condition.UP), (403, Condition.UP),
     (404, Condition.DOWN), (500, Condition.DOWN), (503, Condition.DOWN)],
)  # fmt: skip
def test_a_page(status: int, condition: Condition) -> None:
    with web(status) as port:
        assert ask(f"http://127.0.0.1:{port}/dpi?a=1").condition is condition


def test_a_certificate_is_verified_and_a_wrong_one_accuses_nobody(tmp_path: Path) -> None:
    authority = Authority("CA")
    unknown = Answer(Condition.DARK, Silence.CERTIFICATE)
    with web(200, certified(tmp_path, "dpi.test", authority)) as port:
        page = f"https://127.0.0.1:{port}/"
        assert ask(page, tmp_path / "ca.pem") == UP
        assert ask(page) == unknown
        # It is of 127.0.0.1 and dpi.test, not of that name.
        assert ask(f"https://localhost:{port}/", tmp_path / "ca.pem") == unknown
    with web(200, certified(tmp_path, "dpi.test", authority, expired=True)) as port:
        assert ask(f"https://127.0.0.1:{port}/", tmp_path / "ca.pem") == unknown


def test_the_root_dse_of_a_real_directory(samba: SambaDomain) -> None:
    assert ask(samba.url, samba.ca) == UP
    assert ask(f"ldap://{samba.address}") == UP
    assert ask(samba.url) == Answer(Condition.DARK, Silence.CERTIFICATE)


@pytest.mark.parametrize(
    ("target", "told"),
    [("ldap", b"HTTP/1.1 400 Bad Request\r\n\r\n"), ("http", b"\x30\x84\x00\x00\x00"),
     ("http", b"SSH-2.0-OpenSSH_9.2\r\n"), ("ldap", b"\x15\x03\x01\x00\x02\x02\x28" * 2)],
)  # fmt: skip
def test_another_service_on_the_port(target: str, told: bytes) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(4096)  # closed with something unread, it would be cut
        connection.sendall(told)

    with answering(answer) as port:
        found = ask(f"{target}://127.0.0.1:{port}", seconds=2)

    assert found == Answer(Condition.DOWN, Silence.NONSENSE)


@pytest.mark.parametrize("target", ["http", "ldap", "https", "ldaps"])
def test_a_service_that_accepts_and_says_nothing(target: str) -> None:
    with answering(lambda connection: time.sleep(1.5)) as port:  # noqa: ARG005 - it does nothing with it
        begun = time.monotonic()
        found = ask(f"{target}://127.0.0.1:{port}", seconds=0.5)

    assert found == Answer(Condition.DOWN, Silence.TIMEOUT)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("target", ["http", "ldap"])
def test_a_service_that_never_ends_its_answer(target: str) -> None:
    def dribble(connection: socket.socket) -> None:
        begins = b"\x30\x82\x01\x00" if target == "ldap" else b"HTTP/1.1 "
        for byte in begins[:4] + b"0" * 60 if target == "http" else begins:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)
        time.sleep(2)

    with answering(dribble) as port:
        begun = time.monotonic()
        found = ask(f"{target}://127.0.0.1:{port}", seconds=0.6)

    assert found == Answer(Condition.DOWN, Silence.TIMEOUT)
    assert time.monotonic() - begun < 2.5


def test_a_name_server() -> None:
    def good(asked: bytes) -> bytes:
        message = dns.message.from_wire(asked)
        reply = dns.message.make_response(message)
        name = message.question[0].name
        assert str(name) == "dc1.ch.lan."
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", "A", "10.0.0.1"))
        return reply.to_wire()

    def failing(asked: bytes) -> bytes:
        reply = dns.message.make_response(dns.message.from_wire(asked))
        reply.set_rcode(dns.rcode.SERVFAIL)
        return reply.to_wire()

    def other(asked: bytes) -> bytes:
        return bytes([asked[0] ^ 1]) + good(asked)[1:]

    for answer, expected in (
        (good, UP),
        (failing, Answer(Condition.DOWN, Silence.ERROR)),
        (other, Answer(Condition.DOWN, Silence.NONSENSE)),
        (lambda _: None, Answer(Condition.DOWN, Silence.TIMEOUT)),
    ):
        with datagrams(answer) as port:
            assert ask(f"dns://127.0.0.1:{port}/dc1.ch.lan", seconds=1) == expected


def test_a_name_that_leads_nowhere_accuses_nobody() -> None:
    assert ask("tcp://nowhere.invalid:443") == Answer(Condition.DARK, Silence.NAME)


@pytest.mark.parametrize(
    "target",
    ["", "dpi.ch.lan", "ftp://dpi.ch.lan", "https://", "tcp://srv", "dns://10.0.0.2", "dns://x/a..b",
     "https://admin:secret@dpi.ch.lan/", "https://dpi.ch.lan/a b", "https://dpi.ch.lan/é",
     "tcp://srv:99999", "https://dpi\r\nHost: x/"],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(target: str) -> None:
    with pytest.raises(ValueError) as told:  # noqa: PT011 - the words are those of each case
        checked(target)

    assert "secret" not in str(told.value)


@given(st.binary(max_size=64))
def test_any_bytes_are_an_answer(told: bytes) -> None:
    with answering(lambda connection: connection.sendall(told)) as port:
        for target in ("http", "ldap"):
            assert isinstance(ask(f"{target}://127.0.0.1:{port}", seconds=2), Answer)
