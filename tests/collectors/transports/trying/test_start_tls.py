"""What a controller says before TLS, asked of servers that answer as controllers do, or badly."""

import socket
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.diagnosis import State
from agent.engine.doctor.situation import situation
from collectors.registry import Reach
from collectors.transports.trying import start_tls, tls
from tests.lab.hosts.hostile import serving

HOST = "127.0.0.1"


def result(operation: int, code: int, *, long: bool = False) -> bytes:
    """An LDAPResult of message 1; Active Directory writes lengths in their long form."""
    body = b"\x0a\x01" + bytes([code]) + b"\x04\x00\x04\x00"
    if long:
        inner = bytes([operation, 0x84]) + len(body).to_bytes(4) + body
        whole = b"\x02\x01\x01" + inner
        return b"\x30\x84" + len(whole).to_bytes(4) + whole
    inner = bytes([operation, len(body)]) + body
    return bytes([0x30, len(inner) + 3]) + b"\x02\x01\x01" + inner


def answering(bind: bytes, extended: bytes) -> Callable[[socket.socket], None]:
    """A controller in clear: each question gets the answer of its kind, in two pieces."""

    def answer(client: socket.socket) -> None:
        while asked := client.recv(4096):
            told = bind if asked[5] == 0x60 else extended
            client.sendall(told[:4])
            client.sendall(told[4:])

    return answer


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize(("code", "wanted"), [(8, True), (0, None), (49, False)])
def test_whether_signing_is_required(*, long: bool, code: int, wanted: bool | None) -> None:
    with serving(HOST, 0, answering(result(0x61, code, long=long), b"")) as port:
        assert start_tls.wants_signatures(HOST, port) is wanted


def test_no_account_and_no_password_are_sent() -> None:
    heard = bytearray()

    def listening(client: socket.socket) -> None:
        heard.extend(client.recv(4096))

    with serving(HOST, 0, listening) as port:
        assert start_tls.wants_signatures(HOST, port) is None
    assert heard.endswith(b"\x80\x00")  # a simple bind, whose password is empty
    assert b"preuve-asks" in heard


@pytest.mark.parametrize(
    ("bind", "reason"),
    [(8, "nothing_signed"), (49, "nothing_unsigned"), (0, "nothing_unknown")],
)
def test_a_controller_without_a_certificate_has_no_live_road(bind: int, reason: str) -> None:
    unavailable = result(0x78, 52)
    with serving(HOST, 0, answering(result(0x61, bind), unavailable)) as port:
        reach = Reach("ldap", HOST, port, "audit", "env:A")
        told = situation(reach, answered=True)
        trust = tls.trust(reach)

    assert (told.state, told.reason, told.remedy) == (State.FAILED, reason, "nothing")
    assert (trust.state, trust.reason) == (State.FAILED, "no_start_tls")


def test_what_is_no_directory_is_told_as_such() -> None:
    with serving(
        HOST, 0, lambda client: client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    ) as port:
        reach = Reach("ldap", HOST, port, "audit", "env:A")

        assert start_tls.wants_signatures(HOST, port) is None
        assert tls.trust(reach).reason == "no_tls"


@given(st.binary(max_size=60))
def test_whatever_comes_ends_in_a_code_or_a_typed_error(told: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(told)
        theirs.shutdown(socket.SHUT_WR)
        try:
            start_tls.start_tls(ours)
        except (start_tls.Refused, ValueError, OSError):
            return
        assert told[:1] == b"\x30"
