"""A name server, asked for one address (RFC 1035): `dns://server/name`."""

import secrets
import socket
from pathlib import Path
from urllib.parse import SplitResult

from agent.core.facts.availability import Condition
from collectors.transports.probing.answers import Answer, Silence

_HEADER = 12  # bytes
_LONGEST_LABEL, _LONGEST_NAME = 63, 253
_TRIES = 2  # a datagram may be lost
_A, _IN = b"\x00\x01", b"\x00\x01"
_RECURSION = b"\x01\x00"


def question(name: str) -> bytes:
    """A name as labels.

    Raises:
        ValueError: it is none.
    """
    labels = name.rstrip(".").split(".")
    if len(name) > _LONGEST_NAME or not all(0 < len(e) <= _LONGEST_LABEL for e in labels):
        raise ValueError(f"{name!r}: a name to ask for is missing, as in dns://10.0.0.2/ch.lan")
    return b"".join(bytes([len(each)]) + each.encode("ascii") for each in labels) + b"\0"


def ask_names(target: SplitResult, _ca: Path | None, seconds: float) -> Answer:
    """Ask a server for the address of a name.

    Raises:
        OSError: it did not answer.
        ValueError: what answered is no name server.
    """
    asked = question(target.path.strip("/")) + _A + _IN
    number = secrets.token_bytes(2)
    message = number + _RECURSION + b"\0\1\0\0\0\0\0\0" + asked
    family, kind, proto, _, where = socket.getaddrinfo(
        target.hostname, target.port or 53, type=socket.SOCK_DGRAM
    )[0]
    with socket.socket(family, kind, proto) as sock:
        sock.connect(where)  # a datagram of anybody else is not heard
        for left in reversed(range(_TRIES)):
            sock.settimeout(seconds / _TRIES)
            sock.send(message)
            try:
                told = sock.recv(4096)
                break
            except TimeoutError:
                if not left:
                    raise
    if len(told) < _HEADER or told[:2] != number or not told[2] & 0x80:
        raise ValueError(told[:_HEADER])
    found = not told[3] & 0x0F and int.from_bytes(told[6:8])
    return Answer(Condition.UP) if found else Answer(Condition.DOWN, Silence.ERROR)
