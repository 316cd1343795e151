"""Dates of a whole column: one format for all, French unless the column proves otherwise."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from agent.core.errors import Unreadable

# How software writes "no end".
_OPEN_YEAR = 2090  # from then on, an end is a way to say none
_FAR = r"(?:209\d|2[1-9]\d\d|[3-9]\d{3})"
_NO_DATE = re.compile(
    r"(?:0+[/.-]?0*[/.-]?0*|0+:0+(?::0+)?|99[/.-]?99[/.-]?99(?:99)?|-+|null|néant|neant"
    rf"|31[/.-]12[/.-]{_FAR}|{_FAR}-12-31)(?:[T ]00:00.*)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: .*)?")
_GLUED = re.compile(r"\d{8}")
_SERIAL = re.compile(r"\d{5,7}")
_EXCEL_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = (date.max - _EXCEL_EPOCH).days
_CENTURY_TURN = 60  # a two-digit year above is of the last century
FORMATS = ("AAAA-MM-JJ", "JJ/MM/AAAA", "MM/JJ/AAAA", "JJMMAAAA", "AAAAMMJJ", "Excel")


@dataclass(frozen=True, slots=True)
class DateColumn:
    """How a column writes its dates."""

    format: str

    def read(self, text: str) -> date | None:
        """A day; None for an empty or "no end" value.

        Raises:
            ValueError: not a day in this format.
        """
        return _read(self.format, text.strip())


@lru_cache(maxsize=8192)  # a column holds few different days, and is read twice
def _read(format: str, written: str) -> date | None:
    if not written or _NO_DATE.fullmatch(written):
        return None
    day = _READERS[format](written)
    return None if day.year >= _OPEN_YEAR else day


def detect(name: str, header: str, values: Iterable[str]) -> DateColumn:
    """The one format that reads every value of a column.

    Raises:
        Unreadable: none does, or two formats are mixed.
    """
    written = (each.strip() for each in values)
    filled = [each for each in written if each and not _NO_DATE.fullmatch(each)]
    for known in FORMATS:
        if _reads(DateColumn(known), filled):
            return DateColumn(known)
    wrong = next((each for each in filled if not _readable(each)), filled[0] if filled else "")
    raise Unreadable(
        f"{name}: column {header!r} mixes dates or holds none ({wrong[:40]!r});"
        f" set date_format to one of {', '.join(FORMATS)}"
    )


def _reads(column: DateColumn, values: Sequence[str]) -> bool:
    try:
        for value in values:
            column.read(value)
    except ValueError:
        return False
    return True


def _readable(value: str) -> bool:
    return any(_reads(DateColumn(known), [value]) for known in FORMATS)


def _iso(text: str) -> date:
    found = _matched(_ISO, text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 4:  # noqa: PLR2004 - a whole year
        return number
    return number + (1900 if number > _CENTURY_TURN else 2000)


def _day_first(text: str) -> date:
    found = _matched(_SLASHED, text)
    return date(_year(found[3]), int(found[2]), int(found[1]))


def _month_first(text: str) -> date:
    found = _matched(_SLASHED, text)
    return date(_year(found[3]), int(found[1]), int(found[2]))


def _glued_day_first(text: str) -> date:
    found = _matched(_GLUED, text)[0]
    return _plausible(date(int(found[4:]), int(found[2:4]), int(found[:2])))


def _glued_year_first(text: str) -> date:
    found = _matched(_GLUED, text)[0]
    return _plausible(date(int(found[:4]), int(found[4:6]), int(found[6:])))


def _serial(text: str) -> date:
    days = int(_matched(_SERIAL, text)[0])
    if days > _LAST_SERIAL:
        raise ValueError(text)
    return _EXCEL_EPOCH + timedelta(days=days)


def _plausible(day: date) -> date:
    """Eight digits read the wrong way give years nobody works in."""
    if not 1900 <= day.year <= 9999:  # noqa: PLR2004 - bounds of a working life, and of "never"
        raise ValueError(day)
    return day


def _matched(shape: re.Pattern[str], text: str) -> re.Match[str]:
    found = shape.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return found


_READERS = {
    "AAAA-MM-JJ": _iso,
    "JJ/MM/AAAA": _day_first,
    "MM/JJ/AAAA": _month_first,
    "JJMMAAAA": _glued_day_first,
    "AAAAMMJJ": _glued_year_first,
    "Excel": _serial,
}
