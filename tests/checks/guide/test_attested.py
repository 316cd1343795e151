"""A person's word answers where nothing else does, proves nothing, and has its last day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.answers import Leaning, QuestionAnswer, SubAnswer, Verdict
from agent.core.facts.attested import AttestedAnswer, Said
from agent.core.outcomes import Measure, Outcome, Role, State
from agent.core.sources import Ground
from checks.guide import quick_wins
from checks.guide.attested import standing
from checks.guide.questions import SUBS
from checks.guide.quick_wins import QUICK_WINS, Done
from checks.guide.verdict import question_answers
from tests.checks.guide.test_questions import GOOD
from tests.checks.guide.test_verdict import OUTCOMES

DAY = date(2026, 11, 23)
OTHER = {"yes": "no", "no": "yes"}


def word(about: str, says: str | None = "yes", number: int = 1, **told: date) -> AttestedAnswer:
    return AttestedAnswer(
        source="guide",
        key=str(number),
        about=about,
        number=number,
        answer=Said(says) if says else None,
        years=None if says else 7,
        role="directrice",
        day=told.get("day", DAY),
        expires=told.get("expires", DAY),
    )


def told(*words: AttestedAnswer, outcomes: tuple[Outcome, ...] = ()) -> list[QuestionAnswer]:
    found = standing(words, DAY)
    return list(question_answers(outcomes, [], words=found, day=DAY))


def part(answers: list[QuestionAnswer], name: str) -> tuple[QuestionAnswer, SubAnswer]:
    ((question, sub),) = [(q, s) for q in answers for s in q.answers if s.id == name]
    return question, sub


@pytest.mark.parametrize("name", SUBS)
def test_a_word_on_each_of_the_sixteen_is_declared_and_nothing_more(name: str) -> None:
    good = GOOD[name]
    for says, leaning in (
        (good, Leaning.FAVOURABLE if good else Leaning.UNKNOWN),
        (OTHER[good] if good else None, Leaning.UNFAVOURABLE if good else Leaning.UNKNOWN),
    ):
        question, sub = part(told(word(name, says)), name)

        assert (sub.verdict, sub.ground, sub.leaning) == (
            Verdict.DECLARED,
            Ground.DECLARED,
            leaning,
        )
        assert (sub.value, sub.measure) == (says, None if good else Measure(7, "years"))
        assert question.verdict is Verdict.DECLARED


@pytest.mark.parametrize("name", SUBS)
def test_past_its_last_day_it_is_stale(name: str) -> None:
    over = word(name, GOOD[name], expires=date(2026, 11, 22))

    question, sub = part(told(over), name)

    assert (sub.verdict, sub.leaning, sub.value) == (Verdict.STALE, Leaning.UNKNOWN, None)
    assert (question.verdict, question.ground) == (Verdict.STALE, Ground.NONE)


@pytest.mark.parametrize("name", QUICK_WINS)
def test_a_word_on_each_of_the_eleven_attests_and_runs_out(name: str) -> None:
    def done(*words: AttestedAnswer) -> dict[str, Done]:
        found = quick_wins.standings([], standing(words, DAY), DAY)
        return {each.win.id: each.done for each in found}

    unknown = dict.fromkeys(QUICK_WINS, Done.UNKNOWN)
    assert done() == unknown
    assert done(word(name)) == unknown | {name: Done.ATTESTED}
    assert done(word(name, "no")) == unknown | {name: Done.ATTESTED}
    assert done(word(name, expires=date(2026, 11, 22))) == unknown | {name: Done.STALE}


def test_the_last_word_by_that_day_counts() -> None:
    first, second = word("7a"), word("7a", "no", number=2)
    later = word("7a", "yes", number=3, day=date(2026, 11, 24), expires=date(2027, 1, 1))

    assert standing([second, first, later], DAY) == {"7a": second}
    assert standing([later], DAY) == {}


SEEN = Outcome(
    check="test.a",
    question="Q5",
    sub_question="5a",
    role=Role.DECIDES,
    state=State.SATISFIED,
    ground=Ground.LIVE,
    expected=10,
    examined=10,
)
BAD = replace(SEEN, state=State.UNSATISFIED, findings=1)


def fifth(*words: AttestedAnswer, seen: Outcome) -> tuple[Verdict, Leaning, Ground]:
    answer = told(*words, outcomes=(seen,))[4]
    return answer.verdict, answer.leaning, answer.ground


def test_beside_evidence_a_good_word_lightens_nothing() -> None:
    assert fifth(word("5b"), seen=BAD) == fifth(seen=BAD)
    assert fifth(word("5a", "no"), seen=BAD) == fifth(seen=BAD)
    assert fifth(seen=BAD) == (Verdict.CONTRADICTED, Leaning.UNFAVOURABLE, Ground.LIVE)


def test_beside_a_good_answer_that_was_shown_nothing_is_proven_and_a_bad_word_counts() -> None:
    assert fifth(word("5b"), seen=SEEN) == (Verdict.PARTIAL, Leaning.FAVOURABLE, Ground.DECLARED)
    assert fifth(word("5b", "no"), seen=SEEN) == (Verdict.PARTIAL, Leaning.MIXED, Ground.DECLARED)


@given(
    st.lists(OUTCOMES, max_size=6),
    st.lists(
        st.builds(
            word,
            st.sampled_from(["3a", "3b"]),
            st.sampled_from(["yes", "no"]),
            expires=st.sampled_from([date(2026, 11, 22), DAY]),
        ),
        max_size=3,
    ),
)
def test_no_word_proves_or_takes_a_contradiction_away(
    outcomes: list[Outcome], words: list[AttestedAnswer]
) -> None:
    without = told(outcomes=tuple(outcomes))[2]
    spoken = told(*words, outcomes=tuple(outcomes))[2]

    if Verdict.PROVEN in {spoken.verdict, without.verdict}:
        assert spoken == without
    if without.verdict is Verdict.CONTRADICTED:
        assert (spoken.verdict, spoken.ground) == (without.verdict, without.ground)
    for said, shown in zip(spoken.answers, without.answers, strict=True):
        if shown.leaning is not Leaning.UNKNOWN:
            assert said == shown
