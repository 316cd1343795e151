"""The guide's ten questions and sixteen sub-questions, read from questions.toml."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class SubQuestion:
    """One sub-question; `good` is the good answer, None for an open one (an age)."""

    id: str
    good: str | None
    words: dict[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what it asks, what it needs, what only a person can say, by language."""

    id: str
    dicp: str  # availability, integrity, confidentiality, proof
    words: dict[str, str]
    title: dict[str, str]
    needs: dict[str, str]
    person: dict[str, str]
    subs: tuple[SubQuestion, ...]


def _languages(told: dict[str, Any], prefix: str = "") -> dict[str, str]:
    return {language: told[prefix + language] for language in ("fr", "en")}


def _read() -> dict[str, Question]:
    text = files(__package__).joinpath("questions.toml").read_text("utf-8")
    return {
        name: Question(
            name,
            told["dicp"],
            _languages(told),
            _languages(told, "title_"),
            _languages(told, "needs_"),
            _languages(told, "person_"),
            tuple(
                SubQuestion(part, sub.get("good"), _languages(sub))
                for part, sub in told.items()
                if isinstance(sub, dict)
            ),
        )
        for name, told in tomllib.loads(text).items()
    }


QUESTIONS = _read()
IDS = tuple(QUESTIONS)
SUBS = {sub.id: sub for question in QUESTIONS.values() for sub in question.subs}
