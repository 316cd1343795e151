"""What a round comes to: one bad item is enough against, nothing unseen is good."""

import pytest

from checks.guide.questions import SUBS
from checks.guide.quick_wins import QUICK_WINS
from checks.guide.rounds import ROUNDS, Observed, concluded

YES, NO, NOT_SEEN, NO_OBJECT = Observed


@pytest.mark.parametrize("question", ROUNDS)
def test_each_item_says_one_thing_in_both_languages(question: str) -> None:
    items = ROUNDS[question]

    assert len({item.id for item in items}) == len(items)
    for item in items:
        assert item.about is None or item.about in SUBS or item.about in QUICK_WINS
        assert item.words["fr"].endswith(" ?")
        assert item.words["en"].endswith("?")
        assert "'" not in item.words["fr"]


@pytest.mark.parametrize(
    ("question", "good"),
    [
        ("Q5", {"5a": "no", "5b": "yes", "P1": "yes", "P2": "yes", "P5": "yes"}),
        ("Q9", {"9a": "no"}),
    ],
)
def test_all_good_is_the_good_answer_whatever_is_only_noted(
    question: str, good: dict[str, str]
) -> None:
    seen = {item.id: YES if item.about else NO for item in ROUNDS[question]}

    assert concluded(question, seen) == good
    assert concluded(question, {}) == dict.fromkeys(good)


@pytest.mark.parametrize(
    ("counter", "others", "answer"),
    [
        (NO, YES, "yes"),
        (NO, NOT_SEEN, "yes"),
        (NOT_SEEN, YES, None),
        (NO_OBJECT, YES, "no"),
        (NO_OBJECT, NO_OBJECT, None),
    ],
)
def test_one_item_among_the_others(counter: Observed, others: Observed, answer: str | None) -> None:
    seen = dict.fromkeys((item.id for item in ROUNDS["Q9"]), others) | {"counter": counter}

    assert concluded("Q9", seen) == {"9a": answer}
