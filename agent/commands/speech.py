"""The words of the command line, in French or English; standard library only, for a quick start."""

import locale
import os
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from agent.core import inert

LANGUAGES = ("fr", "en")


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
        return text.format(**{each: _told(values[each]) for each in values}) if values else text


def _told(value: object) -> object:
    """A value, from a file, a server or the command line: nothing that a terminal obeys."""
    return value if isinstance(value, int) else inert.lines(str(value))


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
