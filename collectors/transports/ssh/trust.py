"""Which host keys are trusted: those of known_hosts, and no other; none on first sight."""

import base64
import hashlib
import hmac
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
        if key.asbytes() not in self._keys.get(key.get_name(), ()):
            raise Denied(
                f"{self._host}: its key has changed or is another's ({fingerprint(key)});"
                f" nothing was sent; find out why before {self._path.name} is corrected"
            )


def _read(path: Path, host: str) -> tuple[dict[str, set[bytes]], set[bytes]]:
    """The host's keys by type, and every revoked key of the file; see sshd(8) for the format."""
    try:
        text = path.read_text("utf-8-sig", "replace")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise Denied(
            f"{path}: known_hosts cannot be read ({why}); without it no host is trusted"
        ) from None
    keys: dict[str, set[bytes]] = {}
    revoked: set[bytes] = set()
    for line in text.split("\n"):
        fields = line.split()
        marker = fields.pop(0) if fields and fields[0].startswith("@") else ""
        if len(fields) < 3 or fields[0].startswith("#"):  # noqa: PLR2004 - hosts, type, key
            continue
        hosts, kind, encoded = fields[:3]
        if marker == "@revoked":
            revoked.add(_key(kind, encoded))
        elif not marker and any(_names(name, host.lower()) for name in hosts.split(",")):
            keys.setdefault(kind, set()).add(_key(kind, encoded))
    told = {kind: known - {b""} for kind, known in keys.items()}
    return {kind: known for kind, known in told.items() if known}, revoked


def _names(name: str, host: str) -> bool:
    """Whether a name of known_hosts, in clear or hashed, is the host's; a pattern is none."""
    if not name.startswith("|1|"):
        return name.lower() == host
    salt, _, hashed = name[3:].partition("|")
    made = hmac.digest(_bytes(salt), host.encode(), "sha1")
    return hmac.compare_digest(made, _bytes(hashed))


def _key(kind: str, encoded: str) -> bytes:
    """The key itself; nothing when it is not one of its type: a line that trusts nobody."""
    key = _bytes(encoded)
    return key if key.startswith(len(kind).to_bytes(4) + kind.encode()) else b""


def _bytes(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded)
    except ValueError:
        return b""
