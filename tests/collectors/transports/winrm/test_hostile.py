"""Windows hosts that misbehave: each costs itself, is told in our words, and gets no secret."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.core.errors import (
    Denied,
    SourceError,
    TimedOut,
    Truncated,
    Unreachable,
    Unreadable,
)
from collectors.transports.shell import LARGEST
from collectors.windows.collect import SCRIPT, windows
from tests.collectors.transports.winrm.asked import SECRET, access, address, answer, opened
from tests.lab.hosts.hostile import serving
from tests.lab.winrm import PASSWORD, WindowsHost, WinrmLab

# What a host does once it is asked, and how that is told.
ASKED: dict[str, tuple[type[SourceError], str]] = {
    "garbage": (Unreadable, r"what it sent is not WinRM \(HTTP 200\)"),
    "bomb": (Unreadable, "what it sent is not WinRM"),
    "unrelated": (Unreadable, "it answered another question"),
    "clear": (Unreadable, "it answered in clear; nothing of it is used"),
    "drops": (Truncated, "closed the connection before the end"),
    "cut": (Truncated, r"the script stopped before its end, exit status 1"),
    "huge": (Truncated, f"larger than {LARGEST // 1024**2} MB"),
    "refuses": (Denied, r"did not run the script, exit status 1 \(Stratégie de groupe : accès"),
}
# What it does before.
BEFORE: dict[str, tuple[type[SourceError], str]] = {
    "denied": (Denied, r"may not use WinRM \(Accès refusé\.\).*Remote Management Users"),
    "redirects": (Unreadable, "sends elsewhere, where preuve does not follow"),
}
CERTIFICATES = {"expired": "has expired", "other-name": "not valid for"}
HOSTS = {name: number for number, name in enumerate((*ASKED, *BEFORE, "hangs", "silent"), 1)}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WinrmLab]:
    hosts = {address(number): WindowsHost(answer(), fault=name) for name, number in HOSTS.items()}
    with WinrmLab(tmp_path_factory.mktemp("lab"), hosts) as running:
        yield running


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, PASSWORD)


@pytest.mark.parametrize("fault", ASKED)
def test_a_strange_answer_is_told_as_it_is_and_the_password_not_presented_again(
    lab: WinrmLab, fault: str
) -> None:
    """Deleting the shell would take another logon, with what may be another password by now."""
    before = lab.accepted.total() + lab.refused.total()
    kind, words = ASKED[fault]
    with (
        closing(opened(access(lab, address(HOSTS[fault])))) as session,
        pytest.raises(kind, match=words) as told,
    ):
        session.run(SCRIPT)

    assert type(told.value) is kind
    assert lab.accepted.total() + lab.refused.total() == before + 1


@pytest.mark.parametrize("fault", BEFORE)
def test_a_host_that_opens_no_shell_is_told_as_it_is(lab: WinrmLab, fault: str) -> None:
    kind, words = BEFORE[fault]
    with pytest.raises(kind, match=words):
        opened(access(lab, address(HOSTS[fault])))


def test_a_host_that_stops_in_mid_answer_is_not_waited_for(lab: WinrmLab) -> None:
    began = time.monotonic()
    with (
        closing(opened(access(lab, address(HOSTS["hangs"]), time_limit=1.0))) as session,
        pytest.raises(TimedOut, match=r"not done after 1 s; time_limit|no answer in time"),
    ):
        session.run(SCRIPT)

    assert time.monotonic() - began < 10


def test_a_host_that_never_answers_is_not_waited_for(lab: WinrmLab) -> None:
    with pytest.raises(TimedOut):
        opened(access(lab, address(HOSTS["silent"]), time_limit=1.0))


def test_a_session_that_another_thread_ends_fails_at_once(lab: WinrmLab) -> None:
    session = opened(access(lab, address(HOSTS["hangs"])))
    began = time.monotonic()
    Timer(0.5, session.close).start()
    with pytest.raises(SourceError):
        session.run(SCRIPT)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize("fault", CERTIFICATES)
@pytest.mark.parametrize("logon", ["ntlm", "basic"])
def test_a_certificate_that_proves_nothing_stops_before_any_logon(
    tmp_path: Path, fault: str, logon: str
) -> None:
    host = address(40)
    with WinrmLab(tmp_path, {host: WindowsHost(answer(), fault=fault)}, tls=True) as lab:
        with pytest.raises(Denied, match=f"certificate is not trusted .*{CERTIFICATES[fault]}"):
            opened(access(lab, host, logon=logon))
        assert lab.accepted == lab.refused == Counter()


def test_nothing_there_and_something_else_there(lab: WinrmLab, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="no connection"):
        opened(access(lab, address(99)))
    with pytest.raises(Unreadable, match="no TLS answers there"):
        opened(access(lab, address(1), encryption="tls"))


def _page(client: socket.socket) -> None:
    client.recv(65536)
    client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found")


def _endless(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        client.sendall(b"X-Filler: " + b"a" * 1000 + b"\r\n")


def _endless_chunk(client: socket.socket) -> None:
    client.recv(65536)
    client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        client.sendall(b"a" * 65536)


def _welcomes(client: socket.socket) -> None:
    """An impostor that asks for no logon at all."""
    while client.recv(65536):
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("does", "kind"),
    [
        (_page, Unreadable),
        (_endless, SourceError),
        (_endless_chunk, Truncated),
        (_welcomes, Unreadable),
    ],
)
def test_what_is_no_windows_is_survived(
    tmp_path: Path, does: Callable[[socket.socket], None], kind: type[SourceError]
) -> None:
    host = address(41)
    with serving(host, 0, does) as port, WinrmLab(tmp_path, {}) as lab:
        began = time.monotonic()
        with pytest.raises(kind):
            opened(replace(access(lab, host), port=port))
        assert time.monotonic() - began < 10


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=st.integers(0, 9000), put=st.binary(max_size=12), rest=st.sampled_from([0, 1]))
def test_a_piece_that_was_altered_ends_in_facts_or_in_our_words(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes, rest: int
) -> None:
    def altered(told: bytes) -> bytes:
        return told[:cut] + put + told[cut + len(put) :] * rest

    host = address(42)
    hosts = {host: WindowsHost(answer(), altered=altered)}
    with WinrmLab(tmp_path_factory.mktemp("lab"), hosts) as lab:
        session = opened(access(lab, host, time_limit=10.0))
        with closing(session), suppress(SourceError):  # and nothing else
            assert list(windows(session))
