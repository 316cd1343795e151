"""The board's paper: ten answers that can be read aloud, on two sides, and nobody in them."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from agent.commands.speech import LANGUAGES
from agent.core.answers import Verdict
from agent.core.judgements import PastAnswers
from checks.guide.questions import IDS
from reports.html.decisions import decisions
from reports.readers import board
from reports.readers.words import words
from reports.registry import render
from reports.view import View
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.readers.names import named, own_words, plain, said_of_others, text
from tests.reports.readers.poison import NAME, poisoned
from tests.reports.readers.printing import sides

RESTRICTED = {"fr": "Diffusion restreinte", "en": "Restricted circulation"}
MONTHS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre 1er "
    "january february march april may june july august september october november december"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_ours(demo: Demo, language: str) -> None:
    """Whatever is no word of our texts, no date and no number would have come from a source."""
    told = set(plain(text(board.render(demo.seen, language))).split())
    ours = own_words() | set(plain(f"{demo.seen.run.site} {demo.seen.run.tool} {MONTHS}").split())

    assert {each for each in told - ours if not each.isdigit()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_of_the_demonstration_is_in_it(demo: Demo, language: str) -> None:
    names = named(demo.folder, demo.seen)

    assert len(names) > 3000
    assert len(said_of_others(render("html", demo.seen, language), names)) > 50  # it does find
    assert said_of_others(board.render(demo.seen, language), names) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_in_any_text_of_the_run_stays_out(demo: Demo, language: str) -> None:
    page = board.render(poisoned(demo.seen), language).decode()

    assert NAME not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_out_or_stay_texts(hostile: View, language: str) -> None:
    page = board.render(hostile, language).decode()

    assert "<script" not in page
    assert "<img" not in page
    assert HOSTILE[0] in text(page.encode())  # the establishment's name is the board's own
    assert not [each for each in HOSTILE[1:4] if each in text(page.encode())]


def test_ten_questions_three_decisions_and_both_days(demo: Demo) -> None:
    told = " ".join(text(board.render(demo.seen, "fr")).split())

    assert all(f"Question {name.removeprefix('Q')}. " in told for name in IDS)
    assert "20 novembre 2026" in told
    steps = re.search(r"<ol>(.*?)</ol>", board.render(demo.seen, "fr").decode(), re.DOTALL)
    assert steps
    assert steps[1].count("<li>") == 3
    assert "Q3" not in told  # nothing is spelt as a code


def test_the_decisions_are_those_of_the_page(demo: Demo) -> None:
    told = " ".join(text(board.render(demo.seen, "fr")).split())
    called = decisions(demo.seen, words("fr"))

    assert [f"Q{number}" for number in re.findall(r"\(Question (\d+)\.", told)] == [
        each.question for each in called
    ]


def test_what_became_of_the_answers_is_told(demo: Demo) -> None:
    judged = demo.seen.judgement
    before = PastAnswers(
        run=0, as_of=date(2026, 10, 1), profile=judged.profile, thresholds=judged.thresholds,
        answers=tuple(
            replace(each, verdict=Verdict.PROVEN if each.id == "Q3" else each.verdict)
            for each in judged.answers
            if each.id != "Q8"
        ),
    )  # fmt: skip
    (asked,) = demo.seen.past
    seen = replace(demo.seen, past=(replace(asked, told=before), asked))
    told = re.sub(r"[\s\u00a0\u202f]+", " ", text(board.render(seen, "fr")))

    assert "Depuis l’audit du 1er octobre 2026, une réponse a changé et 8 sont restées" in told
    assert "Celles qui ont changé : 3." in told
    assert "Une réponse ne se compare pas" in told
    assert "Depuis l’audit" not in text(board.render(demo.seen, "fr"))


def test_what_is_left_out_and_accepted_is_told(demo: Demo) -> None:
    first, *rest = demo.seen.judgement.findings
    waived = replace(first, waiver="active:2027-01-31:4")
    judged = replace(
        demo.seen.judgement, findings=(waived, *rest), not_asked=("Q4", "Q7"), not_asked_reason="x"
    )
    told = text(board.render(replace(demo.seen, judgement=judged), "fr"))

    assert "Questions écartées du périmètre\u00a0: 4, 7." in told
    assert "Un constat est admis pour un temps" in told


def test_where_all_is_proven_nothing_is_to_decide(demo: Demo) -> None:
    judged = demo.seen.judgement
    answers = tuple(replace(each, verdict=Verdict.PROVEN) for each in judged.answers)
    proven = replace(judged, answers=answers, findings=())
    told = text(board.render(replace(demo.seen, judgement=proven), "fr"))

    assert "Aucune\u00a0: rien de grave n’est constaté" in told


def test_the_points_add_up_to_sixteen(demo: Demo) -> None:
    told = text(board.render(demo.seen, "fr")).replace("un point", "1 points")

    assert sum(int(each) for each in re.findall(r"(\d+) points", told)) == 16


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_on_two_sides_of_a4(demo: Demo, tmp_path: Path, language: str) -> None:
    printed = sides(board.render(demo.seen, language), tmp_path)

    assert len(printed) == 2
    assert all(RESTRICTED[language] in each for each in printed)
