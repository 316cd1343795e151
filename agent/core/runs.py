"""Runs and their units of work, as they are recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from agent.core.outcomes import Missing, Reason
from agent.core.sources import Completeness, Ground


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    ENDED = "ended"
    ABORTED = "aborted"  # killed or interrupted: resumable at its units


class UnitState(StrEnum):
    """Where a unit of work (one collector on one target) stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One audit; times in UTC; `as_of` is the evaluation date.

    `erased`: when its names and facts were erased by age; its counts and answers stay.
    """

    run: int
    site: str
    state: RunState
    started: datetime
    ended: datetime | None = None
    as_of: date
    profile: str
    demonstration: bool = False
    tool: str = ""  # name and version of preuve
    settings_digest: str = ""
    config_path: str = ""
    erased: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """What became of one collector on one target; `kinds` are the kinds of fact it yields."""

    unit: int
    run: int
    collector: str
    source: str
    target: str
    kinds: tuple[str, ...]
    state: UnitState
    reason: Reason | None = None
    detail: str = ""
    ground: Ground = Ground.NONE
    completeness: Completeness = Completeness.COMPLETE
    facts: int = 0
    changed: int = 0  # State and Event rows written
    unseen: tuple[tuple[str, str], ...] = ()  # (kind, target) known to exist, not seen
    exhibits: tuple[str, ...] = ()  # digests, in order
    started: datetime
    ended: datetime | None = None

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The target itself when it failed, else nothing (see `unseen` for the rest)."""
        if self.state is UnitState.DONE:
            return ()
        return (Missing(f"{self.source}: {self.target}", self.reason or Reason.FAILED),)
