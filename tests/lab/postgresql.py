"""A private PostgreSQL on a socket of its own: started in a second, gone without a trace."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

_NEWEST = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
_AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


class PostgreSQL:
    """A running server, by the folder of its socket; `database()` lends an empty place in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a schema of its own: to make a database is to copy files."""
        name = f"preuve_{next(self._numbers)}"
        self.run(f"CREATE SCHEMA {name}")
        path = f"options=-csearch_path%3D{name}"
        yield f"postgresql+psycopg://postgres@/postgres?host={self.folder}&{path}"
        self.run(f"DROP SCHEMA {name} CASCADE")

    def run(self, statements: str) -> None:
        """Run statements as the server's administrator."""
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as server:
            server.execute(statements.encode())


@contextmanager
def serving(within: Sequence[str] = (), address: str = "") -> Iterator[PostgreSQL]:
    """A server on a socket, and at an address too if told: there, by password alone.

    `within`: what its command lines begin with.
    """
    folder = Path(tempfile.mkdtemp(prefix="preuve-postgresql-"))
    if _AS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    data = str(folder / "data")
    options = f"-k {folder} -c listen_addresses='{address}' -c fsync=off"
    try:
        _run((), "initdb", "-D", data, "--no-sync", "--auth=trust", "--username=postgres")
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet scram-sha-256\n")
        started = ("-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        _run(within, "pg_ctl", *started)
        yield PostgreSQL(folder)
        _run(within, "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """A server for the session."""
    needed()
    with serving() as server:
        yield server


def needed() -> None:
    """In CI a server must run, elsewhere it may be missing."""
    if _NEWEST is None:
        if os.environ.get("CI") == "true":
            pytest.fail("the lab must run in CI: missing package: postgresql")
        pytest.skip("missing package: postgresql")


def _run(within: Sequence[str], program: str, *arguments: str) -> None:
    """Run a program of the server, never as root, which it refuses."""
    assert _NEWEST is not None
    unprivileged = ["runuser", "-u", "postgres", "--"] if _AS_ROOT else []
    command = [*within, *unprivileged, str(_NEWEST / program), *arguments]
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
