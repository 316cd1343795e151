"""The table at the head of vzdump's mails: a line a guest, with its name and how it went."""

import re
from dataclasses import dataclass
from datetime import datetime

from agent.core.facts.backups import JobResult
from collectors.backups.amounts import clock, size, zoned
from collectors.backups.reading import About

_ROW = re.compile(
    r"(\d{3,9}) +(\S.*?) +(ok|err|todo|OK|FAILED) +((?:\d+[hms] ?)+|\d+:\d\d:\d\d)"
    r"(?: +([\d.]+ ?[KMGTP]?i?B))?(?: +(\S.*))?"
)
_RESULTS = {
    "ok": JobResult.SUCCESS,
    "err": JobResult.FAILED,
    "failed": JobResult.FAILED,
    "todo": JobResult.CANCELED,  # the job ended before it came to that one
}
_SNAPSHOT = re.compile(r"\w+/[\w.-]+/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")
_ARCHIVE = re.compile(r".*vzdump-\w+-\d+-(\d{4})_(\d\d)_(\d\d)-(\d\d)_(\d\d)_(\d\d).*")
_PART = re.compile(r"(\d+)([hms])")
_HOURS = {"h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """A guest's line; times have a zone, sizes are in bytes."""

    line: int
    number: str
    name: str
    result: JobResult
    began: datetime | None
    seconds: int
    size: int | None
    snapshot: bool  # on a backup server


def row(text: str, line: int, about: About) -> Row | None:
    """A guest's line; None when it is none."""
    found = _ROW.fullmatch(text)
    if found is None:
        return None
    where = found[6] or ""
    result = _RESULTS[found[3].lower()]
    return Row(
        line,
        found[1],
        found[2],
        result,
        _began(where, about),
        _seconds(found[4]),
        size(found[5]) if found[5] and result is JobResult.SUCCESS else None,
        _SNAPSHOT.fullmatch(where) is not None,
    )


def _began(where: str, about: About) -> datetime | None:
    """When it began: the name of what was made says it."""
    if found := _SNAPSHOT.fullmatch(where):
        return zoned(found[1], about.zone)
    if found := _ARCHIVE.fullmatch(where):
        day, hour = "-".join(found.groups()[:3]), ":".join(found.groups()[3:])
        return zoned(f"{day}T{hour}", about.zone)
    return None


def _seconds(text: str) -> int:
    if (told := clock(text)) is not None:
        return int(told.total_seconds())
    return sum(int(number[:9]) * _HOURS[unit] for number, unit in _PART.findall(text))
