"""Guided rounds, read from rounds.toml, and what their answers come to; silence to nothing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from checks.guide.questions import SUBS


class Observed(StrEnum):
    """What was seen of an item; yes is always good."""

    YES = "yes"
    NO = "no"
    NOT_SEEN = "not_seen"
    NO_OBJECT = "no_object"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at, by language; `about` is what it decides, None where it is noted."""

    id: str
    about: str | None
    words: dict[str, str]


def _read() -> dict[str, tuple[Item, ...]]:
    told = tomllib.loads(files(__package__).joinpath("rounds.toml").read_text("utf-8"))
    return {
        question: tuple(
            Item(name, each.get("about"), {language: each[language] for language in ("fr", "en")})
            for name, each in items.items()
        )
        for question, items in told.items()
    }


ROUNDS = _read()


def concluded(question: str, seen: Mapping[str, Observed]) -> dict[str, str | None]:
    """Yes or no to each thing that a round decides, None where too little was seen.

    One bad item is enough against; for, all must be good, those without an object aside.
    """
    about: dict[str, list[Observed]] = {}
    for item in ROUNDS[question]:
        if item.about:
            about.setdefault(item.about, []).append(seen.get(item.id, Observed.NOT_SEEN))
    return {name: _answer(name, answers) for name, answers in about.items()}


def _answer(about: str, seen: list[Observed]) -> str | None:
    good = SUBS[about].good if about in SUBS else "yes"
    if Observed.NO in seen:
        return "no" if good == "yes" else "yes"
    met = [each for each in seen if each is not Observed.NO_OBJECT]
    return good if met and all(each is Observed.YES for each in met) else None
