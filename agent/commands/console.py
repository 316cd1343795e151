"""Texts on a terminal or in a file of an old code page: what it lacks is written in its nearest."""

import codecs
import sys
import unicodedata

_NEAREST = "preuve.nearest"
# What our texts hold beyond letters, and no code page of Windows has whole.
_ALIKE = {
    "●": "*", "▲": "!", "◐": "~", "○": "o", "◆": "*", "→": "->", "≥": ">=", "≤": "<=",
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-",
    "…": "...", "·": "-", "œ": "oe", "Œ": "OE", "æ": "ae", "€": "EUR",
    "─": "-", "━": "-", "│": "|", "┃": "|",
}  # fmt: skip


def fit() -> None:
    """Have both outputs take any text, whatever their encoding: an accent ends no scan.

    A Windows console takes all of Unicode; its output sent to a file, or kept by a scheduled task,
    is in the system's code page.
    """
    codecs.register_error(_NEAREST, _nearest)
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors=_NEAREST)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_alike(each, error.encoding) for each in text), error.end


def _alike(character: str, encoding: str) -> str:
    for near in (
        _ALIKE.get(character, ""),
        unicodedata.normalize("NFKC", character),
        _bare(character),
    ):
        try:
            near.encode(encoding)
        except UnicodeEncodeError:
            continue
        if near:
            return near
    return "?"


def _bare(character: str) -> str:
    """A letter without its accents."""
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if not unicodedata.combining(part))
