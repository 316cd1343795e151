"""The demonstration, made once; each test has a copy of its folder."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.store import Store
from tests.program.ready import LOCALE, PREUVE, run

SITE = "CH de Saint-Exemple"


def plain(text: str) -> str:
    """A text with ordinary line ends and spaces: how French is typeset is another test's."""
    return text.replace("\r\n", "\n").translate({0xA0: " ", 0x202F: " "})


@dataclass(frozen=True)
class Demo:
    """A copy of the demonstration's folder, where `preuve` is run as a person runs it.

    Its statement 1 is the demonstration's own attestation: what a test says begins at 2.
    """

    folder: Path

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "LC_ALL": LOCALE, "LOGNAME": "correspondant"}
        done = run(self.folder, environment, *arguments, typed=typed)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    @contextmanager
    def store(self) -> Iterator[Store]:
        with Store.open(f"sqlite:///{self.folder / 'preuve.db'}", SITE) as opened:
            yield opened


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([PREUVE, "demo", "--out", "demo"], cwd=folder, check=True, capture_output=True)
    return folder / "demo"


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Demo:
    shutil.copytree(made, tmp_path / "demo")
    return Demo(tmp_path / "demo")
