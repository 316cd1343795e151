"""Three decisions for whoever directs: the gravest findings, and the widest gap of measurement.

The rule, whole. One proposal a question for what was found: of its checks that found something,
the one whose gravest finding is gravest, then that has most findings of that gravity, then the
order of checks. One proposal a question for what was not measured: its verdict is "unmeasured" or
"stale". Findings are ranked by gravity, then by their number, then in the guide's order. Two places
are theirs and one is for what was not measured, in the guide's order; a place that nothing takes
goes to the other kind. A finding that is only to watch, or that is lived with by a waiver in force,
asks for no decision.
"""

from collections import defaultdict
from dataclasses import dataclass

from agent.core.answers import Verdict
from agent.core.findings import Severity
from agent.core.judgements import JudgedFinding
from checks.guide.questions import QUESTIONS
from reports.view import View
from reports.words import Words

PLACES = 3
_FOUND = 2  # of which for what was found
_GRAVITY = list(Severity)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to decide, why, and the question whose page tells more; `found`: or not measured."""

    question: str
    what: str
    why: str
    found: bool


@dataclass(frozen=True, slots=True)
class _Found:
    question: str
    check: str
    severity: Severity
    count: int  # of that severity


def decisions(view: View, say: Words) -> list[Decision]:
    """Three at most; fewer when fewer are called for."""
    found, unmeasured = _found(view), _unmeasured(view)
    taken = found[: max(_FOUND, PLACES - len(unmeasured))]
    rest = unmeasured[: PLACES - len(taken)]
    return [_act(each, say) for each in taken] + [_measure(each, say) for each in rest]


def _found(view: View) -> list[_Found]:
    """The gravest check of each question, the gravest first."""
    counted: dict[str, dict[Severity, int]] = defaultdict(lambda: defaultdict(int))
    for each in view.judgement.findings:
        if each.finding.severity is not Severity.WATCH and not _lived_with(each):
            counted[each.check][each.finding.severity] += 1
    best: dict[str, _Found] = {}
    for outcome in view.judgement.outcomes:
        if counts := counted.get(outcome.check):
            gravest = max(counts, key=_GRAVITY.index)
            found = _Found(outcome.question, outcome.check, gravest, counts[gravest])
            known = best.get(outcome.question)
            if known is None or _rank(found) < _rank(known):
                best[outcome.question] = found
    return sorted(best.values(), key=_rank)


def _rank(found: _Found) -> tuple[int, int, int]:
    order = tuple(QUESTIONS).index(found.question)
    return -_GRAVITY.index(found.severity), -found.count, order


def _lived_with(each: JudgedFinding) -> bool:
    return bool(each.waiver) and str(each.waiver).startswith("active:")


def _unmeasured(view: View) -> list[str]:
    return [
        each.id
        for each in view.judgement.answers
        if not each.not_asked and each.verdict in {Verdict.UNMEASURED, Verdict.STALE}
    ]


def _act(found: _Found, say: Words) -> Decision:
    return Decision(
        found.question,
        say.check(found.check, "remedy"),
        say(
            "decisions.found",
            title=say.check(found.check, "title"),
            count=found.count,
            severity=say.term("severities", found.severity),
        ),
        found=True,
    )


def _measure(question: str, say: Words) -> Decision:
    needs = QUESTIONS[question].needs[say.language]
    return Decision(
        question,
        say("decisions.measure", needs=needs),
        say("decisions.unmeasured"),
        found=False,
    )
