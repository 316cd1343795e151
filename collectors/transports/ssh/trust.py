"""Which host keys are trusted: those of known_hosts, and no other; none on first sight."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

import paramiko

from agent.core.errors import Denied

# An RSA key is known under one name and proves itself under others (RFC 8332).
_PROVEN_BY = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}


def fingerprint(key: paramiko.PKey) -> str:
    """As `ssh-keygen -l` prints it: the type and the SHA-256 digest, without padding."""
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
    return f"{key.get_name()} SHA256:{digest}"


class Trust:
    """The keys that known_hosts holds for one host."""

    def __init__(self, path: Path, host: str) -> None:
        self._path = path
        self._host = host
        self._keys, self._revoked = _read(path, host)
        if not self._keys:
            raise Denied(
                f"{host}: its key is not in {path.name}, and preuve trusts none on first sight;"
                " have the key confirmed by who runs the host, then add it (ssh-keyscan writes it)"
            )

    def order(self, offered: Sequence[str]) -> list[str]:
        """The algorithms to ask for, those of known keys first."""
        wanted = [name for key in self._keys for name in _PROVEN_BY.get(key, (key,))]
        first = [name for name in wanted if name in offered]
        return first + [name for name in offered if name not in first]

    def check(self, key: paramiko.PKey) -> None:
        """Accept a key that is known.

        Raises:
            Denied: it is revoked, or not the one that is known.
        """
        if key.asbytes() in self._revoked:
            raise Denied(f"{self._host}: its key is revoked in {self._path.name}")
        known = self._keys.get(key.get_name())
        if known is None or known != key.asbytes():
            raise Denied(
                f"{self._host}: its key has changed or is another's ({fingerprint(key)});"
                f" nothing was sent; find out why before {self._path.name} is corrected"
            )


def _read(path: Path, host: str) -> tuple[dict[str, bytes], set[bytes]]:
    """The host's keys by type, and every revoked key of the file."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError as error:
        raise Denied(
            f"{path}: known_hosts cannot be read ({error.strerror}); without it no host is trusted"
        ) from None
    revoked: set[bytes] = set()
    known = paramiko.HostKeys()
    for line in lines:
        marker, _, rest = line.strip().partition(" ")
        if marker == "@revoked":
            revoked.update(_keys(rest))
        elif not marker.startswith(("@", "#")):
            _add(known, line)
    found = known.lookup(host)
    keys = {name: found[name].asbytes() for name in found} if found else {}
    return keys, revoked


def _add(known: paramiko.HostKeys, line: str) -> None:
    """A line that is no key is a line that trusts nobody."""
    try:
        entry = paramiko.hostkeys.HostKeyEntry.from_line(line)
    except (paramiko.SSHException, ValueError):
        return
    if entry is not None and entry.hostnames and entry.key is not None:
        for name in entry.hostnames:
            known.add(name, entry.key.get_name(), entry.key)


def _keys(line: str) -> list[bytes]:
    parts = line.split()
    try:
        return [base64.b64decode(parts[2])] if len(parts) > 2 else []  # noqa: PLR2004 - hosts, type, key
    except ValueError:
        return []
