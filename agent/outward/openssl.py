"""Timestamps of RFC 3161 through the openssl that everybody has, carried by files."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.core.errors import PreuveError, UsageError

_SECONDS = 30
_LARGEST = 1024 * 1024  # bytes of a token with its whole chain; a few thousand in fact
_TIME = re.compile(r"^Time stamp: (.+) GMT$", re.MULTILINE)


def request(digest: str) -> bytes:
    """A request to timestamp a SHA-256 (`sha256:` and its digits), with a nonce; it holds no more.

    Raises:
        PreuveError: there is no openssl here.
    """
    return _run("-query", "-sha256", "-digest", _digits(digest), "-cert").stdout


def verified(path: Path, digest: str, ca: Path) -> tuple[bytes, datetime]:
    """An authority's reply and its time in UTC, once checked against a digest and a root.

    Certificates are judged at the time of the stamp: a root that has ended since still holds.

    Raises:
        UsageError: it cannot be read, is of something else, or is not of that authority.
        PreuveError: there is no openssl here.
    """
    try:
        with path.open("rb") as file:
            token = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    if len(token) > _LARGEST:
        raise UsageError(f"{path}: too large for a timestamp")
    return checked(token, str(path), digest, ca)


def checked(token: bytes, name: str, digest: str, ca: Path) -> tuple[bytes, datetime]:
    """The same of a reply in memory; `name` says where it is from."""
    with TemporaryDirectory(prefix="preuve-") as folder:
        # What is checked is what is kept, whoever changes the file meanwhile.
        kept = Path(folder) / "reply.tsr"
        kept.write_bytes(token)
        told = _run("-reply", "-in", str(kept), "-text")
        found = _TIME.search(told.stdout.decode("utf-8", "replace"))
        if told.returncode or found is None:
            raise UsageError(f"{name}: not the reply of a timestamp authority, or a refusal")
        time = _time(found[1])
        done = _run(
            "-verify", "-digest", _digits(digest), "-in", str(kept), "-CAfile", str(ca),
            "-attime", str(int(time.timestamp())),
        )  # fmt: skip
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1].rpartition(":")[0].rpartition(":")[2] or said[-1] if said else "refused"
        raise UsageError(f"{name}: the timestamp does not hold: {why}")
    return token, time


def _time(told: str) -> datetime:
    """`Nov 26 12:50:00.123 2026`, as openssl prints it, to the second."""
    text = re.sub(r"\.\d+", "", told)
    return datetime.strptime(f"{text} +0000", "%b %d %H:%M:%S %Y %z").astimezone(UTC)


def _digits(digest: str) -> str:
    return digest.removeprefix("sha256:")


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("openssl")
    if program is None:
        raise PreuveError("openssl is not installed here; it makes and checks timestamps")
    try:
        return subprocess.run(  # noqa: S603  # nosec B603  # no shell; our own arguments
            [program, "ts", *arguments],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=os.environ | {"LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        raise PreuveError("openssl did not end") from None
