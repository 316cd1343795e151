"""The crosswalk: something for each question, in both languages, and nothing half remembered."""

import re
import tomllib
from importlib.resources import files

import pytest

from checks import registry
from checks.guide import crosswalk
from checks.guide.crosswalk import REFERENCES, Read
from checks.guide.questions import IDS

registry.load()
WINS = [f"P{number}" for number in range(1, 12)]
# Numbers that were seen nowhere, or with contents that nobody is sure of: not to be shipped.
UNSURE = {("hopen", name) for name in ("P1.2", "P1.3", "P1.4", "P2.4", "P2.5", "P3.1", "P3.2")}


@pytest.mark.parametrize("name", [*IDS, *WINS])
def test_each_question_and_quick_win_has_a_reference_that_was_read(name: str) -> None:
    assert [each for each in crosswalk.about(name) if not each.to_check]


def test_nothing_else_has_any() -> None:
    assert {each.about for each in REFERENCES} == {*IDS, *WINS}


def test_both_languages_say_it_each_in_its_way() -> None:
    for each in REFERENCES:
        for words in (each.words, each.framework.words):
            assert all(text.strip() for text in words.values())
            assert "'" not in words["fr"], words["fr"]
        assert each.words["fr"] != each.words["en"]
        assert each.words["fr"].endswith(".")
        assert each.words["en"].endswith(".")


def test_what_was_not_read_at_its_source_is_to_be_checked() -> None:
    marked = {(each.framework.id, each.read) for each in REFERENCES if each.to_check}

    assert marked == {
        ("maturity", Read.SECONDARY),
        ("cnil-logs", Read.SECONDARY),
        ("imputability", Read.SECONDARY),
        ("hopen", Read.MEMORY),
        ("csp", Read.MEMORY),
        ("gdpr", Read.MEMORY),
    }


def test_what_nobody_is_sure_of_is_left_out() -> None:
    told = tomllib.loads(files("checks.guide").joinpath("crosswalk.toml").read_text("utf-8"))

    levels = {each.get("read") for found in told["references"].values() for each in found}
    assert levels == {None, "secondary", "memory"}
    assert not {(each.framework.id, number) for each in REFERENCES for number in each.ids} & UNSURE


def test_the_checks_it_names_exist_and_bear_on_that_question() -> None:
    for each in REFERENCES:
        for check in each.checks:
            assert check in registry.CHECKS, check
            if each.about.startswith("Q"):
                assert registry.CHECKS[check].question == each.about, check


def test_a_framework_asks_once_under_a_number_of_the_same_question() -> None:
    told = [(each.about, each.framework.id, number) for each in REFERENCES for number in each.ids]
    twice = {each for each in told if told.count(each) > 1}

    assert twice == set()
    assert all(re.fullmatch(r"[\w.–-]+", number) for _, _, number in told)
