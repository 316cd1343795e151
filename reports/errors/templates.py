"""A sentence with places, as the code writes it: whether a message is one, and what is in them.

The catalogue is a table of English sentences, each with its French. A place is `{name}`; `{name:d}`
holds a number, `{name:w}` one word, `{name:m}` more of the sentence or nothing, and `{name!r}` what
Python quotes: short sentences are not seen everywhere.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from string import Formatter

# A value between quotes, as Python writes it.
QUOTED = r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_KINDS = {"d": r"-?\d+", "w": r"[^\s:;]+", "m": r"(?:(?: \(|[;,] ).*)?"}


@dataclass(frozen=True)
class Template:
    """An English sentence and its French, places and all."""

    english: str
    french: str

    @cached_property
    def _parts(self) -> list[tuple[str, str | None, str | None, str | None]]:
        return list(Formatter().parse(self.english))

    @cached_property
    def places(self) -> dict[str, str]:
        """What each place may hold, as a regular expression, in the order of the English."""
        first = self._parts[0][0] == ""
        told: dict[str, str] = {}
        for _, name, kind, quoted in self._parts:
            if name is not None:
                # What stands first is where it happened: a path or a name may hold anything.
                text = ".+" if first and not told else ".*?"
                told[name] = QUOTED if quoted else _KINDS.get(kind or "", text)
        return told

    @cached_property
    def where(self) -> str | None:
        """The place that tells where it happened, before all words."""
        return next((name for name, may in self.places.items() if may == ".+"), None)

    @cached_property
    def longest(self) -> str:
        """The longest words between places: a message without them is another sentence."""
        return max((text for text, *_ in self._parts), key=len)

    @cached_property
    def weight(self) -> int:
        """How much of it is our words: of two sentences that fit, the heavier is the one."""
        return sum(len(text) for text, *_ in self._parts)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        made = ""
        for text, name, *_ in self._parts:
            made += re.escape(text) + ("" if name is None else f"(?P<{name}>{self.places[name]})")
        return re.compile(made, re.DOTALL)

    def values(self, message: str) -> dict[str, str] | None:
        """What a message holds in each place; None when it is another sentence."""
        if self.longest not in message:
            return None
        found = self._pattern.fullmatch(message)
        return found.groupdict() if found else None


@cache
def catalogue(language: str) -> tuple[dict[str, str], tuple[Template, ...]]:
    """Sentences without a place, and those with some, the heaviest first."""
    whole: dict[str, str] = {}
    placed: list[Template] = []
    for each in sorted(_tables(language)):
        for english, told in tomllib.loads(each).items():
            made = Template(english, told)
            if made.places:
                placed.append(made)
            else:
                whole[english.format()] = told.format()
    return whole, tuple(sorted(placed, key=lambda made: -made.weight))


def _tables(language: str) -> list[str]:
    folder = files(__package__).joinpath("texts", language)
    return [each.read_text("utf-8") for each in folder.iterdir() if each.name.endswith(".toml")]
