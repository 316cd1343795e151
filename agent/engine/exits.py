"""The exit code of a judgement (contract: exit codes)."""

from agent.core.answers import Verdict
from agent.core.judgements import Judgement
from agent.core.outcomes import State

CONFORM = 0
NON_CONFORMITIES = 1
INCOMPLETE = 2


def exit_code(judgement: Judgement) -> int:
    """2 when something asked has no answer, else 1 when something is wrong, else 0."""
    asked = [answer for answer in judgement.answers if not answer.not_asked]
    ids = {answer.id for answer in asked}
    outcomes = [outcome for outcome in judgement.outcomes if outcome.question in ids]
    if any(outcome.state is State.UNANSWERED for outcome in outcomes) or any(
        answer.verdict is Verdict.UNMEASURED for answer in asked
    ):
        return INCOMPLETE
    if any(outcome.state is State.UNSATISFIED for outcome in outcomes):
        return NON_CONFORMITIES
    return CONFORM
