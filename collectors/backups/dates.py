"""Times as products write them, month names in whatever language their server speaks."""

import re
from datetime import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?"
)
_NAMED = re.compile(
    r"(\d{1,2})[- ]([^\d\s-][^\s-]*|\d{1,2}\D)[- ](\d{4})[ T]+(\d\d):(\d\d)(?::(\d\d))?"
)
# A day alone, as it stands before an hour.
_DAY = re.compile(r"[^\s:]{9,}")
_TWO = {f"{number:02}": number for number in range(60)}
_HOURS = 24
_ANYWHERE = ZoneInfo("UTC")
# What nearly all servers speak, without the names of all others.
_ENGLISH = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt")


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A time of a report; without a zone of its own it is in `zone`. None: it is no time."""
    text = text.strip()
    if text[-9:-8] == " " and (on := _day(text[:-9])) and (at := _clock(text[-8:])):
        return datetime(*on, *at, tzinfo=zone)
    if found := _ISO.match(text):
        year, month, day, hour, minute = map(int, found.group(1, 2, 3, 4, 5))
        return _made(year, month, day, hour, minute, int(found[6] or 0), found[7], zone)
    if found := _NAMED.match(text):
        named = _month(found[2])
        day, year, hour, minute = map(int, found.group(1, 3, 4, 5))
        second = int(found[6] or 0)
        return _made(year, named, day, hour, minute, second, None, zone) if named else None
    return None


@lru_cache(maxsize=1024)
def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day: a log names each thousands of times."""
    at = moment(f"{text} 00:00", _ANYWHERE) if _DAY.fullmatch(text) else None
    return (at.year, at.month, at.day) if at else None


def _clock(text: str) -> tuple[int, int, int] | None:
    """Hour, minute and second of `21:47:38`, the form of nearly all."""
    if text[2] == ":" == text[5]:
        try:
            at = _TWO[text[:2]], _TWO[text[3:5]], _TWO[text[6:]]
        except KeyError:
            return None
        return at if at[0] < _HOURS else None
    return None


def _made(
    year: int, month: int, day: int, hour: int, minute: int, second: int,
    offset: str | None, zone: ZoneInfo,
) -> datetime | None:  # fmt: skip
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        return datetime.fromisoformat(f"{at:%Y-%m-%dT%H:%M:%S}{offset}") if offset else at
    except ValueError:
        return None


@cache
def _month(name: str) -> int | None:
    """`Nov`, `nov.`, `mai`, `5月`: the number of a month."""
    if digits := re.match(r"(\d{1,2})\D", name):
        number = int(digits[1])
        return number if 1 <= number <= 12 else None  # noqa: PLR2004 - months of a year
    known = name.strip(".").casefold()
    return _ENGLISH.get(known) or _names().get(known)


@cache
def _names() -> dict[str, int]:
    from babel import Locale  # noqa: PLC0415 - slow to import, and one product needs it

    found: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form][width].items():
                    found.setdefault(str(name).strip(".").casefold(), int(number))
    return found
