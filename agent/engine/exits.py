"""The exit code of a judgement (contract: exit codes)."""

from collections.abc import Iterable

from agent.core.answers import Verdict
from agent.core.judgements import Judgement
from agent.core.outcomes import Outcome, Reason, Role, State
from agent.core.runs import UnitRecord, UnitState

CONFORM = 0
NON_CONFORMITIES = 1
INCOMPLETE = 2


def exit_code(judgement: Judgement, units: Iterable[UnitRecord]) -> int:
    """2 when a source failed or something asked is not all known, else 1 for any gap, else 0."""
    if any(unit.state is not UnitState.DONE for unit in units):
        return INCOMPLETE
    asked = [answer for answer in judgement.answers if not answer.not_asked]
    ids = {answer.id for answer in asked}
    outcomes = [outcome for outcome in judgement.outcomes if outcome.question in ids]
    if any(_lacks(each) for each in outcomes) or any(
        answer.verdict is Verdict.UNMEASURED for answer in asked
    ):
        return INCOMPLETE
    if any(outcome.state is State.UNSATISFIED for outcome in outcomes):
        return NON_CONFORMITIES
    return CONFORM


def _lacks(outcome: Outcome) -> bool:
    """Whether something asked is not all known.

    A check that only stands beside an answer, and for which nothing is configured, was not asked:
    an export has no source for when accounts were switched.
    """
    if outcome.role is Role.INFORMS and outcome.reason is Reason.NO_SOURCE:
        return False
    return outcome.state is State.UNANSWERED or bool(outcome.missing)
