"""Reads the access list of a security descriptor: who may apply a policy object, and read it.

Sources: [MS-DTYP] 2.4.4 (entries), 2.4.5 (list), 2.4.6 (descriptor); [MS-GPOL] 3.2.5.1.6.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.core.facts.policy import Permission
from collectors.directory.values import guid, sid

APPLY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939"  # the extended right Apply-Group-Policy
EVERYONE = "S-1-1-0"

_HEADER, _LIST_HEADER, _ENTRY_HEADER = 20, 8, 8
_REVISION = 1
_SELF_RELATIVE, _DACL_PRESENT = 0x8000, 0x0004
_CONTROL_ACCESS, _READ_PROPERTY = 0x100, 0x10
_GENERIC_ALL, _GENERIC_READ = 0x1000_0000, 0x8000_0000
_INHERIT_ONLY = 0x08
_HAS_TYPE, _HAS_INHERITED_TYPE = 1, 2
_GUID = 16


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a type of entry does: allow or deny, for a kind of object, under a condition."""

    allow: bool
    object: bool = False
    conditional: bool = False


_SHAPES = {
    0x00: _Shape(allow=True),
    0x01: _Shape(allow=False),
    0x05: _Shape(allow=True, object=True),
    0x06: _Shape(allow=False, object=True),
    0x09: _Shape(allow=True, conditional=True),
    0x0A: _Shape(allow=False, conditional=True),
    0x0B: _Shape(allow=True, object=True, conditional=True),
    0x0C: _Shape(allow=False, object=True, conditional=True),
}


def permissions(raw: bytes) -> tuple[Permission, ...]:
    """The entries of the discretionary list that bear on applying or reading, in their order.

    Without a list at all everybody may do everything ([MS-DTYP] 2.4.6).

    Raises:
        ValueError: not a self-relative security descriptor.
    """
    if len(raw) < _HEADER or raw[0] != _REVISION:
        raise ValueError("not a security descriptor")
    control = int.from_bytes(raw[2:4], "little")
    if not control & _SELF_RELATIVE:
        raise ValueError("not a self-relative security descriptor")
    at = int.from_bytes(raw[16:20], "little")
    if not control & _DACL_PRESENT or at == 0:
        return (Permission(sid=EVERYONE, allow=True, apply=True, read=True),)
    return tuple(_bearing(_entries(raw, at)))


def _entries(raw: bytes, at: int) -> Iterator[bytes]:
    head = raw[at : at + _LIST_HEADER]
    if at < _HEADER or len(head) < _LIST_HEADER:
        raise ValueError("no access list where it should be")
    end = at + int.from_bytes(head[2:4], "little")
    count = int.from_bytes(head[4:6], "little")
    if end > len(raw):
        raise ValueError("an access list longer than its descriptor")
    at += _LIST_HEADER
    for _ in range(count):
        size = int.from_bytes(raw[at + 2 : at + 4], "little")
        if size < _ENTRY_HEADER or at + size > end:
            raise ValueError("an entry longer than its access list")
        yield raw[at : at + size]
        at += size


def _bearing(entries: Iterator[bytes]) -> Iterator[Permission]:
    for entry in entries:
        shape = _SHAPES.get(entry[0])
        if shape is None or entry[1] & _INHERIT_ONLY:
            continue
        mask = int.from_bytes(entry[4:8], "little")
        of, at = _object_type(entry, shape)
        apply = bool(mask & (_CONTROL_ACCESS | _GENERIC_ALL)) and of in {"", APPLY}
        read = bool(mask & (_READ_PROPERTY | _GENERIC_READ | _GENERIC_ALL)) and not of
        if apply or read:
            yield Permission(
                sid=_sid(entry[at:]),
                allow=shape.allow,
                apply=apply,
                read=read,
                conditional=shape.conditional,
            )


def _object_type(entry: bytes, shape: _Shape) -> tuple[str, int]:
    """(the right or the property that an entry is limited to, where its SID begins)."""
    if not shape.object:
        return "", _ENTRY_HEADER
    flags = int.from_bytes(entry[8:12], "little")
    at = _ENTRY_HEADER + 4
    of = ""
    if flags & _HAS_TYPE:
        of = guid(entry[at : at + _GUID])
        at += _GUID
    if flags & _HAS_INHERITED_TYPE:
        at += _GUID
    return of, at


def _sid(raw: bytes) -> str:
    """A SID at the beginning of some bytes: a condition may follow it."""
    size = 8 + 4 * raw[1] if len(raw) > 1 else 0
    if len(raw) < size or not size:
        raise ValueError("an entry without a SID")
    return sid(raw[:size])
