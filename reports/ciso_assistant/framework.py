"""The ten questions as a framework: what each requirement is called, and the library to load.

The library is written in JSON, which YAML readers read: no other writer is needed.
"""

import json
from typing import Any

from checks.guide.questions import QUESTIONS, Question
from reports.readers.words import Words, words
from reports.view import View

LIBRARY_VERSION = 1  # to be raised with any change of a question: an older one is never replaced
_NAME = "preuve-dix-questions"
_PACKAGER = "preuve"
_OTHER = {"fr": "en", "en": "fr"}


def render(_view: View, language: str) -> bytes:
    """The library in UTF-8; the other language stands beside as a translation."""
    return (json.dumps(library(language), ensure_ascii=False, indent=1) + "\n").encode()


def urn(requirement: str) -> str:
    """The name of a question (Q3) or of a sub-question (3a), the world over."""
    return f"urn:{_PACKAGER}:risk:req_node:{_NAME}:{requirement.lower()}"


def library(language: str) -> dict[str, Any]:
    """The library as plain data."""
    say, other = words(language), words(_OTHER[language])
    nodes = [node for each in QUESTIONS.values() for node in _nodes(each, say, other)]
    framework = {
        "urn": f"urn:{_PACKAGER}:risk:framework:{_NAME}",
        "ref_id": _NAME,
        **_told(say, other, "framework", "description"),
        "requirement_nodes": nodes,
    }
    return {
        "urn": f"urn:{_PACKAGER}:risk:library:{_NAME}",
        "locale": language,
        "ref_id": _NAME,
        **_told(say, other, "framework", "description"),
        "copyright": say("ciso_assistant.copyright"),
        "version": LIBRARY_VERSION,
        "provider": _PACKAGER,
        "packager": _PACKAGER,
        "objects": {"framework": framework},
    }


def _told(say: Words, other: Words, name: str, description: str) -> dict[str, Any]:
    def both(words: Words) -> dict[str, str]:
        return {
            "name": words(f"ciso_assistant.{name}"),
            "description": words(f"ciso_assistant.{description}"),
        }

    return {**both(say), "translations": {other.language: both(other)}}


def _nodes(question: Question, say: Words, other: Words) -> list[dict[str, Any]]:
    """A question, which nobody assesses, over its sub-questions, which are."""
    above = {
        "urn": urn(question.id),
        "assessable": False,
        "depth": 1,
        "ref_id": question.id,
        "name": say.title(question.id),
        "description": say.question(question.id),
        "translations": {
            other.language: {
                "name": other.title(question.id),
                "description": other.question(question.id),
            }
        },
    }
    return [
        above,
        *(
            {
                "urn": urn(sub.id),
                "assessable": True,
                "depth": 2,
                "parent_urn": urn(question.id),
                "ref_id": sub.id,
                "description": _asked(sub.id, sub.good, say),
                "translations": {other.language: {"description": _asked(sub.id, sub.good, other)}},
            }
            for sub in question.subs
        ),
    ]


def _asked(sub: str, good: str | None, say: Words) -> str:
    """The sub-question, and which answer is the good one: a "yes" is not always."""
    if good is None:
        return say.question(sub)
    return f"{say.question(sub)} {say('ciso_assistant.good', value=say.term('values', good))}"
