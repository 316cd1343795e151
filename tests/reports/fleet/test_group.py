"""Silence is told, moves are told where they can be, and nobody is ranked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.core.answers import Verdict
from agent.core.filings import Refused
from agent.core.outcomes import State
from reports.fleet import render
from reports.fleet.group import Moves, Shared, Unmoved, Word, build, shared
from reports.fleet.result import of_group
from tests.reports.fleet.samples import NOW, TODAY, filing, outcome

GOOD, BAD, NONE = State.SATISFIED, State.UNSATISFIED, State.UNANSWERED


@pytest.mark.parametrize(
    ("days", "word"), [(0, Word.CURRENT), (35, Word.CURRENT), (36, Word.SILENT)]
)
def test_news_is_as_old_as_what_was_read(days: int, word: Word) -> None:
    """Not as the seal: an old audit that was judged again this morning is an old one."""
    told = replace(filing("A", days=days), sealed=NOW, filed=NOW)
    (member,) = build("R", [told], [], {"A": 35}, TODAY).members

    assert (member.word, member.age) == (word, days)


def test_who_never_wrote_and_who_is_silent_are_told_first_and_count_nowhere() -> None:
    bad = (outcome("accounts.orphan", BAD, 5),)
    here = filing("Aigle", outcomes=bad)
    filings = [
        replace(here, summary=replace(here.summary, missing=1)),
        filing("Ancien", accounts=900, days=80, outcomes=bad),
    ]
    group = build("R", filings, [], {"Aigle": 35, "Ancien": 35, "Absent": 35}, TODAY)

    page = render.render(group, None, "html", "fr").decode()
    told = of_group(group)

    assert "Absent n’a jamais envoyé de dossier" in page
    assert "Ancien se tait depuis 80 jours (limite\u00a0: 35 jours)" in page
    lines = [
        page.index(each)
        for each in ("Absent n’a jamais", "Ancien se tait", "Aigle\u00a0: une lecture")
    ]
    assert lines == sorted(lines)
    assert told["current"] == 1
    assert [(e["id"], e["median"], e["of"]) for e in told["measures"]] == [("3a", 0, 1)]
    assert told["shared"] == []
    assert [e["site"] for e in told["sites"]] == ["Absent", "Aigle", "Ancien"]
    row = page[page.index("<td>Ancien</td>") :].partition("</tr>")[0]
    assert row.count("<td>se tait</td>") == 10, "what was known of it is no answer any more"


def test_a_hospital_that_nobody_listed_is_told() -> None:
    group = build("R", [filing("B")], [], {"A": 35}, TODAY)

    page = render.render(group, None, "html", "en").decode()

    assert "B is not under [[sites]]" in page


def test_a_refused_bundle_is_told_until_another_one_is_filed() -> None:
    refused = [
        Refused(member="A", code="fork", at=NOW - timedelta(days=9)),
        Refused(member="A", code="key", at=NOW),
        Refused(member="", code="false", at=NOW),
    ]
    (member,) = build("R", [filing("A", days=2)], refused, {"A": 35}, TODAY).members

    assert [each.code for each in member.refused] == ["key"]


def test_what_moved_is_told_check_by_check() -> None:
    before = tuple(
        outcome(name, state)
        for name, state in zip("abcdef", (BAD, GOOD, BAD, BAD, GOOD, NONE), strict=True)
    )
    after = tuple(
        outcome(name, state)
        for name, state in zip("abcdef", (GOOD, BAD, NONE, BAD, GOOD, GOOD), strict=True)
    )
    filings = [filing("A", 1, outcomes=before, days=9), filing("A", 2, outcomes=after)]
    (member,) = build("R", filings, [], {}, TODAY).members

    assert member.moves == Moves(improved=("a",), worse=("b",), lost=("c",))


def test_a_check_that_is_not_there_any_more_is_no_improvement() -> None:
    filings = [filing("A", 1, outcomes=(outcome("a", BAD),), days=9), filing("A", 2)]
    (member,) = build("R", filings, [], {}, TODAY).members

    assert member.moves == Moves()


def test_other_rules_and_a_first_audit_are_compared_with_nothing() -> None:
    first = build("R", [filing("A")], [], {}, TODAY).members[0]
    other = build("R", [filing("A", 1, rules="sha256:cc"), filing("A", 2)], [], {}, TODAY).members[
        0
    ]

    assert (first.moves, other.moves) == (Unmoved.FIRST, Unmoved.RULES)


def test_what_several_miss() -> None:
    states = {"A": (BAD, BAD, BAD), "B": (BAD, GOOD, GOOD), "C": (NONE, GOOD, BAD)}
    filings = [
        filing(name, outcomes=tuple(outcome(c, s) for c, s in zip("xyz", each, strict=True)))
        for name, each in states.items()
    ]

    found = shared(build("R", filings, [], {}, TODAY).current)

    assert found == [Shared("x", "Q3", 2, 2), Shared("z", "Q3", 2, 3)]


def test_a_withheld_answer_is_neither_good_nor_bad() -> None:
    told = filing("A")
    hidden = replace(told.summary.questions[0], withheld=True, answers=(), verdict=Verdict.PROVEN)
    group = build(
        "R", [replace(told, summary=replace(told.summary, questions=(hidden,)))], [], {}, TODAY
    )

    (site,) = of_group(group)["sites"]

    assert site["questions"] == [
        {
            "id": "Q3",
            "not_asked": False,
            "withheld": True,
            "verdict": None,
            "answer": None,
            "ground": None,
        }
    ]
    assert "<td>établi" not in render.render(group, None, "html", "fr").decode()


def test_words_of_a_hospital_are_text_and_no_formula() -> None:
    name = "=HYPERLINK(1)<script>"
    group = build("R", [filing(name)], [], {}, TODAY)

    page, table = (render.render(group, None, form, "fr").decode() for form in ("html", "csv"))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "\n=HYPERLINK" not in table
    assert "'=HYPERLINK" in table
