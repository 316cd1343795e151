"""What a region keeps of a hospital's bundle: answers, outcomes and counts, and nobody's name."""

from dataclasses import dataclass
from datetime import date, datetime

from agent.core.answers import Leaning, Verdict
from agent.core.outcomes import Measure, Reason, State
from agent.core.sources import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledAnswer:
    """The answer to a sub-question."""

    id: str
    value: str | None
    leaning: Leaning
    verdict: Verdict
    ground: Ground
    measure: Measure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledQuestion:
    """The answer to a question; `withheld`: pseudonyms do not answer it as names do."""

    id: str
    verdict: Verdict
    leaning: Leaning
    ground: Ground
    answers: tuple[FiledAnswer, ...]
    satisfied: int
    evaluated: int
    expected: int
    not_asked: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledOutcome:
    """What a check concluded; of what it found, the number alone."""

    check: str
    question: str
    state: State
    reason: Reason | None = None
    expected: int = 0
    examined: int = 0
    findings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One sealed audit of a hospital. `collected`: when it ended asking, in UTC.

    `rules` and `thresholds` are digests: two audits are compared line by line where both agree.
    `withheld`: the checks that conclude otherwise of pseudonyms, whose outcomes are not here.
    """

    collected: datetime
    as_of: date
    version: str
    profile: str
    rules: str
    thresholds: str
    pseudonymised: bool
    expected: int  # units of work: a collector on a target
    missing: int  # of them, those that did not answer
    severities: tuple[tuple[str, int], ...]
    questions: tuple[FiledQuestion, ...]
    outcomes: tuple[FiledOutcome, ...]
    withheld: tuple[str, ...] = ()

    def alike(self, other: "Summary") -> bool:
        """Whether both were judged by the same rules, profile and thresholds."""
        return (self.rules, self.profile, self.thresholds) == (
            other.rules,
            other.profile,
            other.thresholds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A verified bundle as a region filed it under its hospital, `member`.

    `number`, `digest` and `sealed` are those of its seal, `key` the fingerprint of who signed it;
    `filed` is when the region took it in.
    """

    member: str
    number: int
    run: int
    digest: str
    key: str
    sealed: datetime
    filed: datetime
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A bundle that a region did not file, under the hospital that it claims to be of."""

    member: str
    code: str
    at: datetime
