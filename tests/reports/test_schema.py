"""The JSON result is what its shipped schema says, no key more."""

import copy
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from agent.commands.speech import LANGUAGES
from agent.store import Store
from reports import json_result, view
from reports.registry import render
from reports.view import View

SCHEMA: dict[str, Any] = json.loads(
    files("reports").joinpath("schema", "result-1.json").read_text("utf-8")
)


def closed(schema: Any) -> Any:
    """The same schema, refusing keys that it does not name."""
    made = copy.deepcopy(schema)
    waiting = [made]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            if here.get("type") == "object" and "properties" in here:
                here["additionalProperties"] = False
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)
    return made


def problems(result: Any) -> list[str]:
    validator = Draft202012Validator(closed(SCHEMA), format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(result)]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("demo")
    preuve = Path(sys.executable).with_name("preuve")
    subprocess.run([preuve, "demo", "--out", folder / "demo"], check=True, capture_output=True)
    with Store.open(f"sqlite:///{folder / 'demo' / 'preuve.db'}", "CH de Saint-Exemple") as store:
        return view.build(store, None)


@pytest.fixture(scope="module")
def result(seen: View) -> Any:
    return json.loads(render("json", seen, "fr"))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_demonstration_is_as_the_schema_says(result: Any) -> None:
    assert problems(result) == []


def test_the_schema_knows_its_version() -> None:
    assert SCHEMA["properties"]["schema"]["const"] == json_result.SCHEMA


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("questions",), []),
        (("questions", 2, "verdict"), "green"),
        (("outcomes", 0, "outcome"), "passed"),
        (("findings", 0, "severity"), "high"),
        (("reconciliation", "accounts", 0, "class"), "unknown"),
        (("reconciliation", "unexplained"), -1),
        (("as_of",), "20/11/2026"),
        (("more",), 1),
    ],
)
def test_what_is_not_a_result_is_refused(
    result: Any, path: tuple[str | int, ...], value: object
) -> None:
    wrong = copy.deepcopy(result)
    here: Any = wrong
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value

    assert problems(wrong) != []


def test_a_silent_outcome_without_a_reason_is_refused(result: Any) -> None:
    wrong = copy.deepcopy(result)
    wrong["outcomes"][0] |= {"outcome": "unanswered", "reason": None}

    assert problems(wrong) != []


def test_only_words_differ_between_languages(seen: View) -> None:
    made = [json_result.result(seen, each) for each in LANGUAGES]
    for each in made:
        for account in each["reconciliation"]["accounts"]:
            account.pop("reasons")
    assert made[0] == made[1]
