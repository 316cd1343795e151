"""Whether a quick win is in place: evidence first, a word where there is none, silence never."""

from dataclasses import replace
from datetime import date

import pytest

from agent.core.outcomes import Missing, Outcome, Reason, Role, State
from agent.core.sources import Completeness, Ground
from checks.guide.quick_wins import QUICK_WINS, Done, standings
from tests.checks.guide.test_attested import DAY, word

# Administrators in their own name: two checks that would show all of it.
GENERIC = Outcome(
    check="accounts.privileged-generic",
    question="Q3",
    sub_question="3b",
    role=Role.INFORMS,
    state=State.SATISFIED,
    ground=Ground.LIVE,
    expected=10,
    examined=10,
)
BUILTIN = replace(GENERIC, check="accounts.administrator-used", sub_question="3a")
FOUND = replace(GENERIC, state=State.UNSATISFIED, findings=3)
SILENT = replace(BUILTIN, state=State.UNANSWERED, reason=Reason.DENIED, ground=Ground.NONE)


def done(*outcomes: Outcome, name: str = "P9", says: str | None = None) -> Done:
    words = {name: word(name, says, expires=date(2027, 1, 1))} if says else {}
    found = {each.win.id: each for each in standings(outcomes, words, DAY)}
    assert list(found) == list(QUICK_WINS)
    return found[name].done


def test_all_that_would_show_it_shows_it() -> None:
    assert done(GENERIC, BUILTIN) is Done.EVIDENCED


@pytest.mark.parametrize(
    "weaker",
    [
        replace(GENERIC, ground=Ground.HANDED_OVER),
        replace(GENERIC, references=Ground.HANDED_OVER),
        replace(GENERIC, completeness=Completeness.UNKNOWN),
        replace(GENERIC, missing=(Missing("dc2", Reason.TIMEOUT),)),
    ],
)
def test_anything_less_is_a_part(weaker: Outcome) -> None:
    assert done(weaker, BUILTIN) is Done.PARTLY


def test_a_silent_check_or_one_that_is_not_there_leaves_a_part() -> None:
    assert done(GENERIC, SILENT) is Done.PARTLY
    assert done(GENERIC) is Done.PARTLY


def test_one_finding_and_it_is_left_to_do_whatever_else_is_shown() -> None:
    assert done(FOUND, BUILTIN) is done(FOUND, SILENT) is Done.LACKING


def test_silence_is_unknown() -> None:
    assert done() is done(SILENT) is Done.UNKNOWN


def test_a_word_fills_silence_alone() -> None:
    assert done(SILENT, says="yes") is Done.ATTESTED
    assert done(FOUND, says="yes") is Done.LACKING
    assert done(GENERIC, BUILTIN, says="no") is Done.EVIDENCED


def test_what_shows_a_part_never_shows_all() -> None:
    shares = replace(GENERIC, check="shares.everybody-writes", question="Q8", sub_question="8a")

    assert done(shares, name="P10") is Done.PARTLY


def test_what_only_contradicts_shows_nothing_alone() -> None:
    """A few machines that lock do not make a park that does; one that does not is enough."""
    seats = replace(GENERIC, check="locks.never", sub_question="9a", role=Role.CONTRADICTS)

    assert done(seats, name="P3") is Done.UNKNOWN
    assert done(replace(seats, state=State.UNSATISFIED, findings=1), name="P3") is Done.LACKING
