"""Salted digests of facts: names and numbers can be guessed, so a bare digest would leak them."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

SIZE = sha256().digest_size  # bytes of a leaf
_SALT = 16
_TOKEN = 20  # hexadecimal digits: of a hundred million texts, no two alike but by a freak


class Salter:
    """Makes the salts and leaves of one site, from the key that never leaves its store."""

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod="sha256")  # copied: twice as fast as made anew
        own = hmac.digest(key, b"pseudonyms", "sha256")
        self._tokens = hmac.new(own, digestmod="sha256")

    def salt(self, kind: str, body: bytes) -> bytes:
        """The salt of one version of one fact (its body holds its source and its key).

        To be disclosed only with the body: whoever has both can compute the leaf.
        """
        keyed = self._keyed.copy()
        keyed.update(kind.encode() + b"\0" + body)
        return keyed.digest()[:_SALT]

    def leaf(self, kind: str, body: bytes) -> bytes:
        """SHA-256(salt || body)."""
        return sha256(self.salt(kind, body) + body).digest()

    def token(self, text: str) -> str:
        """The pseudonym of a text: equal texts have equal ones; salts are of another key."""
        keyed = self._tokens.copy()
        keyed.update(text.encode("utf-8", "surrogatepass"))
        return f"t-{keyed.hexdigest()[:_TOKEN]}"

    def secret(self, realm: str, user: str, secret: str) -> bytes:
        """What is remembered of a refused secret: useless without the site's key."""
        keyed = self._keyed.copy()
        keyed.update(f"secret\0{realm}\0{user}\0{secret}".encode("utf-8", "surrogatepass"))
        return keyed.digest()


@dataclass(frozen=True, slots=True)
class Root:
    """How many leaves, and one digest over them."""

    count: int
    root: str


def root(leaves: Iterable[bytes]) -> str:
    """One digest over leaves, whatever their order."""
    return "sha256:" + sha256(b"".join(sorted(leaves))).hexdigest()
