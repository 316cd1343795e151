"""Secrets by reference: where each kind is looked for, and what is never repeated."""

import importlib.util
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Denied
from collectors.transports.secrets import check, resolve

NOWHERE = Path("nowhere")


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    "reference",
    [
        "env:PREUVE_AD_PASSWORD",
        "keyring:preuve/audit",
        "file:secret/ad",
        "file:C:\\preuve\\secret.txt",
        "systemd:ad",
    ],
)
def test_a_reference_is_accepted_as_it_is(reference: str) -> None:
    assert check(reference) == reference


@pytest.mark.parametrize(
    "secret",
    ["Hopital2026!", "mot:de:passe", "ENV:Hopital2026", "vault:secret/ad", "http://a:b@c"],
)
def test_a_literal_secret_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="never written in the configuration") as refused:
        check(secret)

    assert secret not in str(refused.value)
    assert "env:NAME" in str(refused.value)
    with pytest.raises(ValueError, match="never written in the configuration"):
        resolve(secret, NOWHERE)


@pytest.mark.parametrize("reference", ["", ":", "env", "env:", "file:", "keyring:", "systemd:"])
def test_a_reference_to_nothing_is_refused(reference: str) -> None:
    with pytest.raises(ValueError, match="write env:NAME"):
        check(reference)


@given(st.text(min_size=10))
def test_what_is_refused_is_never_shown(secret: str) -> None:
    try:
        check(secret)
    except ValueError as refused:
        shown = str(refused)
        assert secret not in shown
    else:
        assert secret.startswith(("env:", "keyring:", "file:", "systemd:"))


def test_an_environment_variable_gives_its_whole_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREUVE_TEST_SECRET", " Hôpital: 2026 ")

    assert resolve("env:PREUVE_TEST_SECRET", NOWHERE) == " Hôpital: 2026 "


def test_an_environment_variable_unset_or_empty_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREUVE_TEST_SECRET", raising=False)
    with pytest.raises(Denied, match=r"env:PREUVE_TEST_SECRET: .* not set"):
        resolve("env:PREUVE_TEST_SECRET", NOWHERE)

    monkeypatch.setenv("PREUVE_TEST_SECRET", "")
    with pytest.raises(Denied, match="env:PREUVE_TEST_SECRET"):
        resolve("env:PREUVE_TEST_SECRET", NOWHERE)


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"Hopital2026!", "Hopital2026!"),
        (b"Hopital2026!\n", "Hopital2026!"),
        (b"Hopital2026!\r\n", "Hopital2026!"),
        ("Hôpital 2026 \n".encode(), "Hôpital 2026 "),
    ],
)
def test_a_file_gives_its_line_without_its_end(tmp_path: Path, content: bytes, secret: str) -> None:
    written(tmp_path / "ad", content)

    assert resolve("file:ad", tmp_path) == secret


def test_a_file_is_relative_to_the_configuration_or_absolute(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    path = written(tmp_path / "secret" / "ad", b"Hopital2026!\n")

    assert resolve("file:secret/ad", tmp_path) == "Hopital2026!"
    assert resolve(f"file:{path}", NOWHERE) == "Hopital2026!"


@pytest.mark.parametrize("name", ["none", "none/ad", "ad/below"])
def test_a_missing_file_is_denied(tmp_path: Path, name: str) -> None:
    written(tmp_path / "ad", b"Hopital2026!\n")

    with pytest.raises(Denied, match=f"file:{name}: cannot be read"):
        resolve(f"file:{name}", tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n"])
def test_an_empty_file_is_denied(tmp_path: Path, content: bytes) -> None:
    written(tmp_path / "ad", content)

    with pytest.raises(Denied, match="file:ad: the file is empty"):
        resolve("file:ad", tmp_path)


def test_a_file_that_is_no_text_is_denied_and_not_shown(tmp_path: Path) -> None:
    written(tmp_path / "ad", b"Hopital\xff\xfe2026")

    with pytest.raises(Denied, match="cannot be read") as refused:
        resolve("file:ad", tmp_path)

    assert "Hopital" not in str(refused.value)


if os.name == "posix":  # modes mean nothing elsewhere

    @pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o644, 0o660])
    def test_a_file_that_others_can_reach_is_denied(tmp_path: Path, mode: int) -> None:
        written(tmp_path / "ad", b"Hopital2026!\n", mode)

        with pytest.raises(Denied, match="chmod 600") as refused:
            resolve("file:ad", tmp_path)

        assert "Hopital2026!" not in str(refused.value)

    @pytest.mark.parametrize("mode", [0o600, 0o400])
    def test_a_file_of_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
        written(tmp_path / "ad", b"Hopital2026!\n", mode)

        assert resolve("file:ad", tmp_path) == "Hopital2026!"

    def test_a_link_is_as_safe_as_what_it_leads_to(tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(written(tmp_path / "ad", b"Hopital2026!\n", 0o644))

        with pytest.raises(Denied, match="chmod 600"):
            resolve("file:link", tmp_path)


def test_systemd_gives_what_it_was_told_to_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manager makes the folder for this service alone: modes are its affair."""
    written(tmp_path / "ad", b"Hopital2026!\n", 0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    assert resolve("systemd:ad", NOWHERE) == "Hopital2026!"
    with pytest.raises(Denied, match="systemd:paie: cannot be read"):
        resolve("systemd:paie", NOWHERE)


def test_without_systemd_its_reference_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)

    with pytest.raises(Denied, match=r"systemd:ad: .*LoadCredential="):
        resolve("systemd:ad", NOWHERE)


def test_an_empty_credential_of_systemd_is_denied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "ad", b"\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    with pytest.raises(Denied, match="systemd:ad: the file is empty"):
        resolve("systemd:ad", NOWHERE)


if importlib.util.find_spec("keyring") is None:  # the extra that most sites do without

    def test_a_keyring_needs_its_extra_and_says_how() -> None:
        with pytest.raises(Denied, match=r"keyring:preuve/audit: .*preuve\[keyring\]"):
            resolve("keyring:preuve/audit", NOWHERE)


@pytest.mark.parametrize("content", [b"s3cret\nsecond\n", b"\xef\xbb\xbfs3cret\r\n", b"s3cret"])
def test_a_files_secret_is_its_first_line(tmp_path: Path, content: bytes) -> None:
    written(tmp_path / "ad", content)

    assert resolve("file:ad", tmp_path) == "s3cret"


def test_a_path_that_can_be_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Denied, match="cannot be read"):
        resolve("file:" + "x" * 300, tmp_path)
