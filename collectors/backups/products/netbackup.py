"""NetBackup: `bpdbjobs -report -all_columns`, and the table of `bpdbjobs -report`.

A parent job has no schedule of its own: it sums up its children, and is told as "other". The short
table tells no time. What NetBackup calls differential follows the last backup (incremental), what
it calls cumulative follows the last full one (differential).
Source: NetBackup Commands Reference Guide, "bpdbjobs", and what administrators' scripts read of it.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.amounts import count
from collectors.backups.proxmox import epoch
from collectors.backups.reading import About, Lost, Read, Report, numbered, reader

_JOB = re.compile(r"\d+,")
_SEPARATOR = re.compile(r"(?<!\\),")
_ESCAPED = re.compile(r"\\(.)")
_FEWEST = 12  # fields, up to the storage unit
_SCHEDULE_KIND = 22  # field
_TYPES = {
    "1": JobKind.OTHER,  # an archive deletes what it saved
    "2": JobKind.RESTORE,
    "3": JobKind.VERIFY,
    "4": JobKind.COPY,
}
_BACKUPS = {"0", "6"}  # 6: of the catalogue
_SCHEDULES = {
    "0": JobKind.FULL,
    "1": JobKind.INCREMENTAL,
    "2": JobKind.INCREMENTAL,  # what a user, or a database, chose to send
    "3": JobKind.OTHER,
    "4": JobKind.DIFFERENTIAL,
}
_NAMES = (
    (re.compile(r"cumul", re.IGNORECASE), JobKind.DIFFERENTIAL),
    (re.compile(r"full|compl[eè]t|total", re.IGNORECASE), JobKind.FULL),
)
_DONE = "3"
_RESULTS = {"0": JobResult.SUCCESS, "1": JobResult.WARNING, "150": JobResult.CANCELED}
_WORDS = {
    "Backup": "0",
    "Archive": "1",
    "Restore": "2",
    "Verify": "3",
    "Duplicate": "4",
    "Duplication": "4",
    "Import": "5",
    "DB Backup": "6",
    "Catalog Backup": "6",
    "Vault": "7",
    "Image Cleanup": "17",
}
_TABLE = re.compile(
    rf" *(\d+) +({'|'.join(_WORDS)}) +(Done|Active|Queued|Re-?[Qq]ueued|Suspended|Incomplete) +"
    r"(\d*) +(\S+) +(\S+) +(\S+)(?: +.*)?"
)


@reader("netbackup")
def netbackup(lines: Iterable[str], about: About) -> Read:
    """Yield each job."""
    for number, line in numbered(lines):
        if found := _TABLE.fullmatch(line):
            state = _DONE if found[3] == "Done" else ""
            fields = [found[1], _WORDS[found[2]], state, *found.groups()[3:]]
            yield _job(fields, number, about)
        elif _JOB.match(line):
            fields = [_ESCAPED.sub(r"\1", each).strip() for each in _SEPARATOR.split(line)]
            if len(fields) >= _FEWEST and fields[1].isdigit() and fields[2].isdigit():
                yield _job(fields, number, about)
            else:
                yield Lost(number, number, "fields")
    return None


def _job(fields: list[str], line: int, about: About) -> Report:
    fields = fields + [""] * (_SCHEDULE_KIND + 1 - len(fields))
    number, _, state, status, policy, schedule, client, _, started, _, ended, unit = fields[:12]
    kind = _kind(fields, schedule)
    result = JobResult.RUNNING
    if state == _DONE:
        result = _RESULTS.get(status, JobResult.FAILED if status else JobResult.UNKNOWN)
    kilobytes, files = count(fields[14]), count(fields[15])
    marks: tuple[str, ...] = ()
    if kind is JobKind.FULL and result is JobResult.SUCCESS and kilobytes == files == 0:
        result, marks = JobResult.WARNING, ("nothing_saved",)
    return Report(
        job=policy if policy.strip("-") else "netbackup",
        system=client if client.strip("-") else about.system,
        kind=kind,
        result=result,
        first=line,
        last=line,
        number=number,
        started=_time(started),
        ended=_time(ended) if result is not JobResult.RUNNING else None,
        size=None if kilobytes is None else kilobytes * 1024,
        files=files,
        destination=unit,
        marks=marks,
    )


def _kind(fields: list[str], schedule: str) -> JobKind:
    if fields[1] not in _BACKUPS:
        return _TYPES.get(fields[1], JobKind.OTHER)
    if schedule == "-":
        return JobKind.OTHER
    if told := _SCHEDULES.get(fields[_SCHEDULE_KIND]):
        return told
    named = (kind for pattern, kind in _NAMES if pattern.search(schedule))
    return next(named, JobKind.INCREMENTAL)


def _time(text: str) -> datetime | None:
    return epoch(count(text))
