"""Instants of a column as software writes them, read in the zone of the hospital, told in UTC."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from agent.core.errors import Unreadable
from collectors.transports.directory_export.local_dates import DateOrder, read

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s?(Z|UTC|[+-]\d\d:?\d\d)?", re.ASCII
)
_EPOCH = re.compile(r"\d{9,10}", re.ASCII)
_NONE = re.compile(r"[-–—]*|0|N/?A|NULL|NONE", re.IGNORECASE)
_HALF = re.compile(r"[AP]M$", re.IGNORECASE)
FORMATS = {"JJ/MM/AAAA": True, "MM/JJ/AAAA": False}  # whether the day comes first
_SENSIBLE = range(1990, 2200)


@dataclass(frozen=True, slots=True)
class Clock:
    """How the instants of one file are written."""

    zone: ZoneInfo
    day_first: bool

    def read(self, text: str) -> datetime | None:
        """An instant in UTC; None where none is written.

        Raises:
            ValueError: it is no instant, or no sensible one.
        """
        text = text.strip()
        if _NONE.fullmatch(text):
            return None
        at = self._read(text)
        if at.year not in _SENSIBLE:
            raise ValueError(text)
        return at.astimezone(UTC)

    def _read(self, text: str) -> datetime:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(text), UTC)
        if found := _ISO.fullmatch(text):
            zone = (found[4] or "").replace("UTC", "Z")
            at = datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ':00'}{zone}")
            return at if at.tzinfo else at.replace(tzinfo=self.zone)
        if ":" not in text:
            raise ValueError(text)  # a day alone: when it was is not known
        return read(text, day_first=self.day_first).replace(tzinfo=self.zone)

    def ended(self, text: str, started: datetime) -> datetime | None:
        """The end of what began then: of an hour that the clock shows twice, the one after it.

        Raises:
            ValueError: it is no instant, or before the beginning.
        """
        at = self.read(text)
        if at is not None and at < started:
            at = at.astimezone(self.zone).replace(fold=1).astimezone(UTC)
            if at < started:
                raise ValueError(text)
        return at

    def begins(self, day: date) -> datetime:
        """The first instant of a day, where the hospital is."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """The first instant after a day."""
        return self.begins(day + timedelta(days=1))


def clock(name: str, texts: Iterable[str], zone: ZoneInfo, date_format: str) -> Clock:
    """How a file writes its instants: day first, unless the whole column proves otherwise.

    Raises:
        Unreadable: both orders are there, or an American hour and no date that tells.
    """
    if date_format:
        return Clock(zone, FORMATS[date_format])
    days = set[str]()  # a year has few different ones
    halves = False
    for text in texts:
        day, _, rest = text.strip().partition(" ")
        if day not in days:
            days.add(day)
            halves = halves or bool(_HALF.search(rest))
    order = DateOrder()
    order.look(days)
    untold = not order.day_first and not order.month_first
    if (order.day_first and order.month_first) or (untold and order.either and halves):
        raise Unreadable(
            f"{name}: dates with the day first and the month first, or none that tells;"
            f' set date_format = "{" or ".join(FORMATS)}"'
        )
    return Clock(zone, not order.month_first)


def known_zone(name: str) -> str:
    """The name of a time zone.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in available_timezones():
        raise ValueError(f"unknown time zone {name!r}; for France: Europe/Paris")
    return name


def stamp(at: datetime) -> str:
    """An instant as exhibits write it, which every reader here reads."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
