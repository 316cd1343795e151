"""Security descriptors built entry by entry."""

from struct import pack
from uuid import UUID

APPLY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939"
ALLOW, DENY, ALLOW_OBJECT, DENY_OBJECT, ALLOW_IF = 0, 1, 5, 6, 9
READ, CONTROL = 0x20094, 0x100  # list, read properties and permissions; an extended right


def sid(told: str) -> bytes:
    _, revision, authority, *rest = told.split("-")
    return (
        bytes([int(revision), len(rest)])
        + int(authority).to_bytes(6, "big")
        + b"".join(pack("<I", int(each)) for each in rest)
    )


def ace(kind: int, mask: int, who: str, of: str = "", flags: int = 0) -> bytes:
    body = pack("<I", mask)
    if kind in {ALLOW_OBJECT, DENY_OBJECT}:
        body += pack("<I", bool(of)) + (UUID(of).bytes_le if of else b"")
    body += sid(who)
    return pack("<BBH", kind, flags, 4 + len(body)) + body


def descriptor(*entries: bytes, control: int = 0x8004) -> bytes:
    dacl = pack("<BBHHH", 4, 0, 8 + sum(map(len, entries)), len(entries), 0) + b"".join(entries)
    return pack("<BBHIIII", 1, 0, control, 0, 0, 0, 20) + dacl
