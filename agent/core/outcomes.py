"""What a check concluded, and why it could not: silence is never success."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from agent.core.sources import Completeness, Ground


class Reason(StrEnum):
    """Why something is unanswered (contract: vocabulary of results)."""

    NO_SOURCE = "no_source"
    UNREACHABLE = "unreachable"
    DENIED = "denied"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    STALE = "stale"
    EMPTY = "empty"
    FAILED = "failed"
    COVERAGE = "coverage"
    # Reasons of not_applicable
    NONE_OF_KIND = "none_of_kind"
    NOT_ASKED = "not_asked"


class State(StrEnum):
    """The four outcomes of a check."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    NOT_APPLICABLE = "not_applicable"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, order=True)
class Missing:
    """Something expected that was not seen: a controller, a roll, an account's DN."""

    target: str
    reason: Reason


def foremost(missing: Iterable[Missing]) -> Reason:
    """The one reason to tell for several gaps: the first of `Reason`, whatever their names are.

    Raises:
        ValueError: nothing is missing.
    """
    return min((each.reason for each in missing), key=list(Reason).index)


@dataclass(frozen=True, slots=True)
class Measure:
    """The figure a check found: a whole number and the code of its unit."""

    value: int
    unit: str


class Role(StrEnum):
    """What a check's outcome does to the answer of its sub-question."""

    DECIDES = "decides"  # satisfied is the good answer, unsatisfied the bad one
    CONTRADICTS = "contradicts"  # unsatisfied is the bad answer; satisfied proves nothing alone
    INFORMS = "informs"  # shown beside the answer; unsatisfied keeps it from being favourable


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A check's conclusion; `ground` is the weakest of what was judged, `references` of the rest.

    `examined` counts what the engine handed out to the check, never what the check claims.
    """

    check: str
    question: str
    sub_question: str
    role: Role
    state: State
    reason: Reason | None = None
    detail: str = ""
    ground: Ground = Ground.NONE
    references: Ground = Ground.LIVE
    completeness: Completeness = Completeness.COMPLETE
    expected: int = 0
    examined: int = 0
    missing: tuple[Missing, ...] = ()
    findings: int = 0
    measure: Measure | None = None


class Unanswered(Exception):
    """Raised by a check or a derivation that cannot conclude."""

    def __init__(self, reason: Reason, detail: str = "", missing: tuple[Missing, ...] = ()) -> None:
        super().__init__(detail or reason.value)
        self.reason = reason
        self.detail = detail
        self.missing = missing


class NotApplicable(Exception):
    """Raised by a check when a complete collection proves there is none of the kind."""
