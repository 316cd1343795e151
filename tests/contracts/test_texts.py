"""French and English say the same things, about everything there is to say."""

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from agent.core.answers import Leaning, Verdict
from agent.core.facts.accounts import UserList
from agent.core.facts.people import Origin
from agent.core.facts.standing import AccountClass
from agent.core.findings import Severity
from agent.core.outcomes import Reason, State
from agent.core.sources import Completeness, Ground
from checks import registry
from checks.texts.loader import load
from reports import json_result

registry.load()
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
        ("severities", Severity),
        ("classes", AccountClass),
        ("origins", Origin),
    ],
)
def test_every_code_has_its_word(section: str, codes: Any) -> None:
    for language in ("fr", "en"):
        assert {code.value for code in codes} <= set(load(language)[section])
