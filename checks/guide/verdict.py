"""The one verdict function: from outcomes to answers, by the table of the contract.

proven        favourable, everything live, complete, at least 95 % of what is expected seen
contradicted  unfavourable, live or handed over
partial       mixed, or favourable on less than that
declared      only a person's word, either way
stale         favourable, but on something too old
unmeasured    nothing concludes
"""

from collections.abc import Iterable, Sequence

from agent.core.answers import Leaning, QuestionAnswer, SubAnswer, Verdict
from agent.core.findings import Finding, Severity
from agent.core.outcomes import Outcome, Reason, Role, State
from agent.core.sources import Completeness, Ground
from checks.guide.questions import QUESTIONS, Question, SubQuestion

_ENOUGH = 95  # percent of what is expected


def question_answers(
    outcomes: Iterable[Outcome],
    findings: Iterable[tuple[str, Finding]],
    *,
    not_asked: Sequence[str] = (),
) -> tuple[QuestionAnswer, ...]:
    """All ten answers, in order, whatever was collected."""
    known = list(outcomes)
    grave = {check for check, finding in findings if finding.severity is not Severity.WATCH}
    return tuple(
        _question(
            question,
            [each for each in known if each.question == question.id],
            grave,
            not_asked=question.id in not_asked,
        )
        for question in QUESTIONS.values()
    )


def _question(
    question: Question, outcomes: list[Outcome], grave: set[str], *, not_asked: bool
) -> QuestionAnswer:
    subs = [_sub(sub, [o for o in outcomes if o.sub_question == sub.id]) for sub in question.subs]
    leaning = _combined(subs, outcomes, grave)
    answered = [each for each in subs if each.leaning is not Leaning.UNKNOWN]
    ground = Ground.weakest(each.ground for each in answered) if answered else Ground.NONE
    whole = len(answered) == len(subs)
    proving = [each for each in outcomes if each.role is not Role.INFORMS]
    evaluated = [each for each in outcomes if each.state is not State.UNANSWERED]
    return QuestionAnswer(
        id=question.id,
        verdict=Verdict.UNMEASURED if not_asked else verdict(leaning, ground, proving, whole=whole),
        leaning=leaning,
        ground=ground,
        answers=tuple(subs),
        checks=tuple(sorted(each.check for each in outcomes)),
        satisfied=sum(_passed(each) for each in outcomes),
        evaluated=len(evaluated),
        expected=len(outcomes),
        not_asked=not_asked,
    )


def verdict(leaning: Leaning, ground: Ground, outcomes: list[Outcome], *, whole: bool) -> Verdict:
    """The verdict on an answer, from what it rests on; `whole`: every sub-question is answered."""
    if leaning is Leaning.UNKNOWN or ground is Ground.NONE:
        stale = any(each.reason is Reason.STALE for each in outcomes)
        return Verdict.STALE if stale else Verdict.UNMEASURED
    if ground is Ground.DECLARED:
        return Verdict.DECLARED
    if leaning is Leaning.UNFAVOURABLE:
        return Verdict.CONTRADICTED
    if leaning is Leaning.FAVOURABLE and whole and all(_proves(each) for each in outcomes):
        return Verdict.PROVEN
    return Verdict.PARTIAL


def _proves(outcome: Outcome) -> bool:
    """Seen live, whole, and compared with nothing weaker."""
    return (
        _passed(outcome)
        and outcome.ground is Ground.LIVE
        and outcome.references is Ground.LIVE
        and outcome.completeness is Completeness.COMPLETE
        and not outcome.missing
        and outcome.examined * 100 >= outcome.expected * _ENOUGH
    )


def _passed(outcome: Outcome) -> bool:
    return outcome.state in {State.SATISFIED, State.NOT_APPLICABLE}


def _unasked(outcome: Outcome) -> bool:
    """A contradiction that nothing was there to make: what decides stands, short of a proof.

    One that expected something, of which a part was never asked, is not that.
    """
    return (
        outcome.role is Role.CONTRADICTS
        and outcome.reason is Reason.NO_SOURCE
        and not outcome.expected
    )


def _sub(sub: SubQuestion, outcomes: list[Outcome]) -> SubAnswer:
    deciding = [each for each in outcomes if each.role is Role.DECIDES]
    ruling = [each for each in outcomes if each.role is not Role.INFORMS]
    against = [each for each in ruling if each.state is State.UNSATISFIED]
    if against:
        leaning, resting = Leaning.UNFAVOURABLE, against
    elif deciding and all(_passed(each) or _unasked(each) for each in ruling):
        leaning, resting = Leaning.FAVOURABLE, [each for each in ruling if not _unasked(each)]
    else:
        leaning, resting = Leaning.UNKNOWN, []
    ground = Ground.weakest(each.ground for each in resting) if resting else Ground.NONE
    return SubAnswer(
        id=sub.id,
        value=_value(sub, leaning),
        leaning=leaning,
        verdict=verdict(leaning, ground, ruling, whole=True),
        ground=ground,
        measure=next((each.measure for each in deciding if each.measure), None),
    )


def _value(sub: SubQuestion, leaning: Leaning) -> str | None:
    """Yes or no, by the polarity of the sub-question."""
    if sub.good is None or leaning is Leaning.UNKNOWN:
        return None
    bad = "no" if sub.good == "yes" else "yes"
    return sub.good if leaning is Leaning.FAVOURABLE else bad


def _combined(subs: list[SubAnswer], outcomes: list[Outcome], grave: set[str]) -> Leaning:
    leanings = {each.leaning for each in subs}
    if {Leaning.FAVOURABLE, Leaning.UNFAVOURABLE} <= leanings:
        return Leaning.MIXED
    if Leaning.UNFAVOURABLE in leanings:
        return Leaning.UNFAVOURABLE
    if Leaning.FAVOURABLE not in leanings:
        return Leaning.UNKNOWN
    beside = any(
        each.role is Role.INFORMS and each.state is State.UNSATISFIED and each.check in grave
        for each in outcomes
    )
    return Leaning.MIXED if beside else Leaning.FAVOURABLE
