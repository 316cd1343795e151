"""Reads LDAP messages as bytes: the hot path of every directory read.

Definite lengths only, as RFC 4511 (5.1) asks. Anything else raises `Unreadable`.
"""

from dataclasses import dataclass
from functools import lru_cache

from agent.core.errors import Unreadable
from collectors.transports.directory import Entry

ENTRY = 0x64
DONE = 0x65
REFERENCE = 0x73
EXTENDED = 0x78
_SEQUENCE = 0x30
_CONTROLS = 0xA0
_PAGED_RESULTS = b"1.2.840.113556.1.4.319"
_LONG = 0x80  # a length byte from there on counts the bytes of the length
_LARGEST = 256 * 1024 * 1024  # bytes; no honest message is larger


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a search: result code, the server's words, and the cookie of the next page."""

    code: int
    message: str
    cookie: bytes | None  # None: the server did not speak of pages


def length(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """The length written at an offset, and where its content begins."""
    first = data[at]
    if first < _LONG:
        return first, at + 1
    size = first - _LONG
    if not 0 < size <= 4:  # noqa: PLR2004 - four bytes count up to 4 GB
        raise Unreadable("the server sent a message of no definite length")
    end = at + 1 + size
    if end > len(data):
        raise IndexError
    return int.from_bytes(data[at + 1 : end]), end


def message_size(data: bytes | bytearray, at: int = 0) -> int | None:
    """The size of the message at an offset; None while its header is not all there.

    Raises:
        Unreadable: this is not an LDAP message, or an absurdly large one.
    """
    if at >= len(data):
        return None
    if data[at] != _SEQUENCE:
        raise Unreadable("the server does not speak LDAP")
    try:
        size, start = length(data, at + 1)
    except IndexError:
        return None
    if size > _LARGEST:
        raise Unreadable(f"the server announces a message of {size} bytes")
    return start + size - at


def operation(message: bytes) -> tuple[int, int, int]:
    """(message id, operation tag, offset of the operation) of a whole message."""
    try:
        _, at = length(message, 1)
        size, at = length(message, at + 1)
        return int.from_bytes(message[at : at + size]), message[at + size], at + size
    except IndexError:
        raise Unreadable("the server sent a broken message") from None


def entry(message: bytes, at: int) -> Entry:
    """A SearchResultEntry (RFC 4511, 4.5.2); short lengths are read in line, for speed."""
    try:
        _, at = length(message, at + 1)
        size, at = length(message, at + 1)
        dn = message[at : at + size].decode("utf-8", "surrogateescape")
        total, at = length(message, at + size + 1)
        end = at + total
        if end > len(message):
            raise Unreadable("the server sent a broken entry")
        attributes: dict[str, tuple[bytes, ...]] = {}
        while at < end:
            if message[at + 1] < _LONG:
                at += 2
            else:
                _, at = length(message, at + 1)
            size = message[at + 1]
            at += 2
            if size >= _LONG:
                size, at = length(message, at - 1)
            name = _name(message[at : at + size])
            at += size
            stop = message[at + 1]
            at += 2
            if stop >= _LONG:
                stop, at = length(message, at - 1)
            stop += at
            values = []
            while at < stop:
                size = message[at + 1]
                at += 2
                if size >= _LONG:
                    size, at = length(message, at - 1)
                values.append(message[at : at + size])
                at += size
            if at != stop or stop > end:
                raise Unreadable("the server sent a broken entry")
            attributes[name] = tuple(values)
    except (IndexError, UnicodeDecodeError):
        raise Unreadable("the server sent a broken entry") from None
    return Entry(dn, attributes)


@lru_cache(maxsize=1024)
def _name(raw: bytes) -> str:
    return raw.decode("ascii").lower()


def done(message: bytes, at: int) -> Done:
    """A SearchResultDone with its paged-results control (RFC 2696)."""
    try:
        size, start = length(message, at + 1)
        after = start + size
        size, at = length(message, start + 1)
        code = int.from_bytes(message[at : at + size])
        size, at = length(message, at + size + 1)  # matched DN
        size, at = length(message, at + size + 1)
        text = message[at : at + size].decode("utf-8", "replace").strip("\0 \r\n")
        return Done(code, text, _cookie(message, after))
    except IndexError:
        raise Unreadable("the server sent a broken result") from None


def _cookie(message: bytes, at: int) -> bytes | None:
    if at >= len(message) or message[at] != _CONTROLS:
        return None
    total, at = length(message, at + 1)
    end = at + total
    while at < end:
        size, start = length(message, at + 1)
        at = start + size
        size, here = length(message, start + 1)
        oid, here = message[here : here + size], here + size
        if oid != _PAGED_RESULTS:
            continue
        if message[here] == 0x01:  # criticality
            here += 3
        _, here = length(message, here + 1)  # the octet string that holds the sequence
        _, here = length(message, here + 1)
        size, here = length(message, here + 1)  # the server's estimate
        size, here = length(message, here + size + 1)
        return message[here : here + size]
    return None
