"""What twenty years of administrators do to a name between the roll and the directory."""

import unicodedata
from collections.abc import Callable
from random import Random

from tests.hospital.spelling import letters, plain

SpellKind = Callable[[str], str]


def _typographic(text: str) -> str:
    return text.replace("'", "’")


def _modifier(text: str) -> str:
    return text.replace("'", "ʼ").replace("-", "\u2011")


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _unhyphenated(text: str) -> str:
    return text.replace("-", " ")


def _apostrophe_dropped(text: str) -> str:
    return text.replace("'", "")


SPELLINGS: tuple[SpellKind, ...] = (
    str, str, str.upper, plain, lambda text: plain(text).upper(), _typographic, _modifier, _decomposed,
    _unhyphenated, _apostrophe_dropped,
)  # fmt: skip

_PARTICLES = {"Le", "De", "Du", "La", "Da", "Dos", "Van", "Ben", "El", "Aït", "Mc", "Abou"}


def surname(text: str, rng: Random) -> str:
    """A surname as some directory has it: particles glued or dropped, Saint shortened."""
    words = text.split(" ")
    if len(words) > 1 and words[0] in _PARTICLES:
        chance = rng.random()
        if chance < 0.3:
            text = "".join(words).capitalize()
        elif chance < 0.4 and words[0] in {"De", "Du", "Da", "Dos", "Van"}:
            text = " ".join(words[1:])
    if text.startswith("Saint-") and rng.random() < 0.5:
        text = "St " + text[6:]
    return rng.choice(SPELLINGS)(text)


def given(text: str, rng: Random) -> str:
    """A given name as some directory has it: the first of several, or all."""
    if " " in text and rng.random() < 0.6:
        text = text.split(" ", maxsplit=1)[0]
    return rng.choice(SPELLINGS)(text)


def logins(family: str, first: str, number: str, rng: Random) -> str:
    """A login by one of the conventions that hospitals have had."""
    plain_family, plain_first = letters(family), letters(first.split(" ", maxsplit=1)[0])
    initials = "".join(letters(part)[:1] for part in first.replace("-", " ").split(" ")[:2])
    return rng.choice(
        (
            f"{plain_first}.{plain_family}",
            f"{plain_first[:1]}.{plain_family}",
            f"{plain_first[:1]}{plain_family}",
            f"{initials}{plain_family}",
            f"{plain_family}.{plain_first}",
            f"{plain_family}{plain_first[:1]}",
            f"{plain_family[:7]}{plain_first[:1]}",
            f"m{number}",
        )
    )[:20].rstrip(".")


def display(family: str, first: str, rng: Random) -> str:
    """A display name by one of the habits of directories."""
    return rng.choice(
        (
            f"{family.upper()} {first}",
            f"{first} {family}",
            f"{family.upper()}, {first}",
            f"Dr {family.upper()} {first}",
            f"{family.upper()} {first} (Cardiologie)",
            f"{first} {family} - Secrétariat",
        )
    )
