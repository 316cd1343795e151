"""One question on its own page: rule, figures, findings, evidence, what was not seen."""

from collections import defaultdict
from dataclasses import dataclass

from agent.core.answers import QuestionAnswer, SubAnswer, Verdict
from agent.core.findings import Severity
from agent.core.judgements import JudgedFinding
from agent.core.outcomes import Outcome, State
from checks import registry
from checks.guide.questions import SUBS
from reports import references, thresholds
from reports.html import evidence
from reports.sentences import answer, counts, has_answer, limits
from reports.view import View
from reports.words import Words

_LISTED = 15  # findings of one check written out; the list of all findings holds the rest
_NAMED = 12  # of what was not seen
_ORDER = (State.UNSATISFIED, State.UNANSWERED, State.SATISFIED, State.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Result:
    """One check with its findings."""

    id: str
    sub_question: str
    title: str
    state: str
    state_words: str
    examined: str
    why: str
    remedy: str
    limits: str
    findings: list[tuple[str, str, str]]  # severity code, its word, the sentence
    more: int


@dataclass(frozen=True, slots=True)
class Section:
    """One question as it is read on its page."""

    id: str
    title: str
    question: str
    verdict: str  # code, for the style
    verdict_words: str
    rule: str
    sentence: str
    ground: str
    counts: str
    brief: list[str]  # limits, as the front page has them
    limits: list[str]
    answered: bool
    subs: list[list[str]]
    results: list[Result]
    thresholds: list[list[str]]
    unseen: list[list[str]]  # reason, how many, some of them
    evidence: list[list[str]]
    references: list[list[str]]
    nominative: bool


def sections(view: View, say: Words) -> list[Section]:
    """The ten questions, in order."""
    findings: dict[str, list[JudgedFinding]] = defaultdict(list)
    for each in view.judgement.findings:
        findings[each.check].append(each)
    return [_section(view, each, findings, say) for each in view.judgement.answers]


def _section(
    view: View, told: QuestionAnswer, findings: dict[str, list[JudgedFinding]], say: Words
) -> Section:
    answered = has_answer(told)
    outcomes = [each for each in view.judgement.outcomes if each.question == told.id]
    outcomes.sort(key=lambda each: (_ORDER.index(each.state), each.sub_question))
    return Section(
        id=told.id,
        title=say.title(told.id),
        question=say.question(told.id),
        verdict=told.verdict.value,
        verdict_words=say.term("verdicts", told.verdict),
        rule=say.term("verdict_rules", told.verdict),
        sentence=answer(view, told, say),
        ground=say.term("grounds", told.ground),
        counts=counts(told, say) if answered else "",
        brief=limits(view, told, say, unanswered="counted") if answered else [],
        limits=limits(view, told, say),
        answered=answered,
        subs=[_sub(each, say) for each in told.answers],
        results=[_result(each, findings[each.check], say) for each in outcomes],
        thresholds=_thresholds(view, outcomes, say),
        unseen=_unseen(outcomes, say),
        evidence=evidence.rows(view, told.id, say),
        references=references.cells(told.id, say),
        nominative=any(_names_somebody(each) for each in outcomes),
    )


def _names_somebody(outcome: Outcome) -> bool:
    """Whether what a check found, or did not see, may be told by the name of a person's account."""
    registry.load()
    check = registry.CHECKS.get(outcome.check)
    told = outcome.findings or outcome.missing
    return bool(told) and (
        check is None or any(each.kind.personal for each in check.signature.populations)
    )


def _sub(told: SubAnswer, say: Words) -> list[str]:
    good = SUBS[told.id].good
    known = told.verdict not in {Verdict.UNMEASURED, Verdict.STALE}
    value = say.term("values", told.value) if told.value else ""
    return [
        told.id,
        say.question(told.id),
        say.term("values", good) if good else "",
        value or say.term("values", "unknown"),
        say.term("verdicts", told.verdict),
        say.term("grounds", told.ground) if known else "",
    ]


def _result(outcome: Outcome, findings: list[JudgedFinding], say: Words) -> Result:
    order = list(Severity)
    found = sorted(findings, key=lambda each: -order.index(each.finding.severity))
    why = ""
    if outcome.state is State.UNANSWERED:
        why = say.term("outcome_reasons", outcome.reason)
        why += f" ({outcome.detail})" if outcome.detail else ""
    elif outcome.state is State.SATISFIED:
        why = say.check(outcome.check, "satisfied")
    return Result(
        id=outcome.check,
        sub_question=outcome.sub_question,
        title=say.check(outcome.check, "title"),
        state=outcome.state.value,
        state_words=say.term("outcomes", outcome.state),
        examined=say("ui.examined", examined=outcome.examined, expected=outcome.expected),
        why=why,
        remedy=say.check(outcome.check, "remedy") if found else "",
        limits=say.check(outcome.check, "limits"),
        findings=[
            (
                each.finding.severity.value,
                say.term("severities", each.finding.severity),
                say.finding(each),
            )
            for each in found[:_LISTED]
        ],
        more=max(len(found) - _LISTED, 0),
    )


def _thresholds(view: View, outcomes: list[Outcome], say: Words) -> list[list[str]]:
    values = dict(view.judgement.thresholds)
    names = sorted({name for each in outcomes for name in thresholds.of_check(each.check)})
    return [
        [
            f"{say.term('thresholds', name)} ({name})",
            say.number(values[name]),
            thresholds.origin(view.judgement, name, say),
        ]
        for name in names
        if name in values
    ]


def _unseen(outcomes: list[Outcome], say: Words) -> list[list[str]]:
    by_reason: dict[str, set[str]] = defaultdict(set)
    for each in outcomes:
        for gap in each.missing:
            by_reason[gap.reason].add(gap.target)
    return [
        [
            say.term("outcome_reasons", reason),
            say.number(len(targets)),
            evidence.enumerated(sorted(targets), _NAMED, say),
        ]
        for reason, targets in sorted(by_reason.items())
    ]
