"""Tells how PowerShell wrote its dates: it follows the settings of whoever ran the export."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.core.errors import Unreadable

# 31/12/2026 18:05:00 (French), 12/31/2026 6:05:00 PM (American), 31.12.2026, 2026-12-31 18:05:00.
_NUMBERS = re.compile(
    r"(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<year>\d{4})"
    r"(?:[ \u00a0\u202f]+(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?"
    r"(?:[ \u00a0\u202f]*(?P<half>[AaPp][Mm]))?)?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<a>\d{2})-(?P<b>\d{2})(?:[ T](?P<h>\d{2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?)?"
    r"(?P<half>)[\d.,:+Z-]*"
)
_MONTHS = 12


@dataclass(slots=True)
class DateOrder:
    """What the dates of one file say of their order, whole columns being looked at."""

    day_first: int = 0  # dates that can only be read day first
    month_first: int = 0
    either: str = ""  # one that reads differently both ways

    def look(self, texts: Iterable[str]) -> None:
        """Take note of some dates."""
        for text in texts:
            found = _NUMBERS.fullmatch(text.strip())
            if not found:
                continue
            first, second = int(found["a"]), int(found["b"])
            if first > _MONTHS >= second:
                self.day_first += 1
            elif second > _MONTHS >= first:
                self.month_first += 1
            elif first != second:
                self.either = self.either or text

    def conclude(self) -> bool:
        """Whether the day comes first.

        Raises:
            Unreadable: the dates contradict one another, or none of them tells.
        """
        if self.day_first and self.month_first:
            raise Unreadable(
                f"dates of two kinds in one file: {self.day_first} with the day first, "
                f"{self.month_first} with the month first"
            )
        if self.either and not self.day_first and not self.month_first:
            raise Unreadable(
                f"no date tells whether {self.either!r} begins with its day or its month: "
                "export again on more accounts, or as LDIF"
            )
        return not self.month_first


def read(text: str, *, day_first: bool) -> datetime:
    """The moment as written, as if in UTC: its zone is not told, it is good to the day only.

    Raises:
        ValueError: it is no date.
    """
    text = text.strip()
    found = _NUMBERS.fullmatch(text) or _ISO.fullmatch(text)
    if not found:
        raise ValueError(text)
    first, second = int(found["a"]), int(found["b"])
    iso = found.re is _ISO
    month, day = (second, first) if day_first and not iso else (first, second)
    hour = int(found["h"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    minute = int(found["m"] or 0)
    return datetime(int(found["year"]), month, day, hour, minute, tzinfo=UTC)
