"""Starts of a host from wtmp, as last(1) tells them: without a shutdown before it, a crash."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from agent.core.facts.hosts import Boot
from collectors.hosts.moments import sensible
from collectors.linux.answer import Answer

_LINE = re.compile(
    r"(reboot|shutdown)\s.*?\b([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})"
)
_BEGINS = re.compile(
    r"\S*wtmp\S* begins ([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})"
)
_FORM = "%a %b %d %H:%M:%S %Y"


def boots(answer: Answer, source: str, host: str) -> Iterator[Boot]:
    """Every start that wtmp still knows, oldest first."""
    before: str | None = None
    for word, at in _recorded(answer):
        if word == "reboot" and at:
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


def _recorded(answer: Answer) -> list[tuple[str, datetime | None]]:
    """What happened, oldest first; a start without a clock has its place, and no date."""
    matches = [_LINE.match(line) for line in answer.section("boots").values("last")]
    return [(match[1], _instant(match[2], answer)) for match in matches[::-1] if match]


def _instant(told: str, answer: Answer) -> datetime | None:
    """An instant of the host's own clock and zone."""
    try:
        at = datetime.strptime(told, _FORM).replace(tzinfo=answer.zone)
    except ValueError:
        return None
    return at if sensible(at) else None
