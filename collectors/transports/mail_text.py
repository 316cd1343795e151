"""Mails as text: the parts that mail systems encode are decoded, line by line, before any reader.

A file that does not begin as a mail is left as it is. Several mails may follow one another in it.
Sources: RFC 2045 (encodings), RFC 2046 (parts), RFC 4155 (several mails in one file).
"""

import binascii
import codecs
import io
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from quopri import decodestring
from typing import IO, Any

_NEXT = b"From "  # begins a mail, after others
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:[ \t\r\n]")
_SURELY = re.compile(rb"(?im)^(received|return-path|message-id|mime-version|subject|content-type):")
_TOLD = re.compile(rb"(?i)content-(type|transfer-encoding):")
_TEXTS = re.compile(r"text/|application/(json|csv|xml|x-ndjson)")
_NAMED = re.compile(r".+\.(log|txt|csv|json|xml)", re.IGNORECASE)
_ENCODED = {"base64", "quoted-printable"}
_BEGINNING = 4096  # bytes in which a mail is known for one
_HEADERS = 1000  # lines; beyond, they are no headers
_LONGEST = 1 << 26  # bytes of a line
_DAMAGED = b"\0\n"  # what cannot be decoded: the reader of files counts such lines as lost


def readable(stream: IO[bytes], begins: bytes) -> IO[bytes]:
    """The stream, of which encoded text is decoded to UTF-8 if it begins as a mail."""
    first = begins.split(b"\n", 1)[0] + b"\n"
    mail = _HEADER.match(first) or first.startswith(_NEXT)
    if not mail or not _SURELY.search(begins[:_BEGINNING]):
        return stream
    return io.BufferedReader(_Mails(stream))


class _Mails(io.RawIOBase):
    """The lines of mails, decoded."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._pieces = _decoded(stream)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _decoded(stream: IO[bytes]) -> Iterator[bytes]:
    headers: list[bytes] | None = []
    part: _Part | None = None
    boundaries: set[bytes] = set()
    blank = True  # the line before
    while line := stream.readline(_LONGEST):
        if headers is not None:
            headers.append(line)
            blank = not line.strip()
            if blank or len(headers) > _HEADERS:
                told, part = _headers(headers, boundaries)
                headers = None
                yield told
            continue
        edge = line.rstrip() if line.startswith(b"--") else b""
        begins = edge in boundaries or (blank and line.startswith(_NEXT))
        if begins or edge.removesuffix(b"--") in boundaries:
            yield part.end() if part else b""
            headers, part = [] if begins else None, None
        blank = not line.strip()
        yield part.line(line) if part else line
    yield b"".join(headers or ()) + (part.end() if part else b"")


def _headers(lines: list[bytes], boundaries: set[bytes]) -> tuple[bytes, "_Part | None"]:
    """Headers as they are to be read, and how the part that follows them is decoded."""
    message = BytesHeaderParser().parsebytes(b"".join(lines))
    if boundary := message.get_boundary():
        boundaries.add(b"--" + boundary.encode("utf-8", "replace").rstrip())
    encoding = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
    text = _TEXTS.match(message.get_content_type()) or _NAMED.fullmatch(_file_name(message))
    if encoding not in _ENCODED or not text:
        return b"".join(lines), None
    kind = f"Content-Type: {message.get_content_type()}; charset=utf-8\n"
    told = kind.encode("ascii", "replace") + b"Content-Transfer-Encoding: 8bit\n"
    return _without(lines) + told + b"\n", _Part(encoding, message.get_content_charset("utf-8"))


def _file_name(message: "Message[str, str]") -> str:
    try:
        return message.get_filename() or ""
    except (LookupError, ValueError):  # a name in an unknown charset
        return ""


def _without(lines: list[bytes]) -> bytes:
    """Headers but those that tell of type and encoding, and the blank line."""
    kept = []
    out = False
    for line in lines:
        out = bool(_TOLD.match(line)) or (out and line[:1] in b" \t")
        if not out and line.strip():
            kept.append(line)
    return b"".join(kept)


class _Part:
    """The body of a part, decoded as its lines come: what was read is not changed by more."""

    def __init__(self, encoding: str, charset: str) -> None:
        try:
            " ".encode(charset)
        except (LookupError, ValueError):  # unknown, or no encoding of text
            charset = "utf-8"
        self._text = codecs.getincrementaldecoder(charset)("replace")
        self._quoted = encoding == "quoted-printable"
        self._left = b""
        self._ended = True

    def line(self, line: bytes) -> bytes:
        """What a line adds to the text, in UTF-8."""
        if self._quoted:
            return self._told(decodestring(line))
        whole = self._left + b"".join(line.split())
        take = len(whole) - len(whole) % 4
        self._left = whole[take:]
        try:
            return self._told(binascii.a2b_base64(whole[:take]))
        except binascii.Error:
            self._ended = True
            return _DAMAGED

    def end(self) -> bytes:
        """What was left, and the end of the last line; half a group is damage."""
        rest = self._text.decode(b"", final=True).encode("utf-8", "replace")
        ends = b"" if self._ended and not rest else b"\n"
        return rest + ends + (_DAMAGED if self._left else b"")

    def _told(self, raw: bytes) -> bytes:
        text = self._text.decode(raw).replace("\r\n", "\n").encode("utf-8", "replace")
        if text:
            self._ended = text.endswith(b"\n")
        return text
