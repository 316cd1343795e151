"""Moments as Windows products write them: PowerShell's JSON, ISO 8601, and French or English texts.

Days are read before months, as everywhere but in the United States: there hours are followed by AM
or PM, and that is how its dates are known.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_DOTNET = re.compile(r"\\?/Date\((-?\d{1,17})(?:[+-]\d{4})?\)\\?/")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)")
_HOUR = re.compile(r"(?<![\d/])(\d{1,2})[:h](\d\d)(?::(\d\d))?(?:\.\d+)?\s*([AaPp])?", re.ASCII)
_LONG = re.compile(
    r"(?<!\d)(?:(\d{1,2})(?:er|st|nd|rd|th)?\s+([a-zéûî]{3,9})\.?|([a-z]{3,9})\s+(\d{1,2}),?)\s+(\d{4})"
)
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january janvier jan janv", "february février fevrier feb févr", "march mars mar",
            "april avril apr avr", "may mai", "june juin jun", "july juillet jul juil",
            "august août aout aug", "september septembre sep sept", "october octobre oct",
            "november novembre nov", "december décembre decembre dec déc",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_DECEMBER = 12
_MILLISECONDS = 100_000_000_000  # beyond it, a number since 1970 is not in seconds
_OLDEST = 1990  # .NET writes 0001 and 1900 for "never"


def moment(told: Any, zone: ZoneInfo) -> datetime | None:
    """What a product says of when, in its zone or the one given; None: nothing, or never.

    A number counts seconds since 1970, or milliseconds. What PowerShell makes of `Get-Date` is an
    object that holds the same in `value`.
    """
    at = None
    if isinstance(told, dict):
        return moment(told.get("value") or told.get("DateTime"), zone)
    if isinstance(told, int) and not isinstance(told, bool):
        at = _epoch(told)
    elif isinstance(told, str):
        text = told.strip().replace("\u200e", "").replace("\u202f", " ").replace("\u00a0", " ")
        at = _written(text, zone)
    return at if at and at.year >= _OLDEST else None


def _written(text: str, zone: ZoneInfo) -> datetime | None:
    if found := _DOTNET.fullmatch(text):
        return _epoch(int(found[1]))
    if _ISO.match(text):
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=zone)
    on, hour = day(text), clock(text)
    return datetime.combine(on, hour, zone) if on and hour else None


def _epoch(number: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(number / (1000 if abs(number) > _MILLISECONDS else 1), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def day(text: str) -> date | None:
    """The first day that a text names, in figures or in words."""
    low = text.lower()
    if found := _NUMERIC.search(low):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        hour = _HOUR.search(low, found.end())
        american = (hour is not None and bool(hour[4]) and first <= _DECEMBER) or second > _DECEMBER
        return _date(year, *((first, second) if american else (second, first)))
    if (found := _LONG.search(low)) and (month := _MONTHS.get(found[2] or found[3] or "")):
        return _date(int(found[5]), month, int(found[1] or found[4]))
    return None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def clock(text: str) -> time | None:
    """The first hour that a text names."""
    found = _HOUR.search(text)
    if not found:
        return None
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def after(begin: datetime, hour: time) -> datetime:
    """The first time that a clock shows an hour, from a moment on."""
    at = datetime.combine(begin.date(), hour, begin.tzinfo)
    # A minute's grace: hours are written without their seconds here, with them there.
    return at if at >= begin - timedelta(minutes=1) else at + timedelta(days=1)
