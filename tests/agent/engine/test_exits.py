"""The exit code that supervision reads: 0 only when everything asked is known and conform."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from agent.core.facts.attested import AttestedAnswer, Said
from agent.core.judgements import Judgement
from agent.core.outcomes import Missing, Outcome, Reason, Role, State
from agent.core.runs import UnitRecord, UnitState
from agent.core.sources import Ground
from agent.engine.exits import exit_code
from checks.guide.questions import IDS
from checks.guide.verdict import question_answers

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SUBS = ("3a", "3b")


def judged(*outcomes: Outcome) -> Judgement:
    left_out = tuple(each for each in IDS if each != "Q3")
    return Judgement(
        run=1,
        judged_at=NOON,
        as_of=date(2026, 11, 20),
        profile="guide-2013",
        thresholds=(),
        not_asked=left_out,
        outcomes=outcomes,
        answers=question_answers(outcomes, (), not_asked=left_out),
    )


def outcome(sub: str, state: State, reason: Reason | None = None, *gaps: Missing) -> Outcome:
    return Outcome(
        check=f"test.{sub}",
        question="Q3",
        sub_question=sub,
        role=Role.DECIDES,
        state=state,
        reason=reason,
        ground=Ground.LIVE,
        expected=1,
        examined=1,
        missing=gaps,
    )


@pytest.mark.parametrize(
    ("role", "reason", "first", "code"),
    [
        # An export does not hold it: no error beside a finding, and never "all conform".
        (Role.INFORMS, Reason.NO_SOURCE, State.UNSATISFIED, 1),
        (Role.INFORMS, Reason.NO_SOURCE, State.SATISFIED, 2),
        (Role.INFORMS, Reason.COVERAGE, State.UNSATISFIED, 2),
        (Role.CONTRADICTS, Reason.NO_SOURCE, State.UNSATISFIED, 2),
    ],
)
def test_what_stands_beside_without_a_source_is_no_error_and_no_success(
    role: Role, reason: Reason, first: State, code: int
) -> None:
    answered = [outcome("3a", first), outcome("3b", State.SATISFIED)]
    beside = replace(outcome("3a", State.UNANSWERED, reason), check="test.beside", role=role)

    assert exit_code(judged(*answered, beside), [unit(UnitState.DONE)]) == code


def unit(state: UnitState) -> UnitRecord:
    return UnitRecord(
        unit=1,
        run=1,
        collector="directory.witnesses",
        source="ad",
        target="dc1",
        kinds=(),
        state=state,
        started=NOON,
    )


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ((State.SATISFIED, State.SATISFIED), 0),
        ((State.SATISFIED, State.UNSATISFIED), 1),
        ((State.UNANSWERED, State.SATISFIED), 2),
        ((State.UNANSWERED, State.UNSATISFIED), 2),
    ],
)
def test_the_highest_code_that_applies(states: tuple[State, State], code: int) -> None:
    told = [
        outcome(sub, state, Reason.TIMEOUT if state is State.UNANSWERED else None)
        for sub, state in zip(SUBS, states, strict=True)
    ]
    assert exit_code(judged(*told), [unit(UnitState.DONE)]) == code


def test_a_question_that_nothing_measures_is_incomplete() -> None:
    assert exit_code(judged(), []) == 2


def test_a_gap_beside_a_finding_is_incomplete() -> None:
    gap = Missing("dc2", Reason.TIMEOUT)
    told = judged(outcome("3a", State.UNSATISFIED, None, gap), outcome("3b", State.SATISFIED))

    assert exit_code(told, [unit(UnitState.DONE)]) == 2


def test_a_source_that_failed_is_an_error_whatever_the_answers() -> None:
    conform = judged(*(outcome(sub, State.SATISFIED) for sub in SUBS))

    assert exit_code(conform, [unit(UnitState.FAILED)]) == 2


def test_a_word_completes_no_audit_and_a_bad_one_is_no_conformity() -> None:
    """All else conform: what a person answers is neither an error of collection nor a proof."""
    day = date(2026, 11, 23)
    seen = [outcome(sub, State.SATISFIED) for sub in ("3a", "3b")]
    asked = tuple(name for name in IDS if name not in {"Q3", "Q7"})

    def code(says: Said | None, expires: date = day) -> int:
        word = AttestedAnswer(
            source="guide", key="1", about="7a", number=1, answer=says, role="RSSI",
            day=day, expires=expires,
        )  # fmt: skip
        words = {"7a": word} if says else {}
        told = replace(
            judged(*seen),
            answers=question_answers(seen, (), not_asked=asked, words=words, day=day),
        )
        return exit_code(told, [unit(UnitState.DONE)])

    assert code(None) == 2
    assert code(Said.YES) == 2
    assert code(Said.NO) == 1
    assert code(Said.NO, expires=date(2026, 11, 22)) == 2
