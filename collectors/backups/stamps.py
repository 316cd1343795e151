"""The time and the host that a logger writes before a line that says neither."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from collectors.backups.amounts import zoned
from collectors.backups.reading import About

_ISO = re.compile(
    r"\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?\]?:?[ \t]+"
)
# RFC 3164, as rsyslog and journalctl write it: no year, and the host before the program.
# Proxmox wrote a level there, and no host.
_SYSLOG = re.compile(
    r"([A-Z][a-z]{2}) ( ?\d{1,2}) (\d\d:\d\d:\d\d) "
    r"(?:(\S+) [\w./-]+(?:\[\d+\])?: |(?=[A-Z]{4,5}: ))"
)
_PROGRAM = re.compile(r"(\S+) [\w./-]+\[\d+\]: ")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stamped:
    """A line without what a logger wrote before it."""

    at: datetime | None
    host: str | None
    rest: str


def stamped(line: str, about: About) -> Stamped:
    """Split a line; one that bears no stamp is its own rest."""
    if found := _ISO.match(line):
        at = zoned(f"{found[1]}{found[2] or ''}", about.zone)
        rest = line[found.end() :]
        if at and (program := _PROGRAM.match(rest)):
            return Stamped(at, program[1], rest[program.end() :])
        return Stamped(at, None, rest)
    if (found := _SYSLOG.match(line)) and found[1] in _MONTHS:
        return Stamped(_yearless(found, about), found[4], line[found.end() :])
    return Stamped(None, None, line)


def _yearless(found: re.Match[str], about: About) -> datetime | None:
    """The year that puts the line before the last writing of its file, and nearest to it."""
    written = about.written.astimezone(about.zone)
    for year in (written.year, written.year - 1):
        text = f"{year}-{_MONTHS.index(found[1]) + 1:02}-{int(found[2]):02}T{found[3]}"
        at = zoned(text, about.zone)
        if at and at <= written + _DAY:
            return at
    return None
