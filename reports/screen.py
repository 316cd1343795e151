"""What a terminal is given: texts from outside made inert, days as a reader writes them."""

from datetime import UTC, date, datetime

from rich.text import Text

from agent.core import inert
from reports.words import Words


def text(said: str, style: str = "") -> Text:
    """One line, never markup: what it holds may come from whoever is audited."""
    return Text(inert.line(said), style=style)


def moment(written: str, told: Words) -> str:
    """A day, or a day and an hour, from ISO 8601; anything else as it is."""
    try:
        if len(written) == len("2026-11-24"):
            return told.short_day(date.fromisoformat(written))
        at = datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        return written
    return f"{told.short_day(at.date())} {at:%H:%M} UTC"
