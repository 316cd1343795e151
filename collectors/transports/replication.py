"""What replication says of one attribute: how many times it was written, and when last.

Format: [MS-DRSR] 4.1.10.2.22 PROPERTY_META_DATA_VECTOR as replPropertyMetaData holds it, and as
Samba writes it (drsblobs.idl): a header of 16 bytes (version 1, number of entries at 8), then
entries of 48: attribute id, version, seconds since 1601, who wrote it, and two counters.
"""

import re
from datetime import date
from struct import unpack_from

METADATA = "replpropertymetadata"  # the attribute, as entries name it
RULE = "replication-times/1"
_USER_ACCOUNT_CONTROL = (589832).to_bytes(4, "little")  # attribute id [MS-ADTS] 3.1.1.2.6
_HEADER, _ENTRY = 16, 48
_SECONDS_A_DAY = 86_400
_FIRST_DAY = date(1601, 1, 1).toordinal()
_LAST_DAY = date.max.toordinal()
_REDUCED = re.compile(rb"(\d{1,10});(\d{4}-\d{2}-\d{2})")


def last_switch(blob: bytes) -> tuple[int, date] | None:
    """The version and UTC day of the last write of userAccountControl; None when not told."""
    if len(blob) < _HEADER:
        return None
    version, _, count, _ = unpack_from("<4I", blob)
    end = _HEADER + _ENTRY * count
    if version != 1 or end > len(blob):
        return None
    at = blob.find(_USER_ACCOUNT_CONTROL, _HEADER, end)
    while at >= 0 and (at - _HEADER) % _ENTRY:
        at = blob.find(_USER_ACCOUNT_CONTROL, at + 1, end)  # in the middle of an entry
    if at < 0:
        return None
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
