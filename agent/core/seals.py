"""Seals: what a run was, in one canonical document that a key of the hospital signs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# The one document under a seal that tells of persons, one by one: it is erased with their names.
PSEUDONYMS = "pseudonyms.json"


class Signer(Protocol):
    """A key that signs; `fingerprint` is the SHA-256 of its public half (SubjectPublicKeyInfo)."""

    @property
    def fingerprint(self) -> str:
        """`sha256:` and 64 hexadecimal digits."""
        ...

    @property
    def public(self) -> str:
        """The public half in PEM."""
        ...

    def sign(self, body: bytes) -> bytes:
        """A DER signature, ECDSA P-256 over the SHA-256 of the bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRecord:
    """A seal as it is kept; `body` are the bytes of seal.json, which `digest` is the SHA-256 of.

    Without a key there is neither signature nor fingerprint nor public half.
    """

    number: int
    run: int
    digest: str
    body: bytes
    signature: bytes | None
    key: str | None
    public: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a timestamp authority said of a seal: its reply, as received, and the time in it."""

    number: int  # the seal's
    digest: str  # of the reply
    reply: bytes
    time: datetime
