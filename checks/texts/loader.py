"""Loads the words of one language."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("fr", "en")


@cache
def load(language: str) -> dict[str, Any]:
    """Every text of a language, nested by section: `load("fr")["checks"]["accounts.orphan"]`."""
    made: dict[str, Any] = {}
    folder = files(__package__).joinpath(language)
    for each in sorted(folder.iterdir(), key=lambda file: file.name):
        if each.name.endswith(".toml"):
            for section, texts in tomllib.loads(each.read_text("utf-8")).items():
                made.setdefault(section, {}).update(texts)
    return made
