"""What changed between two audits, worked out by hand: nothing out of sight passes for fixed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from agent.core.answers import Leaning, QuestionAnswer, Verdict
from agent.core.errors import PreuveError
from agent.core.findings import Finding, Severity, Subject
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Missing, Outcome, Reason, Role, State
from agent.core.runs import RunRecord, RunState, UnitRecord, UnitState
from agent.core.sources import Ground
from reports.changes import Audit, Changes, Scope, compared

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)


def finding(
    key: str = "a", check: str = "accounts.orphan", severity: Severity = Severity.GAP
) -> JudgedFinding:
    about = Subject("standing", "ad", key, f"login-{key}")
    return JudgedFinding(check=check, finding=Finding(severity=severity, about=about))


def outcome(
    state: State = State.UNSATISFIED, check: str = "accounts.orphan", **more: Any
) -> Outcome:
    return Outcome(
        check=check, question="Q3", sub_question="3a", role=Role.DECIDES, state=state, **more
    )


def unit(state: UnitState = UnitState.DONE, source: str = "ad", target: str = "dc1") -> UnitRecord:
    reason = None if state is UnitState.DONE else Reason.UNREACHABLE
    return UnitRecord(
        unit=1, run=1, collector="directory.accounts", source=source, target=target,
        kinds=("account",), state=state, reason=reason, started=AT,
    )  # fmt: skip


def audit(
    number: int,
    *findings: JudgedFinding,
    outcomes: tuple[Outcome, ...] = (outcome(),),
    units: tuple[UnitRecord, ...] = (unit(),),
    tool: str = "preuve 1",
    **more: Any,
) -> Audit:
    judgement = Judgement(
        run=number, judged_at=AT, as_of=date(2026, 11, 20), profile="guide-2013",
        outcomes=outcomes, findings=findings,
        **{"thresholds": (("dormant_days", 180),)} | more,
    )  # fmt: skip
    run = RunRecord(
        run=number, site="CH", state=RunState.ENDED, started=AT, ended=AT,
        as_of=date(2026, 11, 20), profile="guide-2013", demonstration=False, tool=tool,
    )  # fmt: skip
    return Audit(run, judgement, units)


def keys(found: tuple[JudgedFinding, ...]) -> list[str]:
    return [each.finding.about.key for each in found]


def test_the_same_twice_is_nothing() -> None:
    changes = compared(audit(1, finding()), audit(2, finding()))

    assert not changes.any


def test_new_graver_and_fixed() -> None:
    changes = compared(
        audit(1, finding("a"), finding("b"), finding("c", severity=Severity.SERIOUS)),
        audit(2, finding("b", severity=Severity.SERIOUS), finding("c"), finding("d")),
    )

    assert keys(changes.new) == ["d"]
    assert keys(changes.regressed) == ["b"]  # one that is less grave is not told
    assert keys(changes.fixed) == ["a"]


@pytest.mark.parametrize(
    "after",
    [
        audit(2, outcomes=(outcome(State.UNANSWERED, reason=Reason.TIMEOUT),)),
        audit(2, outcomes=()),  # the check is no more
        audit(2, units=(unit(UnitState.FAILED),)),
        audit(2, outcomes=(outcome(missing=(Missing("login-a", Reason.DENIED),)),)),
        audit(2, outcomes=(outcome(missing=(Missing("a", Reason.DENIED),)),)),
        audit(2, outcomes=(outcome(missing=(Missing("rh: LOGIN-A", Reason.STALE),)),)),
        audit(2, outcomes=(outcome(missing=(Missing("login", Reason.TIMEOUT),)),)),
    ],
)
def test_what_cannot_be_seen_any_more_is_not_fixed(after: Audit) -> None:
    changes = compared(audit(1, finding("a")), after)

    assert (keys(changes.out_of_sight), changes.fixed) == (["a"], ())


def test_what_another_could_not_show_leaves_this_one_fixed() -> None:
    gap = outcome(State.SATISFIED, missing=(Missing("login-b", Reason.DENIED),))

    assert keys(compared(audit(1, finding("a")), audit(2, outcomes=(gap,))).fixed) == ["a"]


def test_what_a_better_source_tells_since_is_not_fixed() -> None:
    """The directory's words on a server's system are left to the server, once it is asked."""
    told = (outcome(check="computers.server-past-support"), outcome(check="computers.silent"))
    before = audit(
        1, finding("a", "computers.server-past-support"), finding("b", "computers.server-past-support"),
        finding("a", "computers.silent"), outcomes=told,
    )  # fmt: skip
    after = replace(audit(2, outcomes=told), elsewhere=frozenset({("ad", "a")}))
    changes = compared(before, after)

    fixed = [(each.check, each.finding.about.key) for each in changes.fixed]
    assert sorted(fixed) == [("computers.server-past-support", "b"), ("computers.silent", "a")]
    assert changes.out_of_sight == ()


def test_a_check_that_had_no_answer_makes_no_new_finding() -> None:
    before = audit(1, outcomes=(outcome(State.UNANSWERED, reason=Reason.NO_SOURCE),))
    changes = compared(before, audit(2, finding("a")))

    assert (keys(changes.newly_seen), changes.new) == (["a"], ())
    assert [each.check for each in changes.regained] == ["accounts.orphan"]


def test_another_threshold_fixes_and_finds_nothing() -> None:
    judged = (outcome(check="accounts.dormant"),)
    before = audit(1, finding("a", "accounts.dormant"), outcomes=judged)
    limits = (("dormant_days", 200),)
    after = audit(2, finding("b", "accounts.dormant"), outcomes=judged, thresholds=limits)
    changes = compared(before, after)

    assert keys(changes.by_rule) == ["b", "a"]
    assert (changes.new, changes.fixed) == ((), ())
    assert changes.scope == (Scope("threshold", "dormant_days", "180", "200"),)


def test_lost_checks_and_sources() -> None:
    lost = outcome(State.UNANSWERED, reason=Reason.UNREACHABLE)
    changes = compared(
        audit(1, units=(unit(), unit(source="paie", target="x.csv"))),
        audit(2, outcomes=(lost,), units=(unit(UnitState.FAILED), unit(source="rh"))),
    )

    assert changes.lost == (lost,)
    assert [each.source for each in changes.silent] == ["ad"]
    assert changes.scope == (
        Scope("source_new", "rh", "", ""),
        Scope("source_gone", "paie", "", ""),
    )


def answer(leaning: Leaning, **more: Any) -> QuestionAnswer:
    return QuestionAnswer(
        id="Q3", verdict=Verdict.CONTRADICTED, leaning=leaning, ground=Ground.LIVE, answers=(),
        checks=(), satisfied=0, evaluated=1, expected=1, **more,
    )  # fmt: skip


def told(*leanings: Leaning) -> Changes:
    first, second = (answer(each) for each in leanings)
    return compared(audit(1, answers=(first,)), audit(2, answers=(second,)))


def test_an_answer_that_turns_is_told() -> None:
    (change,) = told(Leaning.FAVOURABLE, Leaning.UNFAVOURABLE).answers

    assert [each.leaning for each in change] == [Leaning.FAVOURABLE, Leaning.UNFAVOURABLE]
    assert not told(Leaning.MIXED, Leaning.MIXED).answers


def test_rules_and_scope() -> None:
    changes = compared(audit(1, not_asked=("Q4",)), audit(2, tool="preuve 2", not_asked=("Q8",)))

    assert changes.scope == (
        Scope("tool", "", "preuve 1", "preuve 2"),
        Scope("asked", "Q4", "", ""),
        Scope("not_asked", "Q8", "", ""),
    )


def test_a_run_is_not_compared_with_itself() -> None:
    with pytest.raises(PreuveError, match="itself"):
        compared(audit(1), replace(audit(1)))
