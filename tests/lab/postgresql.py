"""A private PostgreSQL on a socket of its own: started in a second, gone without a trace."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

_NEWEST = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
_AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


class PostgreSQL:
    """A running server; `database()` lends an empty place in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a schema of its own: to make a database is to copy files."""
        name = f"preuve_{next(self._numbers)}"
        with psycopg.connect(host=str(self._folder), user="postgres", autocommit=True) as server:
            server.execute(f"CREATE SCHEMA {name}".encode())
            path = f"options=-csearch_path%3D{name}"
            yield f"postgresql+psycopg://postgres@/postgres?host={self._folder}&{path}"
            server.execute(f"DROP SCHEMA {name} CASCADE".encode())


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """A server for the session; in CI it must run, elsewhere it may be missing."""
    if _NEWEST is None:
        if os.environ.get("CI") == "true":
            pytest.fail("the lab must run in CI: missing package: postgresql")
        pytest.skip("missing package: postgresql")
    folder = Path(tempfile.mkdtemp(prefix="preuve-postgresql-"))
    if _AS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    data = str(folder / "data")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    try:
        _run("initdb", "-D", data, "--no-sync", "--auth=trust", "--username=postgres")
        _run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield PostgreSQL(folder)
        _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    """Run a program of the server, never as root, which it refuses."""
    assert _NEWEST is not None
    unprivileged = ["runuser", "-u", "postgres", "--"] if _AS_ROOT else []
    command = [*unprivileged, str(_NEWEST / program), *arguments]
    # The server inherits what it is given: a pipe would never end.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store, on each of the two databases."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'preuve.db'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url
