"""What other frameworks ask beside the guide, read from crosswalk.toml; it judges nothing."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any


class Read(StrEnum):
    """How a requirement is known to those who wrote it down here."""

    SOURCE = "source"  # its own text
    SECONDARY = "secondary"  # somebody else's account of it
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Framework:
    """A published set of requirements: its name by language, and who publishes it."""

    id: str
    words: dict[str, str]
    publisher: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What one framework asks under some of its own numbers, in our words, by language.

    `about` is a question (`Q3`) or a quick win (`P9`); `checks` bear on it most directly.
    """

    about: str
    framework: Framework
    ids: tuple[str, ...]
    words: dict[str, str]
    read: Read
    checks: tuple[str, ...]

    @property
    def to_check(self) -> bool:
        """Whether the original has to be read before anybody quotes it."""
        return self.read is not Read.SOURCE


def _words(told: dict[str, Any]) -> dict[str, str]:
    return {language: told[language] for language in ("fr", "en")}


def _read() -> tuple[Reference, ...]:
    told = tomllib.loads(files(__package__).joinpath("crosswalk.toml").read_text("utf-8"))
    frameworks = {
        name: Framework(name, _words(each), each["publisher"])
        for name, each in told["frameworks"].items()
    }
    return tuple(
        Reference(
            about,
            frameworks[each["framework"]],
            tuple(each["ids"]),
            _words(each),
            Read(each.get("read", Read.SOURCE)),
            tuple(each.get("checks", ())),
        )
        for about, found in told["references"].items()
        for each in found
    )


REFERENCES = _read()


def about(name: str) -> tuple[Reference, ...]:
    """The references of a question or a quick win, in the order of the file."""
    return tuple(each for each in REFERENCES if each.about == name)
