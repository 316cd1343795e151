"""Hosts that misbehave end in one typed line, in bounded time and memory, and leave nothing."""

import re
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import msgspec
import paramiko
import psutil
import pytest

from agent.core.errors import (
    Denied,
    SourceError,
    TimedOut,
    Truncated,
    TurnedAway,
    Unreachable,
)
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness
from collectors.linux.collect import SCRIPT, linux
from collectors.registry import Limits, Unseen
from collectors.transports.shell import HostSession, Machine
from collectors.transports.ssh import Access, open_ssh
from tests.lab.hosts.hostile import PRETENDERS, REFUSED, HostileHosts

LIMIT = 2.0  # seconds; a configuration allows no less than ten
MEMORY = 80 * 2**20

# What each host ends in, and the words that tell its keeper what happened or what to do.
ENDS: dict[str, tuple[type[SourceError], str]] = {
    "endless-output": (Truncated, "its answer is larger than 8 MB"),
    "hangs": (TimedOut, "time_limit allows more"),
    "hangs-at-once": (TimedOut, "time_limit allows more"),
    "exits": (Denied, r"exit status 1 \(Ce compte est fermé\.\)"),
    "killed": (Truncated, "stopped before its end"),
    "nologin": (Denied, "This account is currently not available"),
    "sftp-only": (Denied, "allows sftp connections only"),
    "no-session": (Denied, "lets this account run nothing"),
    "changed-key": (Denied, "nothing was sent; find out why"),
    "unknown": (Denied, "have the key confirmed"),
    "denied": (Denied, "check user, key and agent"),
    "by-password": (Denied, "check user, key and agent"),
    "refused": (TurnedAway, "refused"),
    "closes": (Unreachable, "no SSH server answers there"),
    "other-protocol": (Unreachable, "no SSH server answers there"),
    "endless-lines": (Unreachable, "no SSH server answers there"),
    "endless-line": (Truncated, "more than a session may send"),
    "silent": (TimedOut, "not done after 2 s|no SSH session in time"),  # whichever looks first
}
WORKING = ("escapes", "before", "banner-lines")

Open = Callable[[str], HostSession]


@pytest.fixture(scope="module")
def known_hosts(hostile_hosts: HostileHosts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lab's, with a key for those that never show one: they must be met, not refused before."""
    lines = hostile_hosts.known_hosts.read_text("ascii").splitlines(keepends=True)
    key = lines[0].partition(" ")[2]
    for name in (*PRETENDERS, REFUSED):
        lines.append(f"[{hostile_hosts.address_of(name)}]:{hostile_hosts.port} {key}")
    path = tmp_path_factory.mktemp("known") / "known_hosts"
    path.write_text("".join(lines), "ascii")
    return path


@pytest.fixture
def kept() -> list[Exhibit]:
    return []


@pytest.fixture
def opened(hostile_hosts: HostileHosts, known_hosts: Path, kept: list[Exhibit]) -> Open:
    def open_one(name: str) -> HostSession:
        access = Access(
            folder=hostile_hosts.folder,
            address=hostile_hosts.address_of(name),
            port=hostile_hosts.port,
            user=hostile_hosts.user,
            key=hostile_hosts.key,
            known_hosts=known_hosts,
            time_limit=LIMIT,
        )
        machine = Machine(name, "server")
        session = open_ssh(
            "linux.host", kept.append, Limits(), source=name, machine=machine, access=access
        )
        return cast("HostSession", session)

    return open_one


def failed(opened: Open, name: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        run(opened, name)
    return caught.value


def run(opened: Open, name: str) -> None:
    session = opened(name)
    try:
        session.run(SCRIPT)
    finally:
        session.close()


def test_every_host_of_the_lab_is_met(hostile_hosts: HostileHosts) -> None:
    pretending = {*PRETENDERS, REFUSED, "banner-lines"}
    assert {*hostile_hosts.hosts, *pretending} == {*ENDS, *WORKING}


@pytest.mark.parametrize("name", ENDS)
def test_a_hostile_host_ends_in_one_typed_line(
    hostile_hosts: HostileHosts, opened: Open, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    kind, words = ENDS[name]
    before = held(hostile_hosts.address_of(name))
    began = time.monotonic()
    error = failed(opened, name)

    assert time.monotonic() - began < LIMIT + 3
    assert type(error) is kind
    said = str(error)
    assert said.isprintable()
    assert hostile_hosts.address_of(name) in said
    assert re.search(words, said)
    assert len(said) < 300
    assert gone(hostile_hosts.address_of(name), before)
    assert capfd.readouterr() == ("", "")


def gone(address: str, before: set[object]) -> bool:
    """Whether nothing more than before is left of a session, at the latest in two seconds."""
    until = time.monotonic() + 2
    while held(address) - before:
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def held(address: str) -> set[object]:
    """Paramiko's threads, those that read and those that watch a clock; sockets to an address."""
    kinds = (paramiko.Transport, threading.Timer)
    threads = {each for each in threading.enumerate() if isinstance(each, kinds)}
    connections = psutil.Process().net_connections("tcp")
    return threads | {each.laddr for each in connections if each.raddr and each.raddr.ip == address}


@pytest.mark.parametrize("name", ["endless-output", "endless-line", "endless-lines"])
def test_what_has_no_end_takes_little_memory(opened: Open, name: str) -> None:
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak starts anew, proc(5)
    before = peak()
    failed(opened, name)

    assert peak() - before < MEMORY


def peak() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.parametrize("name", ["before", "banner-lines"])
def test_a_host_in_order_is_read_to_its_end(
    hostile_hosts: HostileHosts,
    opened: Open,
    kept: list[Exhibit],
    name: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = held(hostile_hosts.address_of(name))
    session = opened(name)
    facts = [each for each in linux(session) if not isinstance(each, Unseen)]
    session.close()

    assert {"host", "host_state"} <= {each.kind for each in facts}
    assert session.completeness is Completeness.COMPLETE
    assert [each.acquisition.target for each in kept] == [name]
    assert gone(hostile_hosts.address_of(name), before)
    assert capfd.readouterr() == ("", "")


def test_escapes_reach_neither_an_exhibit_nor_a_fact(opened: Open, kept: list[Exhibit]) -> None:
    session = opened("escapes")
    facts = list(linux(session))
    session.close()

    (exhibit,) = kept
    body = exhibit.body.decode()
    assert "owned" in body
    assert foul(body.replace("\n", "")) == ""
    assert {each.rule for each in exhibit.redactions} == {"invalid-utf-8/1", "control-characters/1"}
    texts = [text for fact in facts for text in strings(msgspec.to_builtins(fact))]
    assert any("owned" in text for text in texts)
    assert [text for text in texts if foul(text.replace("\n", ""))] == []


def foul(text: str) -> str:
    """The characters of a text that a terminal, or a page, would obey."""
    return "".join(each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs"})


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)
