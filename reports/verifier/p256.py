"""Verifies an ECDSA signature on P-256 with integers alone (FIPS 186-5 6.4; SP 800-186 3.2.1.3).

It signs nothing and holds no secret: that it takes an attacker's measurable time matters to nobody.
"""

import base64
import re
from hashlib import sha256

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*")
_BODY = re.compile(rb"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
Point = tuple[int, int] | None  # None: the point at infinity

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def public_key(pem: bytes) -> bytes:
    """The DER SubjectPublicKeyInfo of a PEM text.

    Raises:
        ValueError: it is not one of a P-256 key, its point uncompressed.
    """
    found = _PEM.fullmatch(pem)
    body = b"".join(found[1].split()) if found else b""
    if not _BODY.fullmatch(body):
        raise ValueError("no public key")
    key = base64.b64decode(body, validate=True)
    x, y = _coordinates(key)
    if not key.startswith(_SPKI) or len(key) != len(_SPKI) + 64:
        raise ValueError("not a P-256 key")
    if not (x < _P and y < _P) or (y * y - x * x * x + 3 * x - _B) % _P:
        raise ValueError("not a point of P-256")
    return key


def signed(message: bytes, signature: bytes, key: bytes) -> bool:
    """Whether a DER signature of the message's SHA-256 is that of a key `public_key` gave."""
    try:
        r, s = _halves(signature)
    except (ValueError, IndexError):
        return False
    if not (0 < r < _N and 0 < s < _N):
        return False
    inverse = pow(s, -1, _N)
    digest = int.from_bytes(sha256(message).digest(), "big")
    point = _add(_times(digest * inverse % _N, _G), _times(r * inverse % _N, _coordinates(key)))
    return point is not None and point[0] % _N == r


def _coordinates(key: bytes) -> tuple[int, int]:
    return int.from_bytes(key[-64:-32], "big"), int.from_bytes(key[-32:], "big")


def _halves(signature: bytes) -> tuple[int, int]:
    """The two integers of a DER ECDSA-Sig-Value (RFC 5480), in its one encoding."""
    if signature[0] != 0x30 or signature[1] != len(signature) - 2:  # noqa: PLR2004 - a SEQUENCE
        raise ValueError("no sequence")
    middle = 4 + signature[3]
    first, second = signature[2:middle], signature[middle:]
    found = []
    for part in (first, second):
        body = part[2:]
        padded = body[0] == 0 and len(body) > 1 and body[1] < 0x80  # noqa: PLR2004 - a needless zero
        if part[0] != 0x02 or part[1] != len(body) or padded or body[0] >= 0x80:  # noqa: PLR2004 - a positive INTEGER
            raise ValueError("no integer")
        found.append(int.from_bytes(body, "big"))
    return found[0], found[1]


def _add(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % _P == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, _P)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, _P)
    x = (slope * slope - x1 - x2) % _P
    return x, (slope * (x1 - x) - y1) % _P


def _times(factor: int, point: Point) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = _add(total, point)
        point, factor = _add(point, point), factor >> 1
    return total
