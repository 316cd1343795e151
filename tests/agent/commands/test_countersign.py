"""A pilot countersigns a bundle from another computer; openssl and `preuve verify` check it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.bundles.tiny import Maker, bagged, pack
from tests.program.ready import LOCALE, run

PASSPHRASE = {"PREUVE_PILOT": "sept hérons"}


def preuve(folder: Path, *line: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **PASSPHRASE, "LC_ALL": LOCALE}
    return run(folder, environment, *line, "--lang", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.zip").write_bytes(pack(bagged(Maker().payload())))
    return tmp_path


def countersigned(folder: Path) -> str:
    """The fingerprint that the pilot reads out."""
    line = ("keys", "countersign", "b.zip", "--key", "pilot.pem", "--passphrase")
    done = preuve(folder, *line, "env:PREUVE_PILOT", "--new")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[1].rpartition(": ")[2]


def test_openssl_checks_it_as_the_pilot_was_told(folder: Path) -> None:
    countersigned(folder)
    command = ["openssl", "dgst", "-sha256", "-verify", "b.zip.countersigned.pem", "-signature"]

    done = subprocess.run(
        [*command, "b.zip.countersigned", "b.zip"], cwd=folder, capture_output=True, check=False
    )

    assert done.stdout == b"Verified OK\n"
    assert b"ENCRYPTED PRIVATE KEY" in (folder / "pilot.pem").read_bytes()


def test_verification_says_whose_it_is(folder: Path) -> None:
    alone = preuve(folder, "verify", "b.zip")
    missed = preuve(folder, "verify", "b.zip", "--countersigner", "0" * 64)
    fingerprint = countersigned(folder)
    known = preuve(folder, "verify", "b.zip", "--countersigner", fingerprint)
    unknown = preuve(folder, "verify", "b.zip")
    other = preuve(folder, "verify", "b.zip", "--countersigner", "0" * 64)

    assert "ountersign" not in alone.stdout
    assert "No countersignature stands beside the bundle" in missed.stdout
    assert "Countersigned by the key that you know from elsewhere" in known.stdout
    assert "compare its fingerprint" in unknown.stdout
    assert "not by the key that you expected" in other.stdout
    codes = [each.returncode for each in (alone, missed, known, unknown, other)]
    assert codes == [2, 4, 2, 2, 4]


def test_a_bundle_that_changed_since_is_false(folder: Path) -> None:
    countersigned(folder)
    (folder / "b.zip").write_bytes(pack(bagged(Maker().payload())))

    done = preuve(folder, "verify", "b.zip")

    assert done.returncode == 4
    assert "The countersignature does not hold" in done.stdout


def test_a_second_time_uses_the_key_that_is_there(folder: Path) -> None:
    first = countersigned(folder)
    line = ("keys", "countersign", "b.zip", "--key", "pilot.pem", "--passphrase")

    again = preuve(folder, *line, "env:PREUVE_PILOT")
    over = preuve(folder, *line, "env:PREUVE_PILOT", "--new")
    clear = preuve(folder, *line, "sept hérons")

    assert first in again.stdout
    assert (over.returncode, clear.returncode) == (3, 3)
    assert "never overwritten" in over.stderr
    assert "sept hérons" not in clear.stderr
