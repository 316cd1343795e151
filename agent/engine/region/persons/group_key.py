"""The key of a group, and what it makes for one count: tokens, and a mark on each file.

Whoever has it can try names one by one: it is drawn for one count, and what is handed over under
it is a pseudonym, never anonymous.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent.core.errors import Denied, UsageError
from agent.engine.region.refusals import NotAlike
from agent.store import canonical
from collectors.transports import secrets

_DRAWN_BY = "openssl rand -hex 32"
_FORM = re.compile(r"[0-9a-f]{64}")
_VARIED = 16  # different bytes; of 32 drawn ones, nearly all differ
_USE = "preuve/persons/1"
_LONGEST = 80  # characters of a count's name


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a group: its name, and the day on which persons are present."""

    name: str
    day: date


@dataclass(frozen=True, slots=True, repr=False)
class GroupKey:
    """32 bytes that were drawn; never stored, never shown."""

    _secret: bytes

    @classmethod
    def read(cls, reference: str) -> "GroupKey":
        """The key that a reference leads to; a relative file starts from where one works.

        Raises:
        UsageError: it is not there, or others can read it.
        NotAlike: nobody drew it.
        """
        try:
            told = secrets.resolve(secrets.check(reference), Path()).strip().lower()
        except (ValueError, Denied) as error:
            raise UsageError(f"--key: {error}") from None
        if not _FORM.fullmatch(told) or len(set(bytes.fromhex(told))) < _VARIED:
            raise NotAlike("weak", how=_DRAWN_BY)
        return cls(bytes.fromhex(told))

    @property
    def fingerprint(self) -> str:
        """What tells two keys apart, and nothing of either."""
        return self._made("fingerprint").hex()

    def token(self, count: Count, kind: str, text: str) -> str:
        """What stands for a number or for traits in one count alone."""
        return hmac.digest(self._made("token", *_told(count), kind), text.encode(), "sha256").hex()

    def mark(self, count: Count, body: bytes) -> str:
        """What shows that somebody of the group wrote a file, and that it is whole."""
        return hmac.digest(self._made("mark", *_told(count)), body, "sha256").hex()

    def _made(self, *use: str) -> bytes:
        return hmac.digest(self._secret, canonical.encode([_USE, *use]), "sha256")


def named(name: str, day: date) -> Count:
    """A count as it is asked for.

    Raises:
        NotAlike: its name is none.
    """
    told = " ".join(name.split())
    if not (told.isprintable() and 0 < len(told) <= _LONGEST):
        raise NotAlike("count_name", longest=_LONGEST)
    return Count(told, day)


def _told(count: Count) -> tuple[str, str]:
    return count.name, count.day.isoformat()
