"""What a controller says, in clear, before TLS: whether it starts it, whether it wants signatures.

Nothing secret is ever said here. Messages of RFC 4511, written by hand: a few bytes each.
"""

import socket

from collectors.transports.trying.port import SECONDS

_START_TLS = b"1.3.6.1.4.1.1466.20037"
_STRONGER_AUTH, _INVALID_CREDENTIALS = 8, 49
_EXTENDED_REQUEST, _BIND_REQUEST = 0x77, 0x60
_SHORT = 0x80
_LARGEST = 4096  # bytes of an answer
# No account has this name, and the password is empty: no logon is tried (RFC 4513, 5.1.2).
_NOBODY = b"CN=preuve-asks-whether-signing-is-required"


class Refused(Exception):
    """The controller starts no TLS, which one without a certificate answers."""


def start_tls(plain: socket.socket) -> None:
    """Ask for TLS on a plain connection.

    Raises:
        Refused: the controller has none.
        OSError: it went away.
        ValueError: what it sent is not LDAP.
    """
    code = _asked(plain, _message(_EXTENDED_REQUEST, _part(0x80, _START_TLS)))
    if code:
        raise Refused(f"StartTLS: LDAP code {code}")


def wants_signatures(host: str, port: int) -> bool | None:
    """Whether a logon in clear is refused for want of a signature; None when nobody can say.

    Asked with a name that is nobody's and no password at all, which RFC 4513 calls unauthenticated.
    A controller may let it in as nobody whatever it requires of others: that tells nothing.
    """
    bind = b"\x02\x01\x03" + _part(0x04, _NOBODY) + _part(0x80, b"")
    try:
        with socket.create_connection((host, port), SECONDS) as plain:
            code = _asked(plain, _message(_BIND_REQUEST, bind))
    except (OSError, ValueError):
        return None
    return {_STRONGER_AUTH: True, _INVALID_CREDENTIALS: False}.get(code)


def _part(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content  # all of it is short


def _message(operation: int, content: bytes) -> bytes:
    return _part(0x30, b"\x02\x01\x01" + _part(operation, content))


def _asked(plain: socket.socket, message: bytes) -> int:
    """The result code of the answer."""
    plain.settimeout(SECONDS)
    plain.sendall(message)
    told = b""
    while not _whole(told):
        more = plain.recv(_LARGEST - len(told))
        if not more:
            raise ConnectionResetError("the controller went away")
        told += more
    return _result(told)


def _whole(told: bytes) -> bool:
    if len(told) < 2:  # noqa: PLR2004 - a tag and a length
        return False
    size, start = _length(told, 1)
    return len(told) >= min(start + size, _LARGEST)


def _result(told: bytes) -> int:
    """The code of an LDAPResult (RFC 4511, 4.1.9)."""
    if told[0] != 0x30:  # noqa: PLR2004 - a SEQUENCE
        raise ValueError("not LDAP")
    _, at = _length(told, 1)
    size, at = _length(told, at + 1)  # the message's number
    _, at = _length(told, at + size + 1)  # the answer itself
    size, start = _length(told, at + 1)
    if told[at] != 0x0A or not size:  # noqa: PLR2004 - an ENUMERATED
        raise ValueError("not LDAP")
    return int.from_bytes(told[start : start + size])


def _length(told: bytes, at: int) -> tuple[int, int]:
    """A length and where what it measures begins."""
    try:
        first = told[at]
        if first < _SHORT:
            return first, at + 1
        count = first - _SHORT
        return int.from_bytes(told[at + 1 : at + 1 + count]), at + 1 + count
    except IndexError:
        raise ValueError("not LDAP") from None
