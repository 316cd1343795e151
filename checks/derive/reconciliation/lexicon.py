"""Words of hospital generics and of service accounts, kept as data in lexicon.toml."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

_DATA = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Product:
    """A product that makes accounts by itself, and the container that proves it."""

    name: str
    login: re.Pattern[str]
    container: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words(_DATA["particles"])
TITLES = _words(_DATA["titles"])
GENERIC = frozenset(
    word
    for family, text in _DATA["generic"].items()
    if family != "described"
    for word in _words(text)
)
GENERIC_DESCRIBED = _words(_DATA["generic"]["described"])
SERVICE = _words(_DATA["service"]["tokens"])
SERVICE_HEADS = _words(_DATA["service"]["heads"])
SERVICE_DESCRIBED = _words(_DATA["service"]["described"])
PRODUCTS = tuple(
    Product(each["name"], re.compile(each["login"], re.IGNORECASE), each["container"])
    for each in _DATA["product"]
)
