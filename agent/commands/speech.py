"""The words of the command line, in French or English; standard library only, for a quick start."""

import locale
import os
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from agent.core import inert

LANGUAGES = ("fr", "en")
# Our own commands, and errors, which are made of lines.
_OF_LINES = {"powershell", "why", "error", "decision"}
# What an error said, in the English of the code.
_FAILURES = {"why", "error", "problem", "detail"}


class Say:
    """Texts of one language: `say("scan.help")`, `say("scan.done", run=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        text = files("agent.commands").joinpath("texts", f"{language}.toml").read_text("utf-8")
        self._texts = tomllib.loads(text)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key such as `scan.help`, with its values."""
        section, _, name = key.partition(".")
        text: str = self._texts[section][name]
        told = {each: _told(each, self._spoken(each, values[each])) for each in values}
        return text.format(**told) if values else text

    def failure(self, message: str) -> str:
        """What an error says, in this language; the code and what is stored say it in English."""
        if self.language == "en":
            return message
        from reports.errors.telling import in_words  # noqa: PLC0415 - nothing failed, as a rule

        return in_words(message, self.language)

    def _spoken(self, name: str, value: object) -> object:
        return self.failure(str(value)) if name in _FAILURES else value


def _told(name: str, value: object) -> object:
    """A value, from a file, a server or the command line: nothing that a terminal obeys.

    A name of several lines would write lines of its own; only what is known to have several may.
    """
    if isinstance(value, int):
        return value
    return inert.lines(str(value)) if name in _OF_LINES else inert.line(str(value))


def language(arguments: Sequence[str]) -> str:
    """`--lang` wherever it stands, else the locale's language, else French."""
    for here, following in zip(arguments, [*arguments[1:], ""], strict=False):
        asked = here.removeprefix("--lang=") if here.startswith("--lang=") else None
        if here == "--lang":
            asked = following
        if asked in LANGUAGES:
            return asked
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if not spoken and os.name == "nt":
        spoken = locale.getlocale()[0]  # elsewhere it takes the C locale for an English one
    code = (spoken or "").lower()
    return "en" if code.startswith(("en", "english")) else "fr"
