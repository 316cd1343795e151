"""What is detected of a roll, before anything is stored: shown to the person who gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from agent.core.exhibits import Exhibit
from agent.core.facts.people import Origin
from collectors.people.reading import RollFile
from collectors.transports.tabular import read_table


@dataclass(frozen=True, slots=True)
class Description:
    """Encoding, columns and dates of a roll; `latest` is the newest past day inside it."""

    lines: int
    encoding: str
    separator: str
    sheet: str
    columns: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...]
    latest: date | None


def describe(path: Path, declared: Mapping[str, str] | None = None) -> Description:
    """Read a roll and tell what was recognised; nothing is kept. `declared`: fields to headers.

    Raises:
        SourceError: as when it is collected.
    """
    today = datetime.now(UTC).date()
    file = RollFile(
        source=path.stem,
        table=read_table(path),
        origin=Origin.STAFF,
        extracted_on=today,
        declared=declared or {},
        date_format="",
        shrink_accepted=False,
        keep=_nothing,
        collector="people.roll",
    )
    lines = list(file.lines())
    days = [
        day
        for line in lines
        for field, day in line.days.items()
        if field != "birth_date" and day is not None and day <= today
    ]
    return Description(
        lines=len(lines),
        encoding=file.table.encoding,
        separator=file.table.separator,
        sheet=file.table.sheet,
        columns=tuple(file.columns.headers.items()),
        dropped=tuple(header for header, _ in file.columns.dropped),
        latest=max(days, default=None),
    )


def _nothing(_exhibit: Exhibit) -> None:
    """Keep nothing."""
