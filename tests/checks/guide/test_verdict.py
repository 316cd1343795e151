"""The one verdict function: only what was seen live, whole and favourable is proven."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.answers import Leaning, QuestionAnswer, Verdict
from agent.core.findings import Finding, Severity, Subject
from agent.core.outcomes import Missing, Outcome, Reason, Role, State
from agent.core.sources import Completeness, Ground
from checks.guide.questions import IDS, QUESTIONS
from checks.guide.verdict import question_answers

GOOD = Outcome(
    check="test.a",
    question="Q3",
    sub_question="3a",
    role=Role.DECIDES,
    state=State.SATISFIED,
    ground=Ground.LIVE,
    expected=100,
    examined=100,
)
OTHER = replace(GOOD, check="test.b", sub_question="3b")
BAD = replace(GOOD, state=State.UNSATISFIED, findings=1)
SILENT = replace(GOOD, state=State.UNANSWERED, reason=Reason.TIMEOUT, ground=Ground.NONE)


def answer(*outcomes: Outcome, grave: tuple[str, ...] = ()) -> QuestionAnswer:
    about = Subject("account", "ad", "1", "jdupont")
    findings = [(check, Finding(severity=Severity.GAP, about=about)) for check in grave]
    answers = question_answers(outcomes, findings)
    assert [each.id for each in answers] == list(IDS)
    return next(each for each in answers if each.id == "Q3")


def test_favourable_live_and_whole_is_proven() -> None:
    told = answer(GOOD, OTHER)

    assert (told.verdict, told.leaning) == (Verdict.PROVEN, Leaning.FAVOURABLE)
    assert [each.value for each in told.answers] == ["no", "no"]
    assert (told.satisfied, told.evaluated, told.expected) == (2, 2, 2)


@pytest.mark.parametrize(
    ("weaker", "verdict"),
    [
        (replace(GOOD, ground=Ground.HANDED_OVER), Verdict.PARTIAL),
        (replace(GOOD, references=Ground.HANDED_OVER), Verdict.PARTIAL),
        (replace(GOOD, completeness=Completeness.UNKNOWN), Verdict.PARTIAL),
        (replace(GOOD, examined=94), Verdict.PARTIAL),
        (replace(GOOD, missing=(Missing("dc2", Reason.TIMEOUT),)), Verdict.PARTIAL),
        (replace(GOOD, ground=Ground.DECLARED), Verdict.DECLARED),
        (SILENT, Verdict.PARTIAL),
    ],
)
def test_anything_less_is_not_proven(weaker: Outcome, verdict: Verdict) -> None:
    assert answer(weaker, OTHER).verdict is verdict


def test_ninety_five_percent_is_enough() -> None:
    assert answer(replace(GOOD, examined=95), OTHER).verdict is Verdict.PROVEN


@pytest.mark.parametrize("ground", [Ground.LIVE, Ground.HANDED_OVER])
def test_unfavourable_is_contradicted_live_or_from_a_file(ground: Ground) -> None:
    told = answer(replace(BAD, ground=ground), replace(BAD, sub_question="3b", ground=ground))

    assert (told.verdict, told.leaning) == (Verdict.CONTRADICTED, Leaning.UNFAVOURABLE)


def test_good_and_bad_together_are_mixed() -> None:
    told = answer(BAD, OTHER)

    assert (told.leaning, told.verdict) == (Leaning.MIXED, Verdict.PARTIAL)


def test_nothing_answered_is_unmeasured() -> None:
    told = answer(SILENT)

    assert (told.verdict, told.leaning, told.ground) == (
        Verdict.UNMEASURED,
        Leaning.UNKNOWN,
        Ground.NONE,
    )


def test_nothing_but_too_old_is_stale() -> None:
    assert answer(replace(SILENT, reason=Reason.STALE)).verdict is Verdict.STALE


def test_what_only_contradicts_never_makes_an_answer_good() -> None:
    against = replace(GOOD, role=Role.CONTRADICTS)

    assert answer(against).leaning is Leaning.UNKNOWN


def test_a_contradiction_that_no_source_could_make_keeps_from_proof_alone() -> None:
    unasked = replace(
        SILENT,
        check="test.c",
        role=Role.CONTRADICTS,
        reason=Reason.NO_SOURCE,
        expected=0,
        examined=0,
    )
    # Servers that the directory knows and nobody asked, beside others that answered.
    partly = replace(unasked, expected=12, examined=4, missing=(Missing("srv", Reason.NO_SOURCE),))
    refused = replace(unasked, reason=Reason.DENIED)
    deciding = replace(SILENT, check="test.c", reason=Reason.NO_SOURCE)

    told = answer(GOOD, OTHER, unasked)
    assert (told.verdict, told.leaning) == (Verdict.PARTIAL, Leaning.FAVOURABLE)
    assert answer(GOOD, OTHER, partly).answers[0].leaning is Leaning.UNKNOWN
    assert answer(GOOD, OTHER, refused).answers[0].leaning is Leaning.UNKNOWN
    assert answer(GOOD, OTHER, deciding).answers[0].leaning is Leaning.UNKNOWN
    assert answer(replace(unasked, sub_question="3a"), OTHER).answers[0].leaning is Leaning.UNKNOWN


def test_a_grave_finding_beside_keeps_an_answer_from_being_favourable() -> None:
    beside = replace(BAD, check="test.beside", role=Role.INFORMS)

    assert answer(GOOD, OTHER, beside, grave=("test.beside",)).leaning is Leaning.MIXED
    assert answer(GOOD, OTHER, beside).leaning is Leaning.FAVOURABLE


def test_a_question_left_out_is_unmeasured_whatever_is_known() -> None:
    told = question_answers([BAD], [], not_asked=["Q3"])[2]

    assert (told.verdict, told.not_asked) == (Verdict.UNMEASURED, True)


OUTCOMES = st.builds(
    Outcome,
    check=st.sampled_from(["test.a", "test.b", "test.c"]),
    question=st.just("Q3"),
    sub_question=st.sampled_from([sub.id for sub in QUESTIONS["Q3"].subs]),
    role=st.sampled_from(Role),
    state=st.sampled_from(State),
    reason=st.none() | st.sampled_from(Reason),
    ground=st.sampled_from(Ground),
    references=st.sampled_from(Ground),
    completeness=st.sampled_from(Completeness),
    expected=st.integers(0, 20),
    examined=st.integers(0, 20),
    missing=st.just(()) | st.just((Missing("dc2", Reason.TIMEOUT),)),
)


@given(st.lists(OUTCOMES, max_size=6))
def test_proven_is_never_said_on_anything_weak(outcomes: list[Outcome]) -> None:
    told = answer(*outcomes)

    ruling = [each for each in outcomes if each.role is not Role.INFORMS]
    if told.verdict is Verdict.PROVEN:
        assert all(
            each.state in {State.SATISFIED, State.NOT_APPLICABLE}
            and each.ground is Ground.LIVE
            and each.completeness is Completeness.COMPLETE
            and not each.missing
            for each in ruling
        )
    if told.verdict is Verdict.CONTRADICTED:
        assert any(each.state is State.UNSATISFIED for each in ruling)


@given(st.lists(OUTCOMES, max_size=6), OUTCOMES)
def test_one_more_silence_never_makes_an_answer_better(
    outcomes: list[Outcome], more: Outcome
) -> None:
    silent = replace(more, state=State.UNANSWERED, reason=Reason.FAILED)

    if answer(*outcomes).verdict is not Verdict.PROVEN:
        assert answer(*outcomes, silent).verdict is not Verdict.PROVEN
