"""French and English say the same things, about everything there is to say."""

import re
import tomllib
from dataclasses import fields
from importlib.resources import files
from typing import Any

import pytest

from agent.core.answers import Leaning, Verdict
from agent.core.facts import KINDS
from agent.core.facts.accounts import UserList
from agent.core.facts.effective import Why
from agent.core.facts.people import Origin
from agent.core.facts.standing import AccountClass
from agent.core.findings import Severity
from agent.core.outcomes import Reason, State
from agent.core.sources import Completeness, Ground
from checks import registry
from checks.guide.thresholds import PROFILES
from checks.texts.loader import load
from collectors import registry as collectors
from collectors.applications import columns as list_columns
from collectors.directory import queries
from collectors.people import columns as roll_columns
from collectors.transports import border
from collectors.transports.directory import Query
from reports import json_result

registry.load()
collectors.load()
ROLL, LIST = roll_columns.FIELDS, list_columns.FIELDS
_PLACE = re.compile(r"{(\w+)}")


def flat(nested: dict[str, Any], path: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in nested.items():
        here = f"{path}/{name}"
        found |= flat(value, here) if isinstance(value, dict) else {here: value}
    return found


def toml(package: str, *path: str) -> dict[str, Any]:
    return tomllib.loads(files(package).joinpath(*path).read_text("utf-8"))


BOTH = {
    "checks": (load("fr"), load("en")),
    "reports": (toml("reports", "texts", "fr.toml"), toml("reports", "texts", "en.toml")),
    "verifier": (
        toml("reports.verifier", "texts", "fr.toml"),
        toml("reports.verifier", "texts", "en.toml"),
    ),
    "privacy": (
        toml("reports.privacy", "texts", "fr.toml"),
        toml("reports.privacy", "texts", "en.toml"),
    ),
    "readers": (
        toml("reports.readers", "texts", "fr.toml"),
        toml("reports.readers", "texts", "en.toml"),
    ),
    "handover": (
        toml("reports.handover", "texts", "fr.toml"),
        toml("reports.handover", "texts", "en.toml"),
    ),
    "fleet": (
        toml("reports.fleet", "texts", "fr.toml"),
        toml("reports.fleet", "texts", "en.toml"),
    ),
    "doctor": (
        toml("reports.doctor", "texts", "fr.toml"),
        toml("reports.doctor", "texts", "en.toml"),
    ),
    "commands": (
        toml("agent.commands", "texts", "fr.toml"),
        toml("agent.commands", "texts", "en.toml"),
    ),
}


@pytest.mark.parametrize("texts", BOTH.values(), ids=BOTH)
def test_both_languages_say_the_same_things(texts: tuple[dict[str, Any], dict[str, Any]]) -> None:
    french, english = (flat(each) for each in texts)

    assert french.keys() == english.keys()
    for key, text in french.items():
        assert set(_PLACE.findall(text)) == set(_PLACE.findall(english[key])), key


@pytest.mark.parametrize("texts", BOTH.values(), ids=BOTH)
def test_nothing_is_left_untranslated(texts: tuple[dict[str, Any], dict[str, Any]]) -> None:
    french, english = (flat(each) for each in texts)
    # One word may be the same in both languages; a sentence is not.
    same = [key for key, text in french.items() if text == english[key] and " " in text.strip()]

    assert same == []


def test_french_is_typeset_as_french() -> None:
    for texts, _ in BOTH.values():
        for key, text in flat(texts).items():
            assert "'" not in text or "--" in text or "`" in text, f"{key}: straight apostrophe"


def test_what_a_finding_is_about_has_its_word() -> None:
    judged = {each.signature.populations[0].kind.kind for each in registry.CHECKS.values()}
    named = {json_result.kind(kind) for kind in judged | {UserList.kind}}
    for texts in BOTH["reports"]:
        assert named == set(texts["subjects"])


def test_every_threshold_has_its_words() -> None:
    for texts in BOTH["checks"]:
        for profile in PROFILES.values():
            assert set(texts["thresholds"]) == set(profile)


def test_the_papers_words_hide_none_of_the_reports() -> None:
    for name in ("privacy", "doctor", "readers", "fleet"):
        for papers, reports in zip(BOTH[name], BOTH["reports"], strict=True):
            assert set(papers) & set(reports) == set()
    for papers, *others in zip(BOTH["handover"], BOTH["privacy"], BOTH["reports"], strict=True):
        assert set(papers) & set().union(*others) == set()


def test_a_blank_of_one_language_is_a_blank_of_the_other() -> None:
    french, english = (flat(each) for each in BOTH["privacy"])

    assert sum(text.count("[[") for text in french.values()) > 30
    for key, text in french.items():
        assert text.count("[[") == text.count("]]") == english[key].count("[["), key


def test_everything_kept_of_a_person_has_its_words() -> None:
    kinds = [kind for kind in KINDS.values() if kind.personal]
    names = {each.name for kind in kinds for each in fields(kind)} | {*ROLL, *LIST}
    searches = {each.name for each in vars(queries).values() if isinstance(each, Query)}
    rules = {
        rule.partition("/")[0]
        for rule in (*border.RULES, *roll_columns.REFUSED, *list_columns.REFUSED)
    }
    for texts in BOTH["privacy"]:
        assert {kind.kind for kind in kinds} <= set(texts["kinds"])
        assert names <= set(texts["fields"])
        assert searches == set(texts["queries"])
        assert rules == set(texts["rules"])
        assert {f"{kind.family}_how" for kind in kinds} <= set(texts["keeping"])
        assert set(roll_columns.ASKED) == set(texts["why"])


def test_every_check_has_its_words() -> None:
    for language in ("fr", "en"):
        told = load(language)["checks"]
        assert set(told) == set(registry.CHECKS)
        for check, texts in told.items():
            assert set(texts) == {"title", "finding", "satisfied", "remedy", "limits"}, check


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("verdicts", Verdict),
        ("verdict_rules", Verdict),
        ("leanings", Leaning),
        ("grounds", Ground),
        ("completeness", Completeness),
        ("outcomes", State),
        ("outcome_reasons", Reason),
        ("doubts", Why),
        ("severities", Severity),
        ("classes", AccountClass),
        ("origins", Origin),
    ],
)
def test_every_code_has_its_word(section: str, codes: Any) -> None:
    for language in ("fr", "en"):
        assert {code.value for code in codes} <= set(load(language)[section])
