"""Waivers: a finding that somebody asked, and somebody else agreed, to live with for a while."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agent.core.findings import Subject

LONGEST = 13  # months: a yearly review, and a month to hold it


def latest_day(first: date) -> date:
    """The last day that a waiver may have: the same day of a later month, or that month's last."""
    year, month = divmod(first.year * 12 + first.month - 1 + LONGEST, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


class WaiverState(StrEnum):
    """Where a waiver stands at a date."""

    ACTIVE = "active"
    UNVERIFIED = "unverified"  # it runs, but nothing shows that the approver approved
    COMING = "coming"
    EXPIRED = "expired"
    ORPHAN = "orphan"  # its check has spoken, and finds nothing about that subject any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One subject of one check; `until` is its last day.

    `approved_here`: the approver's own session typed it. `page_digest` is the SHA-256 of a signed
    page, which itself stays with those who signed it. The reason is free text, kept elsewhere.
    """

    check: str
    about: Subject
    requester: str
    approver: str
    first: date
    until: date
    approved_here: bool = False
    page_digest: str | None = None
    page_name: str | None = None

    @property
    def verified(self) -> bool:
        """Whether something more than the requester's word shows the approval."""
        return self.approved_here or self.page_digest is not None

    @property
    def at(self) -> tuple[str, str, str, str]:
        """What it waives: the check, and the subject whatever its label becomes."""
        return self.check, self.about.kind, self.about.source, self.about.key

    def state(self, day: date) -> WaiverState:
        """Where it stands on a day, as long as its subject has a finding."""
        if day > self.until:
            return WaiverState.EXPIRED
        if day < self.first:
            return WaiverState.COMING
        return WaiverState.ACTIVE if self.verified else WaiverState.UNVERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Somebody says that a finding is wrong; it stays until preuve itself finds otherwise."""

    check: str
    about: Subject
