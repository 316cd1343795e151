"""A judgement: what the rules concluded of a run at an evaluation date. Never changed after."""

from dataclasses import dataclass
from datetime import date, datetime

from agent.core.answers import QuestionAnswer
from agent.core.findings import Finding
from agent.core.outcomes import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFinding:
    """A finding with the check that made it and the exhibits that show its subject.

    `waiver` is `<state>:<last day>:<statement>`, `contested` `<day>:<statement>`, if any.
    """

    check: str
    finding: Finding
    exhibits: tuple[str, ...] = ()
    waiver: str | None = None
    contested: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Outcomes, findings and answers of one run; a second judgement is another row."""

    run: int
    judged_at: datetime
    as_of: date
    profile: str
    thresholds: tuple[tuple[str, int], ...]  # every threshold in force, sorted by name
    not_asked: tuple[str, ...] = ()  # questions left out of scope, since when and why
    not_asked_since: date | None = None
    not_asked_reason: str = ""
    outcomes: tuple[Outcome, ...] = ()
    findings: tuple[JudgedFinding, ...] = ()
    answers: tuple[QuestionAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswers:
    """What a judgement answered, and by which rules, without what it found."""

    run: int
    as_of: date
    profile: str
    thresholds: tuple[tuple[str, int], ...]
    not_asked: tuple[str, ...] = ()
    answers: tuple[QuestionAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """How many sources one collector asked in one audit, and which kinds of fact it yields."""

    collector: str
    kinds: tuple[str, ...]
    sources: int


@dataclass(frozen=True, slots=True)
class PastAudit:
    """An earlier audit, as far as its answers are compared: what it asked, and by which preuve."""

    told: PastAnswers
    tool: str
    asked: tuple[Asked, ...] = ()
