"""What is concluded: findings on objectives, which are satisfied only by proof, and risks."""

from collections.abc import Iterable

from agent.core.answers import Leaning, QuestionAnswer, SubAnswer, Verdict
from agent.core.findings import Severity
from agent.core.outcomes import Outcome, State
from reports import sentences
from reports.oscal.datatypes import Part, filled, props, prose
from reports.oscal.frame import objective
from reports.oscal.identity import Identity
from reports.oscal.observed import Observations
from reports.view import View
from reports.words import Words

_PASS = {"state": "satisfied", "reason": "pass"}
_FAIL = {"state": "not-satisfied", "reason": "fail"}
# OSCAL has two states. What nobody could tell is not satisfied, for another reason than a failure.
_OTHER = {"state": "not-satisfied", "reason": "other"}

# An outcome without an object is neither: an observation tells it, and no finding claims it.
_OUTCOMES = {State.SATISFIED: _PASS, State.UNSATISFIED: _FAIL, State.UNANSWERED: _OTHER}


def findings(view: View, seen: Observations, ids: Identity, say: Words) -> list[Part]:
    """By question that was asked: its sub-questions, then the checks that bear on them."""
    judgement = view.judgement
    asked = [each for each in judgement.answers if not each.not_asked]
    names = {each.id for each in asked}
    told = [_sub(view, each, sub, seen, ids, say) for each in asked for sub in each.answers]
    told += [
        _check(each, seen, ids, say)
        for each in judgement.outcomes
        if each.question in names and each.state in _OUTCOMES
    ]
    return told


def _sub(
    view: View,
    question: QuestionAnswer,
    sub: SubAnswer,
    seen: Observations,
    ids: Identity,
    say: Words,
) -> Part:
    if sub.verdict is Verdict.PROVEN:
        status = _PASS
    else:
        shown = sub.leaning is Leaning.UNFAVOURABLE and sub.verdict is not Verdict.DECLARED
        status = _FAIL if shown else _OTHER
    told = (
        ("question", question.id),
        ("sub_question", sub.id),
        ("value", sub.value),
        ("answer", sub.leaning.value),
        ("verdict", sub.verdict.value),
        ("ground", sub.ground.value),
        ("measure", sub.measure.value if sub.measure else None),
        ("unit", sub.measure.unit if sub.measure else None),
    )
    checks = [each.check for each in view.judgement.outcomes if each.sub_question == sub.id]
    remarks = " ".join(sentences.limits(view, question, say)) if checks else ""
    return filled(
        uuid=ids("sub-question", sub.id),
        title=prose(say.question(sub.id)),
        description=prose(sentences.part(view, question, sub, say)),
        props=props(told),
        origins=ids.origins,
        target=_target(objective(sub.id), status, say.term("verdict_rules", sub.verdict)),
        related_observations=_related(seen.of_outcome[check] for check in checks),
        remarks=prose(remarks) if remarks else None,
    )


def _check(outcome: Outcome, seen: Observations, ids: Identity, say: Words) -> Part:
    told = (
        ("question", outcome.question),
        ("sub_question", outcome.sub_question),
        ("outcome", outcome.state.value),
        ("reason", outcome.reason.value if outcome.reason else None),
        ("role", outcome.role.value),
    )
    ground = say.term("grounds", outcome.ground)
    whole = say.term("completeness", outcome.completeness)
    found = outcome.state is State.UNSATISFIED
    return filled(
        uuid=ids("check", outcome.check),
        title=prose(say.check(outcome.check, "title")),
        description=prose(sentences.concluded(outcome, say)),
        props=props(told),
        origins=ids.origins,
        target=_target(outcome.check, _OUTCOMES[outcome.state], f"{ground}, {whole}"),
        related_observations=_related(
            [seen.of_outcome[outcome.check], *seen.of_findings.get(outcome.check, ())]
        ),
        related_risks=[{"risk-uuid": _risk_id(outcome, ids)}] if found else [],
    )


def _target(id: str, status: Part, why: str) -> Part:
    return {
        "type": "objective-id",
        "target-id": id,
        "status": {**status, "remarks": prose(why)},
    }


def _related(uuids: Iterable[str]) -> list[Part]:
    return [{"observation-uuid": each} for each in uuids]


def risks(view: View, seen: Observations, ids: Identity, say: Words) -> list[Part]:
    """One for each check that found something, open whatever is lived with, and its remedy."""
    order = list(Severity)
    worst: dict[str, Severity] = {}
    for each in view.judgement.findings:
        known = worst.setdefault(each.check, each.finding.severity)
        worst[each.check] = max(known, each.finding.severity, key=order.index)
    return [
        {
            "uuid": _risk_id(outcome, ids),
            "title": prose(say.check(outcome.check, "title")),
            "description": prose(sentences.concluded(outcome, say)),
            "statement": prose(say("oscal.risk", question=say.question(outcome.sub_question))),
            "props": props((("severity", worst.get(outcome.check)), ("check", outcome.check))),
            "status": "open",
            "origins": ids.origins,
            "remediations": [_remedy(outcome, ids, say)],
            "related-observations": _related([seen.of_outcome[outcome.check]]),
        }
        for outcome in view.judgement.outcomes
        if outcome.state is State.UNSATISFIED
    ]


def _risk_id(outcome: Outcome, ids: Identity) -> str:
    return ids("risk", outcome.check)


def _remedy(outcome: Outcome, ids: Identity, say: Words) -> Part:
    return {
        "uuid": ids("remedy", outcome.check),
        "lifecycle": "recommendation",
        "title": prose(say("ui.remedy")),
        "description": prose(say.check(outcome.check, "remedy")),
    }
