"""`preuve report --for`: a reader's natural format, and what is told of pairs that do not exist."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent.commands.report import NAMES
from reports.registry import READERS, formats_for, pairs
from tests.reports.conftest import Demo


@pytest.fixture
def desk(demo: Demo, tmp_path: Path) -> Path:
    """A folder of its own with the demonstration's store."""
    for name in ("preuve.toml", "preuve.db"):
        shutil.copy(demo.folder / name, tmp_path)
    return tmp_path


def report(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    preuve = Path(sys.executable).with_name("preuve")
    command = [str(preuve), "report", "--lang", "fr", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_reader_alone_picks_his_natural_format(desk: Path) -> None:
    done = report(desk, "--for", "correspondent")

    assert done.returncode == 0, done.stderr
    assert (desk / "correspondent.fr.xlsx").stat().st_size > 2000


def test_every_reader_has_a_format() -> None:
    assert {reader for reader, _ in pairs()} == set(READERS)
    assert all(formats_for(reader)[0] in NAMES for reader in READERS)


def test_a_pair_that_does_not_exist_says_which_do(desk: Path) -> None:
    done = report(desk, "--for", "board", "--format", "csv")

    assert done.returncode == 3
    assert "--for board (html)" in done.stderr
    assert "--for auditor (xlsx)" in done.stderr


def test_nothing_asked_says_what_can_be(desk: Path) -> None:
    done = report(desk)

    assert done.returncode == 3
    assert "--for" in done.stderr
    assert "oscal" in done.stderr
