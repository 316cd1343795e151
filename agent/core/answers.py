"""Questions, sub-questions and what is answered to them."""

from dataclasses import dataclass
from enum import StrEnum

from agent.core.outcomes import Measure
from agent.core.sources import Ground


class Verdict(StrEnum):
    """How far an answer is established (one function decides: checks.guide.verdict)."""

    PROVEN = "proven"
    CONTRADICTED = "contradicted"
    PARTIAL = "partial"
    DECLARED = "declared"
    STALE = "stale"
    UNMEASURED = "unmeasured"


class Leaning(StrEnum):
    """The direction of an answer, whatever the word (a "yes" may be bad: see the polarity)."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    MIXED = "mixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubAnswer:
    """The answer to one of the sixteen sub-questions; `value` is yes, no or None (unknown)."""

    id: str
    value: str | None
    leaning: Leaning
    verdict: Verdict
    ground: Ground
    measure: Measure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswer:
    """The answer to one of the ten questions, with its three counts of checks."""

    id: str
    verdict: Verdict
    leaning: Leaning
    ground: Ground
    answers: tuple[SubAnswer, ...]
    checks: tuple[str, ...]
    satisfied: int
    evaluated: int
    expected: int
    not_asked: bool = False
