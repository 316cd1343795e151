"""The HTML parts of a mail: what else it holds is never parsed."""

import re
from collections.abc import Iterator

_HTML = re.compile(r"content-type:\s*text/html", re.IGNORECASE)
_TELLING = re.compile(r"content-(?:type|transfer-encoding):", re.IGNORECASE)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]|[A-Za-z][A-Za-z0-9-]{1,60}:$")
_BLANK = re.compile(r"\n\r?\n")
_MOST = 50  # parts


def is_mail(text: str) -> bool:
    """Whether a text begins as a mail does."""
    first, _, rest = text.partition("\n")
    return bool(_HEADER.match(first.strip("\r"))) and "content-type:" in f"{first}\n{rest}".lower()


def html_parts(text: str) -> Iterator[tuple[str, int, int]]:
    """Each HTML part, with its first line (one of its headers) and its last, counted from 0."""
    lines = text.splitlines(keepends=True)
    end = -1
    found = 0
    for number, line in enumerate(lines):
        if number <= end or not _HTML.match(line):
            continue
        begin, boundary = _begin(lines, number)
        end = _end(lines, number, boundary)
        yield _body("".join(lines[begin : end + 1])), begin, end
        found += 1
        if found >= _MOST:
            return


def _begin(lines: list[str], number: int) -> tuple[int, str]:
    """The first header of a part that tells how to read it, and the boundary above it."""
    begin = number
    while number and lines[number - 1].strip():
        number -= 1
        if lines[number].startswith("--"):
            return begin, lines[number].rstrip()
        if _TELLING.match(lines[number]):
            begin = number
    return begin, ""


def _end(lines: list[str], number: int, boundary: str) -> int:
    if boundary:
        for place in range(number, len(lines)):
            if lines[place].startswith(boundary):
                return place - 1
    return len(lines) - 1


def _body(part: str) -> str:
    """What follows the headers of a part: it comes decoded."""
    return _BLANK.split(part, maxsplit=1)[-1]
