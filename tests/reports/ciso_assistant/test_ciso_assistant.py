"""The library loads and the audit imports into it, by the rules that CISO Assistant's importers apply."""

import csv
import io
from dataclasses import replace

import pytest

from agent.commands.report import NAMES
from agent.commands.speech import LANGUAGES
from agent.core.answers import Leaning, Verdict
from checks.guide.questions import IDS, SUBS
from reports import json_result
from reports.registry import render
from reports.view import View
from tests.reports.ciso_assistant import importer
from tests.reports.ciso_assistant.importer import Audit, Imported
from tests.reports.conftest import Demo

_WORTH = {
    Verdict.PROVEN: "compliant",
    Verdict.CONTRADICTED: "non_compliant",
    Verdict.PARTIAL: "partially_compliant",
}


def imported(seen: View, language: str = "fr") -> Audit:
    name = NAMES["ciso-assistant-library"].format(language)
    requirements = importer.library(name, render("ciso-assistant-library", seen, language))
    return importer.audit(render("ciso-assistant", seen, language), requirements)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_holds_ten_questions_and_what_is_assessed_of_them(
    demo: Demo, language: str
) -> None:
    body = render("ciso-assistant-library", demo.seen, language)
    told = importer.library("library.yaml", body)

    assert [name for name, each in told.items() if not each["assessable"]] == list(IDS)
    assert [name for name, each in told.items() if each["assessable"]] == list(SUBS)
    other = {"fr": "en", "en": "fr"}[language]
    assert all(
        each["description"] != each["translations"][other]["description"] for each in told.values()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_finds_its_requirement(demo: Demo, language: str) -> None:
    made = imported(demo.seen, language)

    assert made.failed == []
    assert set(made.made) == set(SUBS)
    assert not any(each.scored for each in made.made.values())
    assert all("2026" in each.observation for each in made.made.values())


def test_only_what_is_shown_is_assessed(demo: Demo) -> None:
    told = imported(demo.seen).made
    result = json_result.result(demo.seen, "fr")
    for each in result["questions"]:
        for sub in each["answers"]:
            wanted = _WORTH.get(Verdict(sub["verdict"]), "not_assessed")
            assert told[sub["id"]].result == wanted, sub["id"]

    assert {each.result for each in told.values()} >= {"compliant", "non_compliant", "not_assessed"}


def test_a_question_left_out_is_not_assessed_and_says_so(demo: Demo) -> None:
    answers = tuple(
        replace(each, not_asked=each.id == "Q3") for each in demo.seen.judgement.answers
    )
    judged = replace(demo.seen.judgement, answers=answers, not_asked=("Q3",))
    told = imported(replace(demo.seen, judgement=judged)).made

    assert told["3a"].result == "not_assessed"
    assert "écartée du périmètre" in told["3a"].observation


def test_a_proven_word_without_a_leaning_is_no_compliance(demo: Demo) -> None:
    answers = tuple(
        replace(
            each,
            answers=tuple(replace(sub, leaning=Leaning.UNKNOWN) for sub in each.answers),
        )
        for each in demo.seen.judgement.answers
    )
    judged = replace(demo.seen.judgement, answers=answers)

    told = imported(replace(demo.seen, judgement=judged)).made
    assert {each.result for each in told.values()} == {"not_assessed"}
    assert {each.progress for each in told.values()} == {"to_do"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_in_their_cell(hostile: View, language: str) -> None:
    made = imported(hostile, language)
    body = render("ciso-assistant", hostile, language).decode()
    cells = [cell for row in csv.reader(io.StringIO(body, newline="")) for cell in row]

    assert made.failed == []
    assert len(made.made) == len(SUBS)
    assert not [each for each in cells if each.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_our_rules_refuse_what_the_importer_would() -> None:
    """The rules themselves: a wrong code, an unknown reference, scores that nobody gave."""
    requirements = {"1a": {"ref_id": "1a", "urn": "urn:a:b:c:1a"}}
    table = (
        "ref_id,assessable,compliance_result,implementation_score,documentation_score\n"
        "1a,x,conform,,\n"
        "9z,x,compliant,,\n"
        "1a,,compliant,,\n"
        "1a,x,compliant,,\n"
    )
    made = importer.audit(table.encode(), requirements)

    assert len(made.failed) == 2
    assert made.made == {"1a": Imported("compliant", "to_do", "", scored=False)}
    without = importer.audit(b"ref_id,assessable\n1a,x\n", requirements)
    assert without.made["1a"].scored  # why our table has the empty columns
    with pytest.raises(ValueError, match="missing"):
        importer.library("a.yaml", b"urn: 'urn:a:b:c:d'")
    with pytest.raises(ValueError, match="extension"):
        importer.library("a.json", b"{}")
