"""Reads a self-relative security descriptor, as SMB and LDAP give them.

Sources: [MS-DTYP] 2.4.2 (SID), 2.4.4 (entries), 2.4.5 (list), 2.4.6 (descriptor).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.core.facts.folders import AccessEntry
from collectors.directory.values import sid

EVERYONE = "S-1-1-0"
FULL = 0x1F01FF  # every right on a file or a folder

_HEADER, _LIST_HEADER, _ENTRY_HEADER = 20, 8, 8
_REVISION = 1
_DACL_PRESENT, _PROTECTED, _SELF_RELATIVE = 0x0004, 0x1000, 0x8000
_OBJECT_INHERIT, _INHERIT_ONLY, _INHERITED = 0x01, 0x08, 0x10
_SUB_AUTHORITIES = 15
# Types of entries, and whether they allow: for the object, whatever the moment.
_PLAIN = {0x00: True, 0x01: False}
# For a kind of object, under a condition, or both.
_LIMITED = {0x05: True, 0x06: False, 0x09: True, 0x0A: False, 0x0B: True, 0x0C: False}
_OF_OBJECTS = {0x05, 0x06, 0x0B, 0x0C}


@dataclass(frozen=True, slots=True)
class Descriptor:
    """Who owns an object, whether rights above come down to it, and its list of entries.

    `traversed`: to pass through a folder takes a right of its own, which Windows waives.
    """

    owner: str | None
    protected: bool
    entries: tuple[AccessEntry, ...]
    traversed: bool = False


def everything(who: str = EVERYONE) -> AccessEntry:
    """What an object without a list gives ([MS-DTYP] 2.4.6)."""
    return AccessEntry(sid=who, allow=True, mask=FULL)


def parse(raw: bytes) -> Descriptor:
    """A whole descriptor; what audits is left out.

    Raises:
        ValueError: not a self-relative security descriptor, or one that is cut.
    """
    control, owner, at = head(raw)
    return Descriptor(
        owner=sid_at(raw, owner) if owner else None,
        protected=bool(control & _PROTECTED),
        entries=tuple(map(_entry, aces(raw, at))) if at else (everything(),),
    )


def head(raw: bytes) -> tuple[int, int, int]:
    """(control flags, where the owner is, where the list is); 0: there is none."""
    if len(raw) < _HEADER or raw[0] != _REVISION:
        raise ValueError("not a security descriptor")
    control = int.from_bytes(raw[2:4], "little")
    if not control & _SELF_RELATIVE:
        raise ValueError("not a self-relative security descriptor")
    at = int.from_bytes(raw[16:20], "little") if control & _DACL_PRESENT else 0
    return control, int.from_bytes(raw[4:8], "little"), at


def aces(raw: bytes, at: int) -> Iterator[bytes]:
    """The entries of the list at a place, each whole."""
    told = raw[at : at + _LIST_HEADER]
    if at < _HEADER or len(told) < _LIST_HEADER:
        raise ValueError("no access list where it should be")
    end = at + int.from_bytes(told[2:4], "little")
    count = int.from_bytes(told[4:6], "little")
    if end > len(raw):
        raise ValueError("an access list longer than its descriptor")
    at += _LIST_HEADER
    for _ in range(count):
        size = int.from_bytes(raw[at + 2 : at + 4], "little")
        if size < _ENTRY_HEADER or at + size > end:
            raise ValueError("an entry longer than its access list")
        yield raw[at : at + size]
        at += size


def sid_at(raw: bytes, at: int) -> str:
    """A SID that begins at a place: anything may follow it."""
    count = raw[at + 1] if at + 1 < len(raw) else 0
    size = 8 + 4 * count
    if not 1 <= count <= _SUB_AUTHORITIES or len(raw) < at + size:
        raise ValueError("no SID where one should be")
    return sid(raw[at : at + size])


def _entry(ace: bytes) -> AccessEntry:
    kind, flags = ace[0], ace[1]
    allow = _PLAIN.get(kind, _LIMITED.get(kind))
    if allow is None:
        raise ValueError(f"an entry of an unknown kind (0x{kind:02x})")
    at = _ENTRY_HEADER
    if kind in _OF_OBJECTS:
        told = int.from_bytes(ace[8:12], "little")
        at += 4 + 16 * (told & 1) + 8 * (told & 2)
    return AccessEntry(
        sid=sid_at(ace, at),
        allow=allow,
        mask=int.from_bytes(ace[4:8], "little"),
        inherited=bool(flags & _INHERITED),
        here=not flags & _INHERIT_ONLY,
        files=bool(flags & _OBJECT_INHERIT),
        understood=kind in _PLAIN,
    )
