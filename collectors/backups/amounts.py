"""Sizes, numbers, durations and times as products print them."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_SIZE = re.compile(r"([\d\s.,]*\d)\s*(?:([kKMGTPE]?)(i?)([BbOo])(?:ytes?|ctets?)?)?", re.ASCII)
_POWERS = {letter: power for power, letter in enumerate(("", "K", "M", "G", "T", "P", "E"))}
_YEARS = range(1980, 2200)
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)")


def count(text: object) -> int | None:
    """A whole number, however its thousands are set apart; None when it is none."""
    if isinstance(text, bool):
        return None
    if isinstance(text, int):
        return text if text >= 0 else None
    if not isinstance(text, str):
        return None
    digits = re.sub(r"[\s\u00a0\u202f,.']", "", text)
    return int(digits) if re.fullmatch(r"[0-9]{1,18}", digits) else None


def size(text: object, *, thousand: int = 1024) -> int | None:
    """Bytes of a size; `thousand` is what the product takes for a kilo where "i" does not say."""
    if not isinstance(text, str):
        return count(text)
    found = _SIZE.fullmatch(text.replace("\u00a0", " ").replace("\u202f", " ").strip())
    if found is None:
        return None
    if not found[2]:
        return count(found[1])
    number = re.sub(r"\s", "", found[1])
    number = number.replace(",", "" if "." in number else ".")
    unit: float = (1024 if found[3] else thousand) ** _POWERS[found[2].upper()]
    try:
        return round(float(number) * unit)
    except (ValueError, OverflowError):
        return None


def clock(text: str) -> timedelta | None:
    """A duration as hours, minutes and seconds."""
    found = _CLOCK.fullmatch(text)
    return (
        timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3]))
        if found and len(found[1]) < 6  # noqa: PLR2004 - ten years
        else None
    )


def zoned(text: str, zone: ZoneInfo) -> datetime | None:
    """A time in ISO 8601, in a zone when it names none; None when it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.year not in _YEARS:  # a time that no zone can be told of, or that no backup was made at
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)
