"""The values of logrotate's directives, as the C functions it reads them with take them.

Source: logrotate(8), strtoul(3), scanf(3); popt's rules for the quotes of log names.
"""

import re
from dataclasses import dataclass

HOME = "/root"  # cron and systemd run the program as root
SPACE = " \t\n\v\f\r"
_NUMBER = re.compile(r"[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_WEEKDAY = re.compile(r"[ \t\n\v\f\r]*\+?0*[0-7]")
_PRINTED = re.compile(r"[^\s\x00-\x1f\x7f]*")
_OCTAL = re.compile(r"[+-]?[0-7]")
_UNITS = {"k": 1 << 10, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_LONG = 1 << 64


@dataclass(frozen=True, slots=True)
class Settings:
    """The directives that decide how long a log is kept; these are logrotate's own defaults."""

    period: str = "size"
    size: int = 1 << 20
    minsize: int = 0
    maxsize: int = 0
    count: int = 0
    maxage: int = 0
    ignoreduplicates: bool = False
    su: bool = False


def count(text: str, *, signed: bool = False) -> tuple[int, bool]:
    """An int made of a long, and whether the whole text was read."""
    value, whole = _number(text)
    if signed:
        value = max(-_LONG // 2, min(value, _LONG // 2 - 1))
    elif value >= _LONG:
        value = _LONG - 1
    return _wrapped(value, _LONG >> 32), whole


def size(text: str) -> int | None:
    """Bytes, with k, M or G; None for what the program refuses."""
    unit = _UNITS.get(text[-1], 0)
    if not unit and text[-1] not in "0123456789":
        return None
    value, whole = _number(text[:-1] if unit else text)
    value = _wrapped((unit or 1) * min(value, _LONG - 1), _LONG)
    return value if whole and value >= 0 else None


def _number(text: str) -> tuple[int, bool]:
    found = _NUMBER.match(text)
    if not found:
        return 0, not text
    digits = found[2][:40]  # far beyond 64 bits already
    base = 16 if digits[:2] in {"0x", "0X"} else 8 if digits[0] == "0" else 10
    value = int(digits, base)
    return -value if found[1] == "-" else value, found.end() == len(text)


def _wrapped(value: int, modulus: int) -> int:
    half = modulus // 2
    return (value + half) % modulus - half


def is_weekday(text: str) -> bool:
    """Whether a day of the week (0 to 7) may follow `weekly`, which may also stand alone."""
    return not text or _WEEKDAY.fullmatch(text) is not None


def is_path(text: str) -> bool:
    """Whether a path or an address has printed signs only."""
    return _PRINTED.fullmatch(text) is not None


def has_mode(text: str, *, mode: bool) -> bool:
    """Whether `[mode] [owner [group]]` has no word too many; owners are believed to exist."""
    words = text.split()
    most = 3 if mode and words and _OCTAL.match(words[0]) else 2
    return len(words) <= most


def split(text: str) -> list[str] | None:
    """Words as popt splits them, quotes taken off; None after a backslash that ends the text."""
    words, word, quote = [], "", ""
    signs = iter(text)
    for sign in signs:
        if sign == quote:
            quote = ""
        elif sign == "\\":
            following = next(signs, "")
            if not following:
                return None
            word += following if following == quote or not quote else sign + following
        elif quote:
            word += sign
        elif sign in SPACE:
            words.append(word)
            word = ""
        elif sign in "\"'":
            quote = sign
        else:
            word += sign
    return [each for each in (*words, word) if each]
