"""Starts of a host from wtmp, as last(1) tells them: without a shutdown before it, a crash."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from agent.core.facts.hosts import Boot
from collectors.linux.answer import Answer

_LINE = re.compile(
    r"(reboot|shutdown)\s.*?\b([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})"
)
_BEGINS = re.compile(
    r"\S*wtmp\S* begins ([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})"
)
_FORM = "%a %b %d %H:%M:%S %Y"
_EARLIEST = 1971  # a machine without a clock starts in 1970


def boots(answer: Answer, source: str, host: str) -> Iterator[Boot]:
    """Every start that wtmp still knows, oldest first."""
    before: str | None = None
    for word, at in _recorded(answer):
        if word == "reboot":
            clean = None if before is None else before == "shutdown"
            told = at.astimezone(UTC)
            yield Boot(
                source=source,
                key=f"{host} {told:%Y-%m-%dT%H:%M:%SZ}",
                host=host,
                started=told,
                clean=clean,
            )
        before = word


def known_since(answer: Answer) -> date | None:
    """The day wtmp begins, the turned one with it."""
    begun = [
        at.date()
        for line in answer.section("boots").values("last")
        if (match := _BEGINS.match(line)) and (at := _instant(match[1], answer))
    ]
    return min(begun, default=None)


def _recorded(answer: Answer) -> list[tuple[str, datetime]]:
    found = []
    for line in answer.section("boots").values("last"):
        match = _LINE.match(line)
        at = _instant(match[2], answer) if match else None
        if match and at:
            found.append((match[1], at))
    return found[::-1]


def _instant(told: str, answer: Answer) -> datetime | None:
    """An instant of the host's own clock and zone."""
    try:
        at = datetime.strptime(told, _FORM).replace(tzinfo=answer.zone)
    except ValueError:
        return None
    return at if at.year >= _EARLIEST else None
