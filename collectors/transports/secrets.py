"""Secrets by reference: read when a session opens, never stored, logged or shown."""

import os
import stat
from pathlib import Path

from agent.core.errors import Denied

_KINDS = ("env", "keyring", "file", "systemd")
_HOW = "write env:NAME, keyring:SERVICE/USER, file:PATH (mode 0600) or systemd:NAME"


def check(reference: str) -> str:
    """Accept a reference to a secret; the secret itself is refused.

    Raises:
        ValueError: it is no reference. The text is not repeated: it may be a password.
    """
    kind, colon, name = reference.partition(":")
    if not colon or kind not in _KINDS or not name:
        raise ValueError(f"a secret is never written in the configuration; {_HOW}")
    return reference


def resolve(reference: str, folder: Path) -> str:
    """The secret a reference leads to; relative files start from `folder`.

    Raises:
        Denied: it is not there, or others can read it.
    """
    kind, _, name = check(reference).partition(":")
    if kind == "env":
        secret = os.environ.get(name)
        if not secret:
            raise Denied(f"{reference}: this environment variable is not set")
        return secret
    if kind == "keyring":
        return _from_keyring(reference, name)
    if kind == "systemd":
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        if not credentials:
            raise Denied(f"{reference}: systemd gave none; add LoadCredential= to the unit")
        return _from_file(reference, Path(credentials) / name)
    path = folder / name
    refuse_readable_by_others(reference, path)
    return _from_file(reference, path)


def _from_keyring(reference: str, name: str) -> str:
    try:
        import keyring.errors  # noqa: PLC0415 - an extra: most sites do without
    except ModuleNotFoundError:
        raise Denied(
            f"{reference}: keyring is missing: pip install 'preuve[keyring]';"
            " the offline kit has none: write file:PATH (mode 0600) or systemd:NAME instead"
        ) from None
    service, _, user = name.rpartition("/")
    try:
        secret: str | None = keyring.get_password(service or name, user)
    except keyring.errors.KeyringError as error:
        raise Denied(f"{reference}: the keyring cannot be read ({type(error).__name__})") from None
    if not secret:
        raise Denied(
            f"{reference}: the keyring holds no such secret;"
            f" `keyring set {service or name} {user}` adds it"
        )
    return secret


def refuse_readable_by_others(reference: str, path: Path) -> None:
    """On Windows the folder's rights decide; modes mean nothing there."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return  # reading it will say so
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Denied(f"{reference}: others can read this file; run: chmod 600 {path}")


def _from_file(reference: str, path: Path) -> str:
    """Its first line; what an editor puts before (a byte-order mark) or after is not the secret."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise Denied(f"{reference}: cannot be read ({type(error).__name__})") from None
    secret = lines[0] if lines else ""
    if not secret:
        raise Denied(f"{reference}: the file is empty")
    return secret
