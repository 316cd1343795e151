"""Glob patterns as the C library reads them (glob(7)), against names that were collected elsewhere.

Python's own fnmatch lets a star cross a slash and a leading dot, and knows no `[^a]` nor
`[[:digit:]]`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_TOKEN = re.compile(
    r"\\(?P<escaped>.)|(?P<star>\*+)|(?P<any>\?)"
    r"|\[(?P<negated>[!^])?(?P<set>\]?(?:\[:[a-z]+:\]|\\.|[^]\\])*)\]|(?P<plain>.)",
    re.DOTALL,
)
_MEMBER = re.compile(r"\[:(?P<kind>[a-z]+):\]|\\?(?P<low>.)(?:-\\?(?P<high>.))?", re.DOTALL)
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": r" \t",
    "digit": "0-9",
    "lower": "a-z",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_NOTHING = "(?!)"


def path_matches(pattern: str, path: str) -> bool:
    """Whether glob(3) would give this path for this pattern, were it the only file."""
    names, parts = path.split("/"), pattern.split("/")
    return len(names) == len(parts) and all(map(name_matches, parts, names))


def name_matches(pattern: str, name: str) -> bool:
    """Whether a name without slash fits; a leading dot has to be written in the pattern."""
    hidden = name.startswith(".") and not pattern.startswith((".", r"\."))
    return not hidden and _compiled(pattern).fullmatch(name) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    pieces = [""]
    for found in _TOKEN.finditer(pattern):
        if found["star"]:
            pieces.append("")
        else:
            pieces[-1] += _one(found)
    if len(pieces) == 1:
        return re.compile(pieces[0], re.DOTALL)
    first, *middle, last = pieces
    # A piece found at its first place need not be looked for further on: no backtracking.
    return re.compile(
        first + "".join(f"(?>.*?{piece})" for piece in middle) + f".*{last}", re.DOTALL
    )


def _one(found: re.Match[str]) -> str:
    """The expression of what stands for one character."""
    if found["any"]:
        return "."
    if found["set"] is not None:
        members = "".join(_members(found["set"]))
        if not members:
            return "." if found["negated"] else _NOTHING
        return f"[{'^' if found['negated'] else ''}{members}]"
    return re.escape(found["escaped"] or found["plain"])


def _members(written: str) -> Iterator[str]:
    for found in _MEMBER.finditer(written):
        low, high = found["low"], found["high"]
        if low is None:
            yield _CLASSES.get(found["kind"], "")
        elif high is None:
            yield re.escape(low)
        elif low <= high:
            yield f"{re.escape(low)}-{re.escape(high)}"
