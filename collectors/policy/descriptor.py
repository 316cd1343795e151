"""Reads the access list of a security descriptor: who may apply a policy object, and read it.

Sources: [MS-DTYP] 2.4.4 (entries); [MS-GPOL] 3.2.5.1.6.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.core.facts.policy import Permission
from collectors.access_lists.descriptor import EVERYONE, aces, head, sid_at
from collectors.directory.values import guid

APPLY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939"  # the extended right Apply-Group-Policy

_ENTRY_HEADER = 8
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
    _, _, at = head(raw)
    if at == 0:
        return (Permission(sid=EVERYONE, allow=True, apply=True, read=True),)
    return tuple(_bearing(aces(raw, at)))


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
                sid=sid_at(entry, at),
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
