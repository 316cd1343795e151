"""A noun agrees with the number before it, by the plural rule of each language (Babel's)."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from tomllib import loads

from babel import Locale

# `{days} jours`, `{accounts} comptes ordinaires`: a value and the two words that follow.
_COUNTED = re.compile(r"{(\w+)} (([^\W\d_]+)(?: [^\W\d_]+)?)")

SINGULARS = loads(files("reports").joinpath("singulars.toml").read_text("utf-8"))


def agreed(text: str, values: Mapping[str, object], language: str) -> str:
    """The text, its counted nouns singular where the language wants it: `{days} jour` for 1.

    singulars.toml holds the forms that may change; any other word stays.
    """
    single = {
        name for name, value in values.items() if type(value) is int and _one(value, language)
    }
    if not single:
        return text
    singulars = SINGULARS[language]

    def form(found: re.Match[str]) -> str:
        name, both, noun = found.groups()
        if name not in single:
            return found[0]
        rest = both.removeprefix(noun)
        return f"{{{name}}} {singulars.get(both) or singulars.get(noun, noun) + rest}"

    return _COUNTED.sub(form, text)


def _one(value: int, language: str) -> bool:
    return _locale(language).plural_form(abs(value)) == "one"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
