"""Texts from outside that a terminal must show, and never obey."""

import re

# Control characters of both sets, separators of lines, and the marks that turn the direction of
# what follows; a lone surrogate is a byte that is no text.
_OBEYED = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff"
)
_IN_LINES = re.compile(f"[{_OBEYED}]")
_IN_ONE = re.compile(rf"[\t\n{_OBEYED}]")


def line(text: str) -> str:
    r"""One line: every such character is written as its code, such as `\x1b` or `\u202e`."""
    return _IN_ONE.sub(_code, text)


def lines(text: str) -> str:
    """The same, its own line ends and tabs kept."""
    return _IN_LINES.sub(_code, text)


def json(text: str) -> str:
    r"""A JSON text that means the same, its every such character as `\u202e`."""
    return _IN_LINES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _code(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
