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
        """Words and the place after them; the last has none. `{{` is a brace among words."""
        told = []
        before = ""
        for text, name, kind, quoted in Formatter().parse(self.english):
            before += text
            if name is not None:
                told.append((before, name, kind, quoted))
                before = ""
        return [*told, (before, None, None, None)]

    @cached_property
    def places(self) -> dict[str, str]:
        """What each place may hold, as a regular expression, in the order of the English."""
        return {
            name: QUOTED if quoted else _KINDS.get(kind or "", ".*?")
            for _, name, kind, quoted in self._parts
            if name is not None
        }

    @cached_property
    def where(self) -> str | None:
        """The place that tells where it happened, before all words."""
        text, name, kind, quoted = self._parts[0]
        return None if text or kind or quoted else name

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
        """Each place but the last two ends where the next words first come, and is not tried again.

        What a server sends could otherwise be made to take an age. The last ones are often between
        brackets, and hold some.
        """
        first, *ends = [re.escape(text) for text, *_ in self._parts]
        made = [
            f"(?P<{name}>{may}){end}"
            for (name, may), end in zip(self.places.items(), ends, strict=True)
        ]
        fixed = "".join(f"(?>{place})" for place in made[:-2])
        return re.compile(first + fixed + "".join(made[-2:]), re.DOTALL)

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
