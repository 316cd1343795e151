"""Times as products write them, month names in whatever language their server speaks."""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?"
)
_NAMED = re.compile(
    r"(\d{1,2})[- ]([^\d\s-][^\s-]*|\d{1,2}\D)[- ](\d{4})[ T]+(\d\d):(\d\d)(?::(\d\d))?"
)
# The form of nearly all: it is taken apart once, and its day is remembered.
_CLOCK = re.compile(r"([^\s:]{9,}) (\d\d):(\d\d):(\d\d)")
_ANYWHERE = ZoneInfo("UTC")
_LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt")


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A time of a report; without a zone of its own it is in `zone`. None: it is no time."""
    text = text.strip()
    if (found := _CLOCK.fullmatch(text)) and (on := _day(found[1])):
        hour, minute, second = map(int, found.group(2, 3, 4))
        return _made(on.year, on.month, on.day, hour, minute, second, None, zone)
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
def _day(text: str) -> date | None:
    """A day: a log names each thousands of times."""
    at = moment(f"{text} 00:00", _ANYWHERE)
    return at.date() if at else None


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
    return _names().get(name.strip(".").casefold())


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
