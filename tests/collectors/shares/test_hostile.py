"""Servers that cut or alter the answer about a folder's rights: nothing of it is used."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.core.errors import Denied, PasswordRefused, SourceError, TimedOut, Truncated
from agent.core.exhibits import Exhibit
from agent.core.facts.folders import SensitiveFolder
from collectors.registry import Limits
from collectors.shares.folder import folder as collect
from collectors.shares.settings import SharesSource
from tests.lab.fixtures import require_controller
from tests.lab.smb import PASSWORD, USER, Between, addresses, between, smbd

*_, SERVER, MIDDLE = addresses(6)
QUERY_INFO = 16
SIGNED = 0x8


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that signs and does not encrypt: who stands between can alter what it says."""
    require_controller()
    shared = tmp_path_factory.mktemp("shared")
    (shared / "rh").mkdir()
    with smbd(
        tmp_path_factory.mktemp("smbd"), SERVER, shared, "server smb encrypt = off"
    ) as address:
        yield address


def asked(
    address: str, monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD, idle: float = 20
) -> tuple[SensitiveFolder, list[Exhibit]]:
    monkeypatch.setenv("PREUVE_TEST_SMB", password)
    source = SharesSource(
        name="paie", path=f"//{address}/sysvol/rh", holds="hr", department=("DRH",), user=USER, password="env:PREUVE_TEST_SMB"
    )  # fmt: skip
    kept: list[Exhibit] = []
    (target,) = source.targets(Path())
    session: Any = target.open("shares.folder", kept.append, Limits(idle=idle))
    try:
        (told,) = collect(session)
    finally:
        session.close()
    return told, kept


def of_rights(frame: bytes) -> bool:
    return int.from_bytes(frame[12:14], "little") == QUERY_INFO


def refused(
    server: str, change: Between, monkeypatch: pytest.MonkeyPatch, idle: float = 20
) -> SourceError:
    with between(server, MIDDLE, change) as address, pytest.raises(SourceError) as told:
        asked(address, monkeypatch, idle=idle)
    return told.value


def test_rights_of_a_plain_server_are_read(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told, kept = asked(server, monkeypatch)
    assert told.entries
    assert len(kept) == 1


def test_an_altered_answer_is_not_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def altered(frame: bytes, _: int) -> bytes:
        return frame[:-1] + bytes([frame[-1] ^ 1]) if of_rights(frame) else frame

    def unsigned(frame: bytes, _: int) -> bytes:
        if not of_rights(frame):
            return frame
        bare = (int.from_bytes(frame[16:20], "little") & ~SIGNED).to_bytes(4, "little")
        return frame[:16] + bare + frame[20:48] + bytes(16) + frame[64:]

    for change in (altered, unsigned):
        assert isinstance(refused(server, change, monkeypatch), Denied)


def test_a_session_that_is_cut_or_goes_silent_is_told(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(frame: bytes, _: int) -> bytes | None:
        return None if of_rights(frame) else frame

    def short(frame: bytes, _: int) -> bytes:
        return frame[:70] if of_rights(frame) else frame

    assert isinstance(refused(server, cut, monkeypatch), Truncated | TimedOut)
    assert isinstance(refused(server, short, monkeypatch, idle=3), SourceError)


def test_a_refused_password_is_told_as_such(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PasswordRefused, match=r"guest|wrong user or password"):
        asked(server, monkeypatch, password="not-it")
