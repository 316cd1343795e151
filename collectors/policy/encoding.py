"""Text files of policies: UTF-16 or ANSI, with or without a mark, each place known by its byte."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.core.errors import Unreadable
from collectors.policy.damage import damaged

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOTHING = "\0\x1a"  # padding, and the end mark of old editors
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded file; `start` is the number of bytes before its first character."""

    file: str
    text: str
    encoding: str
    start: int

    def damaged(self, at: int, why: str) -> Unreadable:
        """The error to raise for the character at `at`."""
        before = self.text[:at].encode(self.encoding, "replace")
        return damaged(self.file, self.start + len(before), why)

    def lines(self) -> Iterator[tuple[int, str]]:
        """(position, line without its end) of each: only line feeds and returns end one."""
        for found in _LINE.finditer(self.text):
            if found[0]:
                yield found.start(), found[0].rstrip("\r\n")


def decode(file: str, raw: bytes) -> Text:
    """The text of a file; ANSI is read as Western Europe's.

    Raises:
        Unreadable: it is no text, or breaks off inside a character.
    """
    mark, encoding = next(
        (each for each in _MARKS if raw.startswith(each[0])), (b"", _unmarked(raw[:2]))
    )
    body = raw[len(mark) :]
    if encoding.startswith("utf-16") and len(body) % 2:
        if body[-1:] not in b"\0\r\n\x1a":
            raise damaged(file, len(raw) - 1, "half a character")
        body = body[:-1]
    text, encoding = _decoded(file, body, encoding, len(mark))
    text = text.rstrip(_NOTHING)
    made = Text(file, text, encoding, len(mark))
    if (at := text.find("\0")) >= 0:
        raise made.damaged(at, "a null character: not a text file")
    return made


def _unmarked(head: bytes) -> str:
    """Every file of policies begins with an ASCII character."""
    if len(head) == len(b"[]") and 0 in head and any(head):
        return "utf-16-le" if head[1] == 0 else "utf-16-be"
    return "utf-8"


def _decoded(file: str, body: bytes, encoding: str, start: int) -> tuple[str, str]:
    try:
        return body.decode(encoding), encoding
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or start:
            raise damaged(file, start + error.start, f"not {encoding.upper()}") from None
    return body.decode("cp1252", "replace"), "cp1252"
