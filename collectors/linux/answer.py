"""The host script's answer, section by section; whatever a host sends is bounded and typed."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from agent.core.errors import Unreadable
from agent.core.exhibits import Exhibit
from collectors.hosts.moments import day, instant

# What `plain` leaves of an answer has none, unless JSON's own escapes smuggle it.
_SMUGGLED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Section:
    """One section's lines; `finished` is false when the host cut it short."""

    lines: Sequence[str] = ()
    finished: bool = False

    def values(self, word: str) -> list[str]:
        """What follows a word, of each line that begins with it."""
        return [line[len(word) + 1 :] for line in self.lines if line.startswith(word + " ")]

    def value(self, word: str) -> str:
        """The first of them, or nothing."""
        return next(iter(self.values(word)), "").strip()

    def texts(self) -> dict[str, str]:
        """Files told as a line `@path` and lines that begin with a space."""
        found: dict[str, list[str]] = {}
        lines: list[str] = []
        for line in self.lines:
            if line.startswith("@"):
                lines = found.setdefault(line[1:], [])
            elif line.startswith(" "):
                lines.append(line[1:])
        return {path: "\n".join(lines) + "\n" for path, lines in found.items()}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said, and when it was asked."""

    sections: Mapping[str, Section]
    node: str
    zone: timezone
    today: date  # the host's own calendar day
    now: datetime  # by its clock, when the script began
    ended: datetime | None  # by its clock, when it ended
    asked: tuple[datetime, datetime] = field(compare=False)  # by preuve's clock

    def section(self, name: str) -> Section:
        """A section; an empty one when the host sent none of that name."""
        return self.sections.get(name, Section())

    def day_of(self, epoch: str) -> date | None:
        """The host's calendar day of an instant."""
        at = instant(epoch)
        return at.astimezone(self.zone).date() if at else None


def read(exhibit: Exhibit) -> Answer:
    """Read a kept answer.

    Raises:
        Unreadable: it is not what the script writes.
    """
    where = exhibit.acquisition.target
    try:
        told = json.loads(exhibit.body)
        ended = told.get("ended")
        sections = dict(_sections(told["sections"]))
        if told["preuve"] != "host/1":
            raise Unreadable(f"{where}: written by another version of the script; install this one")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(
            f"{where}: not what the host script writes ({type(error).__name__})"
        ) from None
    about = sections.get("about", Section())
    today, now = day(about.value("today")), instant(about.value("now"))
    if today is None or now is None:
        raise Unreadable(f"{where}: the host does not know what day it is")
    return Answer(
        sections,
        about.value("host")[:255],
        _zone(about.value("offset")),
        today,
        now,
        instant(ended) if isinstance(ended, str) else None,
        (exhibit.acquisition.started, exhibit.acquisition.ended),
    )


def _sections(told: object) -> Iterator[tuple[str, Section]]:
    if not isinstance(told, list):
        raise TypeError("sections")
    for each in reversed(told):  # the first of a name wins
        lines = each["lines"]
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise TypeError("lines")
        if any(map(_SMUGGLED.search, lines)):
            raise ValueError("lines")
        finished = len(lines) > 1 and lines[-2].startswith("=")
        yield str(each["section"]), Section(lines[: -2 if finished else -1], finished)


def _zone(told: str) -> timezone:
    """The host's offset, `+0200`; UTC when it is none."""
    sign = -1 if told.startswith("-") else 1
    digits = told[1:]
    if len(digits) != 4 or not (digits.isascii() and digits.isdigit()):  # noqa: PLR2004 - hours and minutes
        return UTC
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(sign * offset) if offset < timedelta(hours=24) else UTC
