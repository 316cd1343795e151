"""The days that a log has lines of, from what its lines begin with, years included or not."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from collectors.hosts.moments import day, sensible

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_YEARLESS = re.compile(r"([A-Z][a-z]{2}) ([ \d]\d)")
_NAMED = re.compile(r"(\d{2})[/-]([A-Z][a-z]{2})[/-](\d{4})")
_FRENCH = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_COMPACT = re.compile(r"\D?(\d{4})/?(\d{2})/?(\d{2})")
_EPOCH = date(1970, 1, 1)
_FARTHEST = 60_000  # days: beyond the year 2130
_AHEAD = timedelta(days=1)  # a file is closed a little after its last line

Yearless = tuple[int, int]


def days(told: Iterable[str], written: date) -> set[date]:
    """The days of one file, from the dates of its lines as they stand, in their order.

    Args:
        told: `2026-11-24`, `Nov 24`, `24/Nov/2026`, `24/11/2026`, `20261124`, `epoch 20781`.
        written: the day the file was last written: what gives a year to those without.
    """
    found: set[date] = set()
    yearless: list[Yearless] = []
    for text in told:
        if match := _YEARLESS.fullmatch(text):
            if match[1] in _MONTHS:
                yearless.append((_MONTHS[match[1]], int(match[2])))
        elif (known := _dated(text)) and sensible(known) and known <= written + _AHEAD:
            found.add(known)
    return found | _with_years(yearless, written)


def _dated(text: str) -> date | None:
    if text.startswith("epoch "):
        return _from_epoch(text[6:])
    if match := _NAMED.fullmatch(text):
        return _date(int(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
    if match := _FRENCH.fullmatch(text):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if match := _COMPACT.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    return day(text)


def _from_epoch(number: str) -> date | None:
    if not (number.isascii() and number.isdigit() and len(number) <= 6):  # noqa: PLR2004 - as _FARTHEST
        return None
    return _EPOCH + timedelta(days=int(number)) if int(number) <= _FARTHEST else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_years(told: Sequence[Yearless], written: date) -> set[date]:
    """Years from the end backwards: a file was last written on the day of its last line.

    A line out of its place (a clock set back, one that somebody added) is no step of that walk: it
    gets the latest year it can have, and the others keep theirs.
    """
    found: set[date] = set()
    until = written + _AHEAD
    for number in range(len(told) - 1, -1, -1):
        here = _latest(told[number], until)
        if here is None:
            continue
        if _out_of_place(told, number, here, until):
            here = _latest(told[number], written + _AHEAD) or here
            found.add(here)
            continue
        found.add(here)
        until = min(until, here + _AHEAD)
    return found


def _out_of_place(told: Sequence[Yearless], number: int, here: date, until: date) -> bool:
    """Whether the line before it fits better after it: between itself and the next one.

    A lone line far before its neighbours would drag everything older into the year before.
    """
    if number == 0 or until - here <= timedelta(days=2):
        return False
    before = _latest(told[number - 1], until)
    return before is not None and before > here + _AHEAD


def _latest(told: Yearless, until: date) -> date | None:
    """The latest day of that month and number that is not after `until`."""
    for year in range(until.year, until.year - 9, -1):
        here = _date(year, *told)
        if here is not None and here <= until:
            return here
    return None
