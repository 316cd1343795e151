"""What proxmox-backup-client prints where it runs: one backup of a host, sent by the host itself.

Source: https://pbs.proxmox.com/docs/backup-client.html, "Creating Backups".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.amounts import size, zoned
from collectors.backups.proxmox import SNAPSHOT, Line
from collectors.backups.reading import Report

_STARTS = re.compile(r"Starting backup: (?:\[[^\]]*\]:)?" + SNAPSHOT)
_SENT = re.compile(r"\S+: had to (?:backup|upload) .+ of ([\d.]+ [KMGT]?i?B) .*")
_PLACE = re.compile(r"Upload .* to '(\S+)' as \S+.*")
_LASTED = re.compile(r"Duration: (\d{1,9}(?:\.\d+)?)s")
_ENDED = "End Time: "
_FAILED = re.compile(r"Error: .*")
_UNREAD = re.compile(r"(?:failed to open file|warning: |WARN: |skipping ).*")


@dataclass(slots=True)
class Sending:
    """A backup under way."""

    first: int
    last: int
    group: str
    snapshot: str
    began: datetime | None
    destination: str = ""
    size: int | None = None
    lasted: timedelta | None = None
    errors: int = 0

    def report(self, result: JobResult) -> Report:
        """The backup, as far as it is known."""
        if result is JobResult.SUCCESS and self.errors:
            result = JobResult.WARNING
        kind, _, name = self.group.partition("/")
        return Report(
            job=f"backup {self.group}",
            system=name if kind == "host" else self.group,
            kind=JobKind.INCREMENTAL,
            result=result,
            first=self.first,
            last=self.last,
            number=self.snapshot,
            started=self.began,
            ended=self.began + self.lasted if self.began and self.lasted is not None else None,
            size=self.size,
            errors=self.errors,
            destination=self.destination,
            marks=("files_unread",) if self.errors else (),
        )


def begun(text: str, line: Line) -> Sending | None:
    """A backup, where a line begins one."""
    found = _STARTS.fullmatch(text)
    if found is None:
        return None
    at = zoned(found["time"], ZoneInfo("UTC"))
    snapshot = f"{found['group']}/{found['time']}"
    return Sending(line.first, line.last, found["group"], snapshot, at)


def told(text: str, line: Line, one: Sending) -> Iterator[Report]:
    """The report of a backup that a line ends; else remember what it says."""
    one.last = line.last
    if text.startswith(_ENDED):
        yield one.report(JobResult.SUCCESS)
    elif _FAILED.fullmatch(text):
        one.errors += 1
        yield one.report(JobResult.FAILED)
    elif found := _LASTED.fullmatch(text):
        one.lasted = timedelta(seconds=float(found[1]))
    elif found := _PLACE.fullmatch(text):
        one.destination = found[1].rpartition(":")[2]
    elif found := _SENT.fullmatch(text):
        one.size = (one.size or 0) + (size(found[1]) or 0)
    elif _UNREAD.fullmatch(text):
        one.errors += 1
