"""What a reader makes of a text, in the order that it tells it."""

from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from collectors.backups.reading import READERS, About, Lost, Report, Server, load
from collectors.transports.mail_text import readable

load()
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


def told(product: str, text: str, name: str = "export.txt") -> list[Report | Lost | Server]:
    about = About(name, PARIS, NOW)
    return list(READERS[product](as_read(text).splitlines(keepends=True), about))


def as_read(text: str) -> str:
    """The text as the transport hands it: a mail is decoded."""
    raw = text.encode("utf-8", "surrogatepass")
    return readable(BytesIO(raw), raw).read().decode("utf-8", "surrogatepass")


def reports(product: str, text: str, name: str = "export.txt") -> list[Report]:
    """All reports, when nothing is lost."""
    found = told(product, text, name)
    assert [each.why for each in found if isinstance(each, Lost)] == []
    return [each for each in found if isinstance(each, Report)]


def lost(product: str, text: str, name: str = "export.txt") -> list[str]:
    """Why lines were lost."""
    return [each.why for each in told(product, text, name) if isinstance(each, Lost)]


def at(text: str) -> datetime:
    """A moment in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)
