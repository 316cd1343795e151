"""What preuve writes holds staff data: nobody else on this computer may read it."""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from agent.core.errors import UsageError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def by_default() -> None:
    """Whatever this process makes from now on is its owner's alone, where the system knows that."""
    os.umask(_OTHERS)


def write(path: Path, body: bytes | Iterable[bytes]) -> None:
    """Write a whole file that its owner alone reads, whatever stood there: all of it or nothing.

    A body in pieces is never held whole; what is no file (a pipe, a terminal) is written as it is.

    Raises:
        UsageError: the place refuses it.
    """
    pieces = (body,) if isinstance(body, bytes) else body
    try:
        if path.exists() and not path.resolve().is_file():
            with path.open("wb") as pipe:
                pipe.writelines(pieces)
        else:
            _replace(path.resolve(), pieces)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    """By a new file: who has the old one open does not read what comes."""
    handle, made = mkstemp(prefix=".preuve-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        Path(made).replace(path)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise


def tighten(path: Path) -> None:
    """Take a file that is there away from others; one that is somebody else's is left to them."""
    with suppress(FileNotFoundError, PermissionError):
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            path.chmod(0o600)
