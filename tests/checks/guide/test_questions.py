"""The polarity of the sixteen sub-questions: a "yes" is not always good news."""

from checks.guide.questions import QUESTIONS, SUBS

# Written by hand from the guide; None is an open question (an age).
GOOD = {
    "1a": "yes",
    "1b": "yes",
    "2a": "yes",
    "2b": "yes",
    "3a": "no",
    "3b": "no",
    "4a": "yes",
    "5a": "no",
    "5b": "yes",
    "6a": None,
    "6b": "yes",
    "6c": "yes",
    "7a": "yes",
    "8a": "yes",
    "9a": "no",
    "10a": "yes",
}


def test_the_good_answer_of_each_is_the_guides() -> None:
    assert {name: sub.good for name, sub in SUBS.items()} == GOOD


def test_each_stands_under_its_question() -> None:
    told = {question.id: [sub.id for sub in question.subs] for question in QUESTIONS.values()}

    assert list(told) == [f"Q{number}" for number in range(1, 11)]
    assert [name for subs in told.values() for name in subs] == list(GOOD)
    assert all(name.rstrip("abc") == asked[1:] for asked, subs in told.items() for name in subs)
