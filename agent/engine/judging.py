"""Turns facts into derived facts, outcomes and findings: pure, so that anybody can judge again."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from agent.core.facts import Fact
from agent.core.findings import Finding
from agent.core.judgements import Judgement
from agent.core.outcomes import (
    Measure,
    Missing,
    NotApplicable,
    Outcome,
    Reason,
    State,
    Unanswered,
    foremost,
)
from agent.core.sources import Completeness, Facts
from agent.engine.binding import Bound, Populations, bind
from agent.engine.guard import Failure, attempt
from checks.lifecycle.table import BUNDLED, Table
from checks.registry import Check, Derivation


@dataclass(slots=True)
class Judged:
    """Everything the rules made of a run's populations."""

    populations: dict[type[Fact], Facts[Any] | Unanswered]
    outcomes: list[Outcome] = field(default_factory=list)
    findings: list[tuple[str, Finding]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Concluded:
    """A judgement with what it was made of, where the seal covers that under pseudonyms."""

    judgement: Judgement
    populations: Populations
    earlier: Populations


def judge(
    populations: Populations,
    earlier: Populations,
    thresholds: Mapping[str, int],
    as_of: date,
    *,
    checks: Iterable[Check],
    derivations: Iterable[Derivation],
    table: Table = BUNDLED,
) -> Judged:
    """Derive, then run every check, in the order of their ids."""
    wanted = sorted(checks, key=lambda check: check.id)
    looked_at = {each.kind for check in wanted for each in check.signature.populations}
    derived = derive(
        populations, earlier, thresholds, as_of, derivations, keep=looked_at, table=table
    )
    judged = Judged(derived)
    for each in wanted:
        outcome, findings = judge_check(each, derived, earlier, thresholds, as_of, table)
        judged.outcomes.append(outcome)
        judged.findings.extend((each.id, finding) for finding in findings)
    return judged


def derive(
    populations: Populations,
    earlier: Populations,
    thresholds: Mapping[str, int],
    as_of: date,
    derivations: Iterable[Derivation],
    *,
    keep: Collection[type[Fact]] = (),
    table: Table = BUNDLED,
) -> dict[type[Fact], Facts[Any] | Unanswered]:
    """Add what derivations yield, each after those it needs.

    Stored facts that no later derivation needs, and that are not to `keep`, are let go.
    """
    known = dict(populations)
    waiting = sorted(derivations, key=lambda derivation: derivation.id)
    while waiting:
        to_come = {kind for each in waiting for kind in each.signature.yields}
        ready = [
            each
            for each in waiting
            if not any(wanted.kind in to_come for wanted in each.signature.populations)
        ]
        if not ready:
            raise TypeError(f"derivations in a circle: {', '.join(each.id for each in waiting)}")
        for each in ready:
            known.update(_derive_one(each, known, earlier, thresholds, as_of, table))
            waiting.remove(each)
            _let_go(
                known, each, {*keep, *(p.kind for w in waiting for p in w.signature.populations)}
            )
    return known


def _let_go(known: Populations, derivation: Derivation, needed: Collection[type[Fact]]) -> None:
    """A hospital group's last logons and persons need not stay in memory to the end."""
    for wanted in derivation.signature.populations:
        facts = known.get(wanted.kind)
        if wanted.kind not in needed and isinstance(facts, Facts):
            release = getattr(facts.items, "release", None)
            if release:
                release()


def _derive_one(
    derivation: Derivation,
    known: Populations,
    earlier: Populations,
    thresholds: Mapping[str, int],
    as_of: date,
    table: Table,
) -> dict[type[Fact], Facts[Any] | Unanswered]:
    kinds = derivation.signature.yields
    try:
        bound = bind(derivation.signature, known, earlier, thresholds, as_of, table)
        made = attempt(lambda: list(derivation.run(**bound.arguments)))
    except Unanswered as reason:
        # Kept without the frames it went through: they hold every fact, and it would hold them.
        return dict.fromkeys(kinds, reason.with_traceback(None))
    if isinstance(made, Failure):
        return dict.fromkeys(kinds, Unanswered(made.reason, f"{derivation.id}: {made.detail}"))
    # What a derivation expected and did not see is missing from everything that it yields.
    gaps = [item for item in made if isinstance(item, Missing)]
    return {
        kind: Facts(
            [item for item in made if type(item) is kind],
            ground=bound.ground,
            references=bound.reference_ground,
            completeness=Completeness.PARTIAL if gaps else bound.completeness,
            missing=sorted({*bound.missing, *gaps}),
        )
        for kind in kinds
    }


def judge_check(
    check: Check,
    populations: Populations,
    earlier: Populations,
    thresholds: Mapping[str, int],
    as_of: date,
    table: Table = BUNDLED,
) -> tuple[Outcome, list[Finding]]:
    """Run one check and conclude from what was handed out to it."""
    try:
        bound = bind(check.signature, populations, earlier, thresholds, as_of, table)
    except Unanswered as reason:
        return _unanswered(check, reason), []
    if any(each.earlier and each.kind not in earlier for each in check.signature.populations):
        # On a first run there is nothing earlier to compare with, and the store proves it.
        nothing = _outcome(check, bound, State.NOT_APPLICABLE, Reason.NONE_OF_KIND, "first run")
        return nothing, []
    try:
        made = attempt(lambda: _drain(iter(check.run(**bound.arguments))))
    except Unanswered as reason:
        return _unanswered(check, reason, bound), []
    except NotApplicable as none:
        return _not_applicable(check, bound, str(none)), []
    if isinstance(made, Failure):
        return _unanswered(check, Unanswered(made.reason, made.detail), bound), []
    findings, measure = made
    state, reason_code, detail = _conclude(bound, findings)
    outcome = _outcome(
        check, bound, state, reason_code, detail, findings=len(findings), measure=measure
    )
    return outcome, findings


def _drain(findings: Iterator[Finding]) -> tuple[list[Finding], Measure | None]:
    """Exhaust a check and catch the measure that its generator may return."""
    found: list[Finding] = []
    while True:
        try:
            found.append(next(findings))
        except StopIteration as end:
            return found, end.value


def _conclude(bound: Bound, findings: list[Finding]) -> tuple[State, Reason | None, str]:
    if not len(bound.judged):
        reason = foremost(bound.missing) if bound.missing else Reason.EMPTY
        return State.UNANSWERED, reason, ""
    if findings:
        return State.UNSATISFIED, None, ""
    if bound.missing:
        return State.UNANSWERED, foremost(bound.missing), ""
    if bound.judged.examined < len(bound.judged):
        detail = f"{bound.judged.examined} / {len(bound.judged)}"
        return State.UNANSWERED, Reason.FAILED, detail
    return State.SATISFIED, None, ""


def _outcome(
    check: Check,
    bound: Bound,
    state: State,
    reason: Reason | None,
    detail: str,
    *,
    findings: int = 0,
    measure: Measure | None = None,
) -> Outcome:
    return Outcome(
        check=check.id,
        question=check.question,
        sub_question=check.sub_question,
        role=check.role,
        state=state,
        reason=reason,
        detail=detail,
        ground=bound.ground,
        references=bound.reference_ground,
        completeness=bound.completeness,
        expected=len(bound.judged) + len(bound.judged.missing),
        examined=bound.judged.examined,
        missing=bound.missing,
        findings=findings,
        measure=measure,
    )


def _unanswered(check: Check, why: Unanswered, bound: Bound | None = None) -> Outcome:
    if bound is not None:
        made = _outcome(check, bound, State.UNANSWERED, why.reason, why.detail)
        return replace(made, missing=tuple(sorted({*made.missing, *why.missing})))
    return Outcome(
        check=check.id,
        question=check.question,
        sub_question=check.sub_question,
        role=check.role,
        state=State.UNANSWERED,
        reason=why.reason,
        detail=why.detail,
        expected=len(why.missing),
        missing=why.missing,
    )


def _not_applicable(check: Check, bound: Bound, detail: str) -> Outcome:
    """Only a complete collection proves that there is none of a kind."""
    if bound.missing:
        return _outcome(check, bound, State.UNANSWERED, foremost(bound.missing), detail)
    if bound.completeness is not Completeness.COMPLETE:
        return _outcome(check, bound, State.UNANSWERED, Reason.COVERAGE, detail)
    return _outcome(check, bound, State.NOT_APPLICABLE, Reason.NONE_OF_KIND, detail)
