"""One syslog message (RFC 5424) by UDP (RFC 5426), TCP (RFC 6587) or TLS (RFC 5425).

Neither says that it arrived: UDP tells nothing, the others tell that the server took the bytes.
"""

import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from enum import IntEnum

from agent.outward.notices.line import Line, Place, explained

_AUDIT = 13  # the facility "log audit"
_LARGEST = 2048  # bytes that a receiver should take (RFC 5424, section 6.1)
_GOODBYE = 2.0  # seconds
_NIL = "-"  # no machine is named


class Severity(IntEnum):
    """Of RFC 5424, those that are used."""

    WARNING = 4
    NOTICE = 5
    INFORMATIONAL = 6


def frame(text: str, *, what: str, severity: Severity, at: datetime) -> bytes:
    """The message, of which `what` is the MSGID: one line of UTF-8 after its mark."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    head = f"<{_AUDIT * 8 + severity}>1 {moment} {_NIL} preuve {_NIL} {what} {_NIL} "
    line = "".join(c if c.isprintable() else " " for c in text)
    room = _LARGEST - len(head) - 3
    cut = line.encode()[:room].decode("utf-8", "ignore")
    return head.encode("ascii") + b"\xef\xbb\xbf" + cut.encode()


def send(place: Place, message: bytes, by: str) -> None:
    """Send a message `by` udp, tcp or tls.

    Raises:
        SourceError: it could not be sent.
    """
    with explained(place.host):
        if by == "udp":
            _datagram(place, message)
            return
        with Line(place) as line:
            if by == "tls":
                line.secure()
            line.sock.sendall(b"%d %s" % (len(message), message))  # octet counting
            with suppress(OSError):  # the bytes are gone: how the other side hangs up is its own
                _hang_up(line.sock)


def _hang_up(sock: socket.socket) -> None:
    """Say the end of the session, as RFC 5425 wants it, without waiting long for the same word."""
    if isinstance(sock, ssl.SSLSocket):
        sock.settimeout(_GOODBYE)
        sock.unwrap()
    else:
        sock.shutdown(socket.SHUT_WR)


def _datagram(place: Place, message: bytes) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        place.host, place.port, type=socket.SOCK_DGRAM
    )[0]
    with socket.socket(family, kind, protocol) as sock:
        sock.sendto(message, address)
