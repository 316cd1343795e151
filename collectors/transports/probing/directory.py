"""A directory's root DSE, which RFC 4512 (5.1) lets anybody read: no account is needed."""

import ssl
from pathlib import Path
from socket import socket
from urllib.parse import SplitResult

from agent.core.facts.availability import Condition
from collectors.transports.probing.answers import Answer, Silence, connected

_SEQUENCE, _ENTRY = 0x30, 0x64
_HEAD = 10  # bytes that hold a message's length, its number and its kind


def _told(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes([tag, len(content)]) + content  # all of it is short


# SearchRequest of RFC 4511 (4.5.1): base "", scope base, (objectClass=*), one attribute.
_REQUEST = _told(
    0x30,
    b"\x02\x01\x01",
    _told(
        0x63,
        b"\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00",
        _told(0x87, b"objectClass"),
        _told(0x30, _told(0x04, b"namingContexts")),
    ),
)


def ask_directory(target: SplitResult, ca: Path | None, seconds: float) -> Answer:
    """Ask for the root DSE.

    Raises:
        OSError: nothing answered, or its certificate is not that of the host.
        ValueError: what answered is no directory.
    """
    host, safe = str(target.hostname), target.scheme == "ldaps"
    with connected(host, target.port or (636 if safe else 389), seconds) as raw:
        if not safe:
            return _answer(raw)
        context = ssl.create_default_context(cafile=str(ca) if ca else None)
        with context.wrap_socket(raw, server_hostname=host) as secured:
            return _answer(secured)


def _answer(sock: socket) -> Answer:
    sock.sendall(_REQUEST)
    told = b""
    while (kind := _kind(told)) is None:
        if not (more := sock.recv(4096)):
            raise ConnectionResetError
        told += more
    return Answer(Condition.UP) if kind == _ENTRY else Answer(Condition.DOWN, Silence.ERROR)


def _kind(told: bytes) -> int | None:
    """The kind of the message that begins there; None while its head is not all there.

    The reader of directories needs ldap3, which is larger than all of a probe.

    Raises:
        ValueError: this is no message of LDAP.
    """
    if len(told) < _HEAD:
        return None
    number = 2 + (told[1] & 0x7F if told[1] & 0x80 else 0)
    if told[0] != _SEQUENCE or number > _HEAD - 4 or told[number : number + 2] != b"\x02\x01":
        raise ValueError(told[:_HEAD])
    return told[number + 3]
