"""The exit code of a judgement (contract: exit codes)."""

from collections.abc import Iterable

from agent.core.answers import Leaning, Verdict
from agent.core.judgements import Judgement
from agent.core.outcomes import Outcome, Reason, Role, State
from agent.core.runs import UnitRecord, UnitState

CONFORM = 0
NON_CONFORMITIES = 1
INCOMPLETE = 2


def exit_code(judgement: Judgement, units: Iterable[UnitRecord]) -> int:
    """2 when a source failed or something asked is not all known, else 1 for any gap, else 0.

    A check that only stands beside an answer, and that nothing configured can feed, does not turn
    findings into an error: an export of a directory tells nothing of replication. But all is not
    evaluated then, and the code is never 0. Nor is it where an answer is a person's word alone.
    """
    if any(unit.state is not UnitState.DONE for unit in units):
        return INCOMPLETE
    asked = [answer for answer in judgement.answers if not answer.not_asked]
    ids = {answer.id for answer in asked}
    outcomes = [outcome for outcome in judgement.outcomes if outcome.question in ids]
    fed = [outcome for outcome in outcomes if not _unfed(outcome)]
    if any(each.state is State.UNANSWERED or each.missing for each in fed) or any(
        answer.verdict in {Verdict.UNMEASURED, Verdict.STALE} for answer in asked
    ):
        return INCOMPLETE
    bad = any(answer.leaning in {Leaning.UNFAVOURABLE, Leaning.MIXED} for answer in asked)
    if bad or any(outcome.state is State.UNSATISFIED for outcome in fed):
        return NON_CONFORMITIES
    shown = all(answer.verdict is not Verdict.DECLARED for answer in asked)
    return CONFORM if shown and len(fed) == len(outcomes) else INCOMPLETE


def _unfed(outcome: Outcome) -> bool:
    return outcome.role is Role.INFORMS and outcome.reason is Reason.NO_SOURCE
