"""The one verdict function: from outcomes to answers, by the table of the contract.

proven        favourable, everything live, complete, at least 95 % of what is expected seen
contradicted  unfavourable, live or handed over
partial       mixed, or favourable on less than that
declared      only a person's word, either way
stale         favourable, but on something too old
unmeasured    nothing concludes

A word fills only what no evidence answers. Beside evidence it is not counted for more: a good one
lightens nothing and proves nothing, a bad one counts against a good answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from agent.core.answers import Leaning, QuestionAnswer, SubAnswer, Verdict
from agent.core.facts.attested import AttestedAnswer
from agent.core.findings import Finding, Severity
from agent.core.outcomes import Measure, Outcome, Reason, Role, State
from agent.core.sources import Completeness, Ground
from checks.guide.questions import QUESTIONS, Question, SubQuestion

_ENOUGH = 95  # percent of what is expected
_NONE: Mapping[str, AttestedAnswer] = MappingProxyType({})


def question_answers(
    outcomes: Iterable[Outcome],
    findings: Iterable[tuple[str, Finding]],
    *,
    not_asked: Sequence[str] = (),
    words: Mapping[str, AttestedAnswer] = _NONE,
    day: date = date.max,
) -> tuple[QuestionAnswer, ...]:
    """All ten answers, in order, whatever was collected.

    `words` are persons' dated answers, by sub-question, and `day` that on which they must hold.
    """
    known = list(outcomes)
    grave = {check for check, finding in findings if finding.severity is not Severity.WATCH}
    return tuple(
        _question(
            question,
            [each for each in known if each.question == question.id],
            grave,
            {sub.id: words[sub.id] for sub in question.subs if sub.id in words},
            day,
            not_asked=question.id in not_asked,
        )
        for question in QUESTIONS.values()
    )


def _question(
    question: Question,
    outcomes: list[Outcome],
    grave: set[str],
    words: Mapping[str, AttestedAnswer],
    day: date,
    *,
    not_asked: bool,
) -> QuestionAnswer:
    shown = [_sub(sub, [o for o in outcomes if o.sub_question == sub.id]) for sub in question.subs]
    subs = [_filled(sub, each, words, day) for sub, each in zip(question.subs, shown, strict=True)]
    said = [new for old, new in zip(shown, subs, strict=True) if new is not old]
    resting = _resting(shown, said)
    leaning = _combined(resting, outcomes, grave)
    ground = Ground.weakest(each.ground for each in resting) if resting else Ground.NONE
    told = _verdict(shown, said, leaning, outcomes)
    evaluated = [each for each in outcomes if each.state is not State.UNANSWERED]
    return QuestionAnswer(
        id=question.id,
        verdict=Verdict.UNMEASURED if not_asked else told,
        leaning=leaning,
        ground=ground,
        answers=tuple(subs),
        checks=tuple(sorted(each.check for each in outcomes)),
        satisfied=sum(passed(each) for each in outcomes),
        evaluated=len(evaluated),
        expected=len(outcomes),
        not_asked=not_asked,
    )


def _resting(shown: list[SubAnswer], said: list[SubAnswer]) -> list[SubAnswer]:
    """The parts that a question's answer rests on: no word stands beside a bad answer shown."""
    known = [each for each in shown if each.leaning is not Leaning.UNKNOWN]
    if any(each.leaning is Leaning.UNFAVOURABLE for each in known):
        return known
    return known + [each for each in said if each.verdict is Verdict.DECLARED]


def _verdict(
    shown: list[SubAnswer], said: list[SubAnswer], leaning: Leaning, outcomes: list[Outcome]
) -> Verdict:
    """The verdict on a question, of what was shown; of words where there is nothing else."""
    known = [each for each in shown if each.leaning is not Leaning.UNKNOWN]
    proving = [each for each in outcomes if each.role is not Role.INFORMS]
    if known:
        ground = Ground.weakest(each.ground for each in known)
        return verdict(leaning, ground, proving, whole=len(known) == len(shown))
    for each in (Verdict.DECLARED, Verdict.STALE):
        if any(one.verdict is each for one in said):
            return each
    return verdict(Leaning.UNKNOWN, Ground.NONE, proving, whole=False)


def verdict(leaning: Leaning, ground: Ground, outcomes: list[Outcome], *, whole: bool) -> Verdict:
    """The verdict on an answer, from what it rests on; `whole`: every sub-question is answered."""
    if leaning is Leaning.UNKNOWN or ground is Ground.NONE:
        stale = any(each.reason is Reason.STALE for each in outcomes)
        return Verdict.STALE if stale else Verdict.UNMEASURED
    if ground is Ground.DECLARED:
        return Verdict.DECLARED
    if leaning is Leaning.UNFAVOURABLE:
        return Verdict.CONTRADICTED
    if leaning is Leaning.FAVOURABLE and whole and all(proves(each) for each in outcomes):
        return Verdict.PROVEN
    return Verdict.PARTIAL


def proves(outcome: Outcome) -> bool:
    """Whether it was seen live, whole, and compared with nothing weaker."""
    return (
        passed(outcome)
        and outcome.ground is Ground.LIVE
        and outcome.references is Ground.LIVE
        and outcome.completeness is Completeness.COMPLETE
        and not outcome.missing
        and outcome.examined * 100 >= outcome.expected * _ENOUGH
    )


def passed(outcome: Outcome) -> bool:
    """Whether a check found nothing wrong, or a complete collection nothing to look at."""
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
    elif deciding and all(passed(each) or _unasked(each) for each in ruling):
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


def _filled(
    sub: SubQuestion, shown: SubAnswer, words: Mapping[str, AttestedAnswer], day: date
) -> SubAnswer:
    """What was shown; where nothing was, a person's word, or that it has to be asked again."""
    word = words.get(sub.id)
    if word is None or shown.leaning is not Leaning.UNKNOWN:
        return shown
    if not word.current(day):
        return replace(shown, verdict=Verdict.STALE)
    return SubAnswer(
        id=sub.id,
        value=word.answer.value if word.answer else None,
        leaning=_leaning(sub, word),
        verdict=Verdict.DECLARED,
        ground=Ground.DECLARED,
        measure=Measure(word.years, "years") if word.years is not None else shown.measure,
    )


def _leaning(sub: SubQuestion, word: AttestedAnswer) -> Leaning:
    if sub.good is None or word.answer is None:
        return Leaning.UNKNOWN
    good = word.answer.value == sub.good
    return Leaning.FAVOURABLE if good else Leaning.UNFAVOURABLE


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
