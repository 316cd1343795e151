"""Exhibits: what a source said, after the border filter, and how it was got."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from agent.core.sources import Completeness, Ground


@dataclass(frozen=True, slots=True)
class Redaction:
    """One rule of the border filter and how many times it removed something."""

    rule: str  # a named, versioned rule such as "description-words/1"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """How an exhibit was got: enough for a stranger to ask the same question again.

    Times are in UTC. `server` is the identity seen (certificate fingerprint, host key, file
    digest); `account` is who asked, or who owns the file that was left. `rows` counts entries in
    the body.
    """

    collector: str
    source: str
    target: str
    query: str
    account: str = ""
    server: str = ""
    started: datetime
    ended: datetime
    rows: int
    completeness: Completeness
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything of a kept exhibit but its body; `unit` is the unit of work that kept it.

    `erased`: when this body was erased by age, in UTC; None: it is there.
    """

    digest: str
    unit: int
    media_type: str
    original_digest: str
    original_size: int
    acquisition: Acquisition
    redactions: tuple[Redaction, ...]
    erased: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A body as it is kept; the original's digest and size tell how much the filter took."""

    body: bytes
    media_type: str
    original_digest: str
    original_size: int
    acquisition: Acquisition
    redactions: tuple[Redaction, ...] = field(default=())

    @property
    def digest(self) -> str:
        """`sha256:` and the hexadecimal digest of the body."""
        return "sha256:" + sha256(self.body).hexdigest()
