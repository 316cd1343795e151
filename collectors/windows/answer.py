"""The Windows script's answer, section by section; whatever a host sends is bounded and typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, TypeVar

import msgspec
from msgspec.json import Decoder  # noqa: TID251 - made at import, as `_DECODERS` says

from agent.core.errors import Unreadable
from agent.core.exhibits import Exhibit
from collectors.hosts.moments import day, instant
from collectors.windows import shapes
from collectors.windows.shapes import About, Envelope, Section

VERSION = "host/windows/1"
T = TypeVar("T", bound=msgspec.Struct)
# Hosts are read by several threads, and two that make a decoder of one kind at once crash (msgspec
# 0.22): all are made here, while one thread imports.
_DECODERS: dict[type[msgspec.Struct], Decoder[Any]] = {
    each: Decoder(each)
    for each in vars(shapes).values()
    if isinstance(each, type) and issubclass(each, msgspec.Struct)
}
_WRONG = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said, and when it was asked."""

    sections: Mapping[str, Section]
    about: About
    script: str | None  # the digest of the script, by its own word
    zone: timezone
    today: date  # the host's own calendar day
    now: datetime  # by its clock, when the script began
    ended: datetime | None  # by its clock, when it ended
    asked: tuple[datetime, datetime] = field(compare=False)  # by preuve's clock

    @property
    def names(self) -> tuple[str, ...]:
        """Its NetBIOS name, its own name, and that with its domain."""
        about = self.about
        name = about.name or about.host
        whole = f"{name}.{about.domain}" if about.domain else name
        return about.host, name, whole

    def section(self, name: str, shape: type[T]) -> T | None:
        """What a section says; None when it failed, or says something else than it should."""
        section = self.sections.get(name)
        if section is None or section.error:
            return None
        decoder: Decoder[T] = _DECODERS[shape]
        try:
            return decoder.decode(section.data)
        except _WRONG:
            return None

    def unseen(self, name: str) -> str:
        """A section that tells nothing, and why, in one word."""
        section = self.sections.get(name)
        return f"{name} ({(section.error or 'unreadable') if section else 'untold'})"

    def past(self, told: str | None) -> date | None:
        """A day that the host tells, None when it is none, or one to come."""
        at = day(told or "")
        return at if at and at <= self.today else None


def read(exhibit: Exhibit) -> Answer:
    """Read a kept answer.

    Raises:
        Unreadable: it is not what the script writes.
    """
    where = exhibit.acquisition.target
    try:
        told = _DECODERS[Envelope].decode(exhibit.body)
        sections = {each.section: each for each in reversed(told.sections)}  # the first wins
        about = _DECODERS[About].decode(sections["about"].data)
    except (*_WRONG, KeyError) as error:
        raise Unreadable(
            f"{where}: not what the host script writes ({type(error).__name__})"
        ) from None
    if told.preuve != VERSION:
        raise Unreadable(f"{where}: written by another version of the script; install this one")
    today, now = day(about.today), instant(about.now)
    if today is None or now is None:
        raise Unreadable(f"{where}: the host does not know what day it is")
    return Answer(
        sections,
        about,
        told.script,
        timezone(timedelta(minutes=about.offset)),
        today,
        now,
        instant(told.ended),
        (exhibit.acquisition.started, exhibit.acquisition.ended),
    )
