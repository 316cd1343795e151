"""Servers that do not sign, take anybody for a guest, or break off: refused, and said why."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import pytest

from agent.core.errors import (
    Denied,
    PasswordRefused,
    SourceError,
    TimedOut,
    Truncated,
    Unreachable,
    Unreadable,
)
from agent.core.exhibits import Exhibit
from collectors.policy.files import files
from collectors.policy.settings import PolicySource
from collectors.registry import Limits
from tests.collectors.policy.trees import LOCKING, sysvol
from tests.lab.fixtures import require_controller
from tests.lab.smb import PASSWORD, USER, Between, addresses, between, smbd

SERVER, OTHER, MIDDLE = addresses(3)
IN_CLEAR = "server smb encrypt = off"
SIGNED, ASYNC, RESPONSE = 0x8, 0x2, 0x1
READ = 8
Opening = Callable[..., Any]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sysvol(tmp_path_factory.mktemp("shared")) / "sysvol"


@pytest.fixture(scope="module")
def in_clear(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that signs and does not encrypt."""
    require_controller()
    with smbd(tmp_path_factory.mktemp("clear"), SERVER, shared, IN_CLEAR) as address:
        yield address


@pytest.fixture(scope="module")
def encrypting(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require_controller()
    with smbd(tmp_path_factory.mktemp("encrypting"), OTHER, shared) as address:
        yield address


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Opening:
    def made(address: str, password: str = PASSWORD, **limits: float) -> Any:
        monkeypatch.setenv("PREUVE_TEST_SMB", password)
        source = PolicySource(
            name="gpo", sysvol=f"//{address}/SYSVOL", user=USER, password="env:PREUVE_TEST_SMB"
        )
        (target,) = source.targets(Path())
        kept: list[Exhibit] = []
        session = target.open("policy.files", kept.append, Limits(**{"idle": 20, **limits}))
        session.kept = kept  # type: ignore[attr-defined]  # for the test to look at
        return session

    return made


def flags(frame: bytes) -> int:
    """The flags of an answer in clear ([MS-SMB2] 2.2.1.2)."""
    return int.from_bytes(frame[16:20], "little")


def command(frame: bytes) -> int:
    return int.from_bytes(frame[12:14], "little")


def unsigned(frame: bytes, _: int) -> bytes:
    """Take the signature off, and the flag that says there is one."""
    bare = (flags(frame) & ~SIGNED).to_bytes(4, "little")
    return frame[:16] + bare + frame[20:48] + bytes(16) + frame[64:]


def test_a_server_that_signs_is_read(in_clear: str, opening: Opening) -> None:
    session = opening(in_clear)
    told = list(files(session))
    session.close()
    assert told
    assert f"{in_clear}:445 SMB 3.1.1, signed, server GUID" in session.kept[0].acquisition.server


@pytest.mark.parametrize("after", [2, 3, 4])  # 0 negotiates, 1 and 2 log on, 3 is the share's
def test_an_answer_without_signature_is_refused(
    in_clear: str, opening: Opening, after: int
) -> None:
    def change(frame: bytes, rank: int) -> bytes:
        return unsigned(frame, rank) if rank >= after else frame

    with (
        between(in_clear, MIDDLE, change) as address,
        pytest.raises(Denied, match="not signed by this server"),
    ):
        list(files(opening(address)))


def test_an_answer_that_says_it_is_of_another_kind_is_refused_too(
    in_clear: str, opening: Opening
) -> None:
    """Answers to a logon are verified apart: saying to be one must not help."""

    def change(frame: bytes, rank: int) -> bytes:
        if rank < 4:
            return frame
        bare = unsigned(frame, rank)
        return bare[:12] + (1).to_bytes(2, "little") + bare[14:]

    with (
        between(in_clear, MIDDLE, change) as address,
        pytest.raises(Denied, match="not signed by this server"),
    ):
        list(files(opening(address)))


def test_one_changed_byte_of_an_encrypted_answer_is_refused(
    encrypting: str, opening: Opening
) -> None:
    def change(frame: bytes, _: int) -> bytes:
        if frame[:4] != b"\xfdSMB":
            return frame
        return frame[:-1] + bytes([frame[-1] ^ 1])

    with (
        between(encrypting, MIDDLE, change) as address,
        pytest.raises(Denied, match="not signed by this server, or altered"),
    ):
        list(files(opening(address)))


def test_an_answer_in_clear_to_an_encrypted_session_is_refused(
    encrypting: str, opening: Opening
) -> None:
    seen: list[bytes] = []

    def change(frame: bytes, _: int) -> bytes:
        if frame[:4] != b"\xfdSMB":
            seen.append(frame)
            return frame
        # The last answer in clear, as if it were the next one's: message 3 follows message 2.
        return seen[-1][:24] + (3).to_bytes(8, "little") + seen[-1][32:]

    with (
        between(encrypting, MIDDLE, change) as address,
        pytest.raises(Denied, match="in clear in an encrypted session"),
    ):
        opening(address)


def test_a_weaker_server_than_the_real_one_is_found_out(in_clear: str, opening: Opening) -> None:
    """Whoever changes what was negotiated changes the keys that both sides derive from it."""

    def change(frame: bytes, rank: int) -> bytes:
        return frame[:66] + bytes([frame[66] ^ 2]) + frame[67:] if rank == 0 else frame

    with between(in_clear, MIDDLE, change) as address, pytest.raises(SourceError):
        opening(address)


def test_a_guest_is_a_refused_password(in_clear: str, opening: Opening) -> None:
    with pytest.raises(PasswordRefused, match="a guest: user or password not recognised"):
        opening(in_clear, password="Faux-Mot-50!")


def test_a_server_of_the_first_version_alone_is_refused(
    shared: Path, tmp_path: Path, opening: Opening
) -> None:
    require_controller()
    old = ("server min protocol = NT1", "server max protocol = NT1")
    with (
        smbd(tmp_path, addresses(5)[4], shared, *old) as address,
        pytest.raises(Unreachable, match="SMB 1 alone"),
    ):
        opening(address)


@pytest.mark.parametrize("level", ["SMB2_02", "SMB2_10", "SMB3_00", "SMB3_02"])
def test_older_versions_are_read_signed(
    shared: Path, tmp_path: Path, opening: Opening, level: str
) -> None:
    require_controller()
    with smbd(tmp_path, addresses(6)[5], shared, f"server max protocol = {level}") as address:
        session = opening(address)
        assert list(files(session))
        session.close()


def test_a_share_of_a_distributed_file_system_is_read_as_it_is(
    shared: Path, tmp_path: Path, opening: Opening
) -> None:
    require_controller()
    lines = ("host msdfs = yes", "msdfs root = yes")
    with smbd(tmp_path, addresses(7)[6], shared, *lines) as address:
        session = opening(address)
        assert list(files(session))
        session.close()


@pytest.mark.parametrize("frames", [6, 12, 25])
def test_a_session_cut_in_the_middle_gives_no_answer(
    encrypting: str, opening: Opening, frames: int
) -> None:
    def change(frame: bytes, rank: int) -> bytes | None:
        return frame if rank < frames else None

    with (
        between(encrypting, MIDDLE, change) as address,
        pytest.raises(Truncated, match="nothing of this session is used"),
    ):
        list(files(opening(address)))


@pytest.mark.parametrize("written", [b"", b"; more\r\n"])  # nothing, or a line, in mid reading
def test_a_file_that_is_written_to_while_it_is_read_is_of_no_time(
    shared: Path, in_clear: str, opening: Opening, written: bytes
) -> None:
    """Nobody is kept from writing; what was read is then neither the old file nor the new."""
    name = f"ch.lan/Policies/{LOCKING.lower()}/User/registry.pol"
    path = shared / name
    before = path.read_bytes()

    def change(frame: bytes, _: int) -> bytes:
        if command(frame) == READ:
            with path.open("ab") as file:  # never shorter on the way: that is another refusal
                file.write(written)
            os.utime(path)
        return frame

    try:
        with between(in_clear, MIDDLE, change) as address:
            session = opening(address)
            with pytest.raises(Unreachable, match="it was written to while it was read"):
                session.read(name)
            session.close()
    finally:
        path.write_bytes(before)


def test_a_server_that_falls_silent_is_left(encrypting: str, opening: Opening) -> None:
    def change(frame: bytes, rank: int) -> bytes:
        if rank > 8:
            time.sleep(30)
        return frame

    with (
        between(encrypting, MIDDLE, change) as address,
        pytest.raises(TimedOut, match="no answer in 2 s"),
    ):
        list(files(opening(address, idle=2)))


def test_a_slow_server_is_left_at_the_hard_limit(encrypting: str, opening: Opening) -> None:
    def change(frame: bytes, _: int) -> bytes:
        time.sleep(0.3)
        return frame

    with between(encrypting, MIDDLE, change) as address, pytest.raises(TimedOut):
        list(files(opening(address, hard=3)))


def test_a_session_that_is_closed_from_outside_ends(encrypting: str, opening: Opening) -> None:
    def change(frame: bytes, rank: int) -> bytes:
        if rank > 8:
            time.sleep(5)
        return frame

    with between(encrypting, MIDDLE, change) as address:
        session = opening(address)
        Timer(0.5, session.close).start()
        with pytest.raises(Truncated):
            list(files(session))


@pytest.mark.parametrize(
    "change",
    [
        lambda _frame, _rank: b"",
        lambda _frame, _rank: b"HTTP/1.1 400 Bad Request",
        lambda frame, _rank: frame[:70],
        lambda frame, rank: frame[:20] if rank else frame,
        lambda frame, rank: frame[:64] + bytes(len(frame) - 64) if rank == 1 else frame,
        lambda frame, _rank: frame[:24] + b"\xff" * 8 + frame[32:],  # answers nothing asked
    ],
)
def test_what_is_no_smb_is_one_error(encrypting: str, opening: Opening, change: Between) -> None:
    with (
        between(encrypting, MIDDLE, change) as address,
        pytest.raises((Unreadable, Unreachable, Denied)) as told,
    ):
        opening(address)
    assert str(told.value).startswith(rf"\\{MIDDLE}\SYSVOL: ")
    assert not isinstance(told.value, PasswordRefused)


def test_a_frame_without_end_takes_no_memory(opening: Opening) -> None:
    listener = socket.create_server((MIDDLE, 445))

    def answer() -> None:
        client, _ = listener.accept()
        with client, listener:
            client.sendall(b"\x7f\xff\xff\xff")
            client.recv(65536)

    Thread(target=answer, daemon=True).start()
    with pytest.raises(Unreadable, match="a frame of 2147483647 bytes"):
        opening(MIDDLE)


def test_nobody_there_and_no_such_name(opening: Opening) -> None:
    with pytest.raises(Unreachable, match="no connection on port 445"):
        opening(addresses(8)[7])
    with pytest.raises(Unreachable, match="no address for this server"):
        opening("dc1.invalid")


def test_a_port_that_takes_and_never_answers(opening: Opening) -> None:
    with socket.create_server((MIDDLE, 445)), pytest.raises(TimedOut, match="no answer in 2 s"):
        opening(MIDDLE, idle=2)
