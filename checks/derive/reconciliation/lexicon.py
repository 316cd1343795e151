"""Words of hospital generics, of service accounts and of given names, kept as data beside."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

_GIVEN = tomllib.loads(files(__package__).joinpath("given_names.toml").read_text("utf-8"))
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
GIVEN_NAMES = _words(_GIVEN["given"])
TITLES = _words(_DATA["titles"])
GENERIC = frozenset(
    word
    for family, text in _DATA["generic"].items()
    if family not in {"described", "stems"}
    for word in _words(text)
)
GENERIC_DESCRIBED = _words(_DATA["generic"]["described"])
STEMS = tuple(_DATA["generic"]["stems"].split())
SERVICE = _words(_DATA["service"]["tokens"])
SERVICE_HEADS = _words(_DATA["service"]["heads"])
SERVICE_PHRASES = tuple(_DATA["service"]["phrases"])
SERVICE_DESCRIBED = _words(_DATA["service"]["described"])
PRODUCTS = tuple(
    Product(each["name"], re.compile(each["login"], re.IGNORECASE), each["container"])
    for each in _DATA["product"]
)
