"""Restoration sheets: what somebody restored, as written down by whoever did it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Restored(StrEnum):
    """What a restore came to, in the operator's words."""

    SUCCESS = "success"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSheet:
    """One restore; what was restored, in free words, is kept elsewhere.

    `minutes` is how long it took, None when nobody timed it. Both digests are SHA-256, made by
    preuve of a file that was restored and of its original; None when no file was compared. Of the
    original, its digest alone may have been at hand.
    """

    system: str  # the machine, or the vital system
    operator: str
    role: str  # the operator's function
    requester: str
    backup_day: date
    day: date
    minutes: int | None
    result: Restored
    restored_digest: str | None = None
    original_digest: str | None = None

    @property
    def compared(self) -> bool | None:
        """Whether the restored file is its original; None when none was compared."""
        if self.restored_digest is None or self.original_digest is None:
            return None
        return self.restored_digest == self.original_digest

    @property
    def succeeded(self) -> bool:
        """A file that is not its original is no success, whatever the operator wrote."""
        return self.result is Restored.SUCCESS and self.compared is not False
