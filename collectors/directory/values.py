"""What the values of a directory's attributes mean: identities, moments, durations, texts.

Each function reads a raw value and raises ValueError for one that is none. Sources: [MS-DTYP]
2.3.3 FILETIME, 2.3.4 GUID, 2.4.2 SID; [MS-ADTS] 3.1.1.2.2 syntaxes. Tables made from a directory
write identities as text: both forms are read.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from struct import unpack
from typing import TypeVar

from agent.core.errors import Unreadable
from collectors.transports.directory import Entry

T = TypeVar("T")

_TICKS_A_DAY = 864_000_000_000  # a tick is 100 ns
_TICKS_A_MINUTE = 600_000_000
_FIRST_DAY = date(1601, 1, 1).toordinal()
_LAST_DAY = date.max.toordinal()
_NO_LIMIT = -(2**63)
_TEXT_GUID = re.compile(rb"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?")
_TEXT_SID = re.compile(rb"S-1-\d{1,15}(?:-\d{1,10}){1,15}")
_SPACES = re.compile(r"\s+")  # no-break ones too


def guid(value: bytes) -> str:
    """An objectGUID as it is usually written, in lower case."""
    if len(value) == 16:  # noqa: PLR2004 - the size of a GUID
        h = value.hex()
        first = f"{h[6:8]}{h[4:6]}{h[2:4]}{h[:2]}"
        return f"{first}-{h[10:12]}{h[8:10]}-{h[14:16]}{h[12:14]}-{h[16:20]}-{h[20:]}"
    if found := _TEXT_GUID.fullmatch(value.lower()):
        return found[1].decode()
    raise ValueError(value)


def sid(value: bytes) -> str:
    """An objectSid as `S-1-5-21-…`."""
    if value[:4] == b"S-1-":
        if not _TEXT_SID.fullmatch(value):
            raise ValueError(value)
        return value.decode()
    # A domain's accounts differ in the last four bytes only.
    return f"{_sid_head(value[:-4])}-{int.from_bytes(value[-4:], 'little')}"


@lru_cache(maxsize=256)
def _sid_head(head: bytes) -> str:
    revision, count = head[0:1], head[1:2]
    if revision != b"\x01" or not 1 <= count[0] <= 15 or len(head) != 4 + 4 * count[0]:  # noqa: PLR2004 - [MS-DTYP] 2.4.2
        raise ValueError(head)
    parts = unpack(f"<{count[0] - 1}I", head[8:])
    return "-".join(map(str, ("S-1", int.from_bytes(head[2:8], "big"), *parts)))


def day(value: bytes) -> date | None:
    """The UTC day of a FILETIME; None when it is 0, negative, or beyond the calendar (never)."""
    return _day(int(value))


def last_day(value: bytes) -> date | None:
    """The last day before an accountExpires; None for never.

    Consoles store the midnight that ends this day, in their own zone. Half a day less falls on
    it from UTC-11 to UTC+12, in every French territory.
    """
    ticks = int(value)
    return _day(ticks - _TICKS_A_DAY // 2) if ticks > 0 else None


def _day(ticks: int) -> date | None:
    ordinal = _FIRST_DAY + ticks // _TICKS_A_DAY
    return date.fromordinal(ordinal) if ticks > 0 and ordinal <= _LAST_DAY else None


def generalized_day(value: bytes) -> date:
    """The day of a GeneralizedTime, which a directory gives in UTC (`20261231235959.0Z`)."""
    return date(int(value[:4]), int(value[4:6]), int(value[6:8]))


def days(value: bytes) -> int | None:
    """A negative duration in whole days; None for 0 and for the lowest value: no limit."""
    return _duration(int(value), _TICKS_A_DAY)


def minutes(value: bytes) -> int | None:
    """A negative duration in whole minutes; None for 0 and for the lowest value: no limit."""
    return _duration(int(value), _TICKS_A_MINUTE)


def _duration(ticks: int, unit: int) -> int | None:
    return None if ticks in {0, _NO_LIMIT} else abs(ticks) // unit


def text(value: bytes) -> str | None:
    """A string, None when it is empty."""
    return value.decode("utf-8", "replace") or None


def folded(value: bytes) -> str | None:
    """A string with its runs of spaces, no-break ones too, made one: French systems have them."""
    return _SPACES.sub(" ", value.decode("utf-8", "replace")).strip() or None


def truth(value: bytes) -> bool:
    """A Boolean: TRUE or FALSE."""
    told = value.upper()
    if told not in {b"TRUE", b"FALSE"}:
        raise ValueError(value)
    return told == b"TRUE"


def one(entry: Entry, name: str, parse: Callable[[bytes], T | None]) -> T | None:
    """The first value of an attribute (named in lower case), None when the entry has none.

    Raises:
        Unreadable: the value is not what the attribute's syntax says.
    """
    values = entry.attributes.get(name)
    if not values:
        return None
    try:
        return parse(values[0])
    except (ValueError, OverflowError):
        shown = values[0][:40].decode("utf-8", "replace")
        raise Unreadable(f"{entry.dn[:200]}: {name} is {shown!r}") from None
