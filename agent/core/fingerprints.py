"""Digests as people read them, aloud or on paper."""

from textwrap import wrap

_SEAL = 20  # hexadecimal digits: 80 bits, more than anybody can forge against one seal
_SEAL_GROUP = 5
_KEY_GROUP = 4


def short(digest: str) -> str:
    """A seal's digest as it stands on a signed page: 4 groups of 5 digits."""
    return " ".join(wrap(digest.removeprefix("sha256:")[:_SEAL], _SEAL_GROUP))


def spoken(digest: str) -> str:
    """A key's whole fingerprint, to be compared aloud: 16 groups of 4 digits."""
    return " ".join(wrap(digest.removeprefix("sha256:"), _KEY_GROUP))
