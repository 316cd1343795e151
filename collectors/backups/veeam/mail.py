"""The HTML parts of a mail, each decoded alone: what else a mail holds is never parsed."""

import re
from collections.abc import Iterator
from email import message_from_string

_HTML = re.compile(r"content-type:\s*text/html", re.IGNORECASE)
_TELLING = re.compile(r"content-(?:type|transfer-encoding):", re.IGNORECASE)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]|[A-Za-z][A-Za-z0-9-]{1,60}:$")
_MOST = 50  # parts
_ENCODED = {"base64", "quoted-printable"}


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
        yield _decoded("".join(lines[begin : end + 1])), begin, end
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


def _decoded(part: str) -> str:
    message = message_from_string(part)
    if str(message.get("Content-Transfer-Encoding", "")).strip().lower() not in _ENCODED:
        return str(message.get_payload())
    raw = message.get_payload(decode=True)
    body = raw if isinstance(raw, bytes) else b""
    try:
        return body.decode(message.get_content_charset("utf-8"), "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
