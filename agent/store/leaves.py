"""Salted digests of facts: names and numbers can be guessed, so a bare digest would leak them."""

import hmac
from hashlib import sha256

_SALT = 16


def salt(key: bytes, kind: str, body: bytes) -> bytes:
    """The salt of one version of one fact; disclosed only with its body."""
    return hmac.digest(key, kind.encode() + b"\0" + body, "sha256")[:_SALT]


def leaf(key: bytes, kind: str, body: bytes) -> bytes:
    """SHA-256(salt || body)."""
    return sha256(salt(key, kind, body) + body).digest()


def root(leaves: list[bytes]) -> str:
    """One digest over the leaves of a unit, whatever their order."""
    return "sha256:" + sha256(b"".join(sorted(leaves))).hexdigest()


def secret(key: bytes, realm: str, user: str, text: str) -> bytes:
    """What is remembered of a refused secret."""
    return hmac.digest(key, f"refusal\0{realm}\0{user}\0{text}".encode(), "sha256")
