"""What a paper shows of what was decided about a run: waivers, words of persons, the plan."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Accepted:
    """A waiver: of which check, where it stands (WaiverState), its last day; who is not told."""

    number: int
    check: str
    state: str
    until: date


@dataclass(frozen=True, slots=True)
class Word:
    """A person's dated answer, by what it answers ("7a", "P3", "" for free words)."""

    number: int
    about: str
    day: date
    expires: date


@dataclass(frozen=True, slots=True)
class Step:
    """An action of the plan: what the audit shows (Seen), what was said of it (ActionState)."""

    check: str
    findings: int
    seen: str
    state: str | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Steering:
    """All of it, and how long the store keeps exhibits (weeks) and names (months)."""

    accepted: tuple[Accepted, ...]
    words: tuple[Word, ...]
    plan: tuple[Step, ...]
    exhibit_weeks: int
    names_months: int
