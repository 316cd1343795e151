"""What replication says of one attribute: how many times it was written, and when last.

Of an account, userAccountControl: when it was switched. Of a domain's head, dSASignature: when it
was saved, which is what `repadmin /showbackup` prints.

Format: [MS-DRSR] 4.1.10.2.22 PROPERTY_META_DATA_VECTOR as replPropertyMetaData holds it, and as
Samba writes it (drsblobs.idl): a header of 16 bytes (version 1, number of entries at 8), then
entries of 48: attribute id, version, seconds since 1601, who wrote it, and two counters.
"""

import re
from datetime import date
from struct import unpack_from

METADATA = "replpropertymetadata"  # the attribute, as entries name it
RULE = "replication-times/1"
# Attribute ids [MS-ADTS] 3.1.1.2.6, as they are written.
_USER_ACCOUNT_CONTROL = (589832).to_bytes(4, "little")
_DSA_SIGNATURE = (0x2004A).to_bytes(4, "little")
_HEADER, _ENTRY = 16, 48
_SECONDS_A_DAY = 86_400
_FIRST_DAY = date(1601, 1, 1).toordinal()
_LAST_DAY = date.max.toordinal()
NEVER = b"never"
_DAY = re.compile(rb"\d{4}-\d{2}-\d{2}")
_REDUCED = re.compile(rb"(\d{1,10});(\d{4}-\d{2}-\d{2})")


def last_switch(blob: bytes) -> tuple[int, date] | None:
    """The version and UTC day of the last write of userAccountControl; None when not told."""
    end = _end(blob)
    at = -1 if end is None else _place(blob, end, _USER_ACCOUNT_CONTROL)
    return None if at < 0 else _written(blob, at)


def _end(blob: bytes) -> int | None:
    """Where the entries of a vector end; None when it is cut or of another form."""
    if len(blob) < _HEADER:
        return None
    version, _, count, _ = unpack_from("<4I", blob)
    end: int = _HEADER + _ENTRY * count
    return end if version == 1 and end <= len(blob) else None


def _place(blob: bytes, end: int, attribute: bytes) -> int:
    """Where the entry of an attribute begins; -1 when there is none."""
    at = blob.find(attribute, _HEADER, end)
    while at >= 0 and (at - _HEADER) % _ENTRY:
        at = blob.find(attribute, at + 1, end)  # in the middle of an entry
    return at


def _written(blob: bytes, at: int) -> tuple[int, date] | None:
    written, seconds = unpack_from("<IQ", blob, at + 4)
    ordinal = _FIRST_DAY + seconds // _SECONDS_A_DAY
    return (written, date.fromordinal(ordinal)) if ordinal <= _LAST_DAY else None


def reduced(value: bytes) -> bytes | None:
    """`version;day` of a value, whole or reduced already; None when it does not tell."""
    if _REDUCED.fullmatch(value):
        return value
    told = last_switch(value)
    return f"{told[0]};{told[1].isoformat()}".encode() if told else None


def read_reduced(value: bytes) -> tuple[int, date]:
    """What `reduced` wrote.

    Raises:
        ValueError: it did not write that.
    """
    found = _REDUCED.fullmatch(value)
    if found is None:
        raise ValueError(value)
    return int(found[1]), date.fromisoformat(found[2].decode())


def reduced_backup(value: bytes) -> bytes | None:
    """The day a domain was last saved, `never`, or nothing; of a value, whole or reduced already.

    `never`: the vector is whole and dSASignature is not in it.
    """
    if value == NEVER or _DAY.fullmatch(value):
        return value
    end = _end(value)
    if end is None:
        return None
    at = _place(value, end, _DSA_SIGNATURE)
    if at < 0:
        return NEVER
    told = _written(value, at)
    return told[1].isoformat().encode() if told else None


def read_backup(value: bytes) -> date | None:
    """The day that `reduced_backup` wrote; None: never.

    Raises:
        ValueError: it did not write that.
    """
    return None if value == NEVER else date.fromisoformat(value.decode("ascii"))
