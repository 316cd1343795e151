"""Puts a secret where its reference finds it: an owner's file, the keyring, systemd-creds."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from agent.core import private
from agent.core.errors import PreuveError

_SECONDS = 60
Undo = Callable[[], None]


def ways() -> tuple[str, ...]:
    """The kinds of reference that can be written from here; a person's own use first."""
    found = (("keyring", _keyring_here()), ("file", True), ("systemd", _systemd_here()))
    return tuple(kind for kind, here in found if here)


def put(reference: str, secret: str, folder: Path) -> Undo:
    """Write a secret; gives what takes it back, as it was before.

    `folder`: where files are. For systemd, the encrypted secret goes to NAME.cred there.

    Raises:
        PreuveError: the place refused it.
    """
    kind, _, name = reference.partition(":")
    if kind == "keyring":
        return _to_keyring(name, secret)
    if kind == "systemd":
        path = folder / f"{name}.cred"
        return _written(path, _encrypted(name, secret))
    return _written(folder / name, secret.encode() + b"\n")


def _written(path: Path, body: bytes) -> Undo:
    before = path.read_bytes() if path.exists() else None
    private.write(path, body)

    def undo() -> None:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            private.write(path, before)

    return undo


def _systemd_here() -> bool:
    return sys.platform == "linux" and shutil.which("systemd-creds") is not None


def _encrypted(name: str, secret: str) -> bytes:
    """Bound to this machine (its TPM, or its own key): elsewhere nobody opens it."""
    command = ["systemd-creds", "encrypt", f"--name={name}", "-", "-"]
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603  # no shell; the secret is on its input
            command, input=secret.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PreuveError(f"systemd-creds: {type(error).__name__}") from None
    if done.returncode:
        raise PreuveError(f"systemd-creds: {done.stderr.decode(errors='replace').strip()[:300]}")
    return done.stdout


def _keyring_here() -> bool:
    """Whether a keyring is installed whose backend is one it recommends: others keep in clear."""
    try:
        import keyring  # noqa: PLC0415 - an extra: most sites do without
    except ModuleNotFoundError:
        return False
    return bool(keyring.get_keyring().priority >= 1)


def _to_keyring(name: str, secret: str) -> Undo:
    import keyring.errors  # noqa: PLC0415 - an extra: most sites do without

    service, _, user = name.rpartition("/")
    try:
        before = keyring.get_password(service, user)
        keyring.set_password(service, user, secret)
    except keyring.errors.KeyringError as error:
        raise PreuveError(f"keyring: {type(error).__name__}") from None

    def undo() -> None:
        if before is None:
            keyring.delete_password(service, user)
        else:
            keyring.set_password(service, user, before)

    return undo
