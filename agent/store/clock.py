"""Instants as the store writes them: ISO 8601, UTC, milliseconds, `Z`."""

from datetime import UTC, datetime


def text(moment: datetime | None = None) -> str:
    """An instant (now when None) as text."""
    moment = (moment or datetime.now(UTC)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(written: str) -> datetime:
    """The instant a text stands for."""
    return datetime.fromisoformat(written)
