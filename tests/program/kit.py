"""The offline kit for this system and Python, built once by the command that builds all of it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

BUILDER = Path(__file__).parents[2] / ".ci" / "kit" / "build.py"


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the kit, its archive beside it; the workers of one session share it."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    made, done = place / "kit", place / "kit.done"
    with (place / "kit.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            line = [sys.executable, str(BUILDER), "--here", "--output", str(made)]
            built = subprocess.run(line, capture_output=True, text=True, check=False)
            assert built.returncode == 0, built.stderr
            done.touch()
    (folder,) = (each for each in made.iterdir() if each.is_dir())
    return folder
