"""Proxmox VE: vzdump's task logs, mails and /var/log/vzdump, one report a guest; and restores.

A task that ends in warnings has saved every guest. An archive is a full backup, a snapshot on a
Proxmox Backup Server sends what changed.
Source: https://pve.proxmox.com/pve-docs/chapter-vzdump.html, and logs that were published.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.amounts import clock, size, zoned
from collectors.backups.proxmox import Line, guest, log_lines, task_began
from collectors.backups.reading import About, Lost, Read, Report, reader
from collectors.backups.stamps import stamped
from collectors.backups.vzdump_table import Row, row
from collectors.transports.report_border import shortened

_MAIL = re.compile(r"\d+: (?=\d{4}-\d\d-\d\d |[A-Z][a-z]{2} \d\d |INFO: |ERROR: |WARN: )")
_JOB = re.compile(r"INFO: starting new backup job: vzdump((?: \d+)*)(.*)")
_STORAGE = re.compile(r" --?storage (\S+)")
_START = re.compile(r"INFO: Starting Backup of VM (\d+) \((\w+)\)")
_FINISHED = re.compile(r"INFO: Finished Backup of VM (\d+) \((\d+:\d\d:\d\d)\)")
_FAILED = re.compile(r"ERROR: Backup of VM (\d+) failed - (.*)")
_NAME = re.compile(r"INFO: (?:VM|CT|Container) Name: (\S+)")
_TIME = re.compile(r"INFO: (Backup started|Failed) at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")
_ARCHIVE = re.compile(r"INFO: creating (?:vzdump )?archive '(.+)/vzdump-\w+-\d+-([\d_-]{19})[^/]*'")
_SERVER = re.compile(r"INFO: creating Proxmox Backup Server archive '\w+/[\w.-]+/([\dTZ:-]{20})'")
_SIZE = re.compile(
    r"INFO: (?:transferred (?=[\d.]+ \w+ )|Total bytes written: (?=\d+ )|archive file size: )"
    r"([\d.]+ ?[A-Za-z]*)"
)
_EXCLUDED = re.compile(r"INFO: exclud(?:e disk|ing \w+ mount point) ")
_HARMLESS = re.compile(r"WARN: .*(?:EFI disk|ms-cert)")  # firmware's keys, not the guest's data
_STOPPED = re.compile(r"interrupted by signal|job aborted|unexpected status|received interrupt")
_TASK = re.compile(r"TASK (OK|WARNINGS|ERROR)(?:: .*)?")
_ABORTED = re.compile(r"ERROR: Backup job failed - (.*)")
_RESTORES = re.compile(
    r"restore vma archive: |restoring '|recovering backed-up configuration from '"
    r"|restore proxmox backup image: |using encryption key file .+ for restore"
)
_RESTORED = re.compile(r"vzdump-(qemu|lxc|openvz)-(\d+)-|[ '/](vm|ct)/(\d+)/\d{4}-")


@dataclass(slots=True)
class _Guest:
    """One guest's backup, or restore, as far as it was told."""

    first: int
    last: int
    number: str
    kind: str
    name: str = ""
    action: JobKind = JobKind.FULL
    result: JobResult | None = None
    began: datetime | None = None
    ended: datetime | None = None
    size: int | None = None
    warnings: int = 0
    destination: str = ""
    marks: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Task:
    """What is known while a log is read."""

    about: About
    names: dict[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()  # guests that a job was to save, and has not begun
    job: int | None = None  # line on which it began
    storage: str = ""
    open: _Guest | None = None
    rows: dict[str, Row] = field(default_factory=dict)  # of a mail's table, not told by a log yet

    def closed(self, result: JobResult, last: int | None = None) -> Iterator[Report]:
        """The guest that is open, which is so no more."""
        if (one := self.open) is None:
            return
        self.open = None
        tabled = self.rows.pop(one.number, None)
        if result is JobResult.SUCCESS and one.warnings:
            result = JobResult.WARNING
        yield Report(
            job=f"vzdump {one.number}",
            system=one.name or self.names.get(one.number) or guest(one.kind, one.number),
            kind=one.action,
            result=result,
            first=one.first,
            last=one.last if last is None else last,
            started=one.began,
            ended=one.ended,
            size=one.size or (tabled.size if tabled else None),
            errors=one.warnings + (result is JobResult.FAILED),
            destination=one.destination,
            marks=tuple(sorted(one.marks)),
        )

    def tabled(self) -> Iterator[Report]:
        """The guests that a mail's table alone tells of: it was sent without the logs."""
        for told in list(self.rows.values()):
            self.open = one = _Guest(told.line, told.line, told.number, "vm", began=told.began)
            one.action = JobKind.INCREMENTAL if told.snapshot else JobKind.FULL
            one.ended = told.began and told.began + timedelta(seconds=told.seconds)
            one.size = told.size
            yield from self.closed(told.result)

    def abandoned(self, line: Line) -> Iterator[Report]:
        """The guests of a job that failed before it came to them."""
        for number in self.asked:
            self.open = _Guest(
                line.first if self.job is None else self.job, line.last, number, "vm"
            )
            self.open.began = task_began(self.about.name)
            yield from self.closed(JobResult.FAILED)
        self.asked = ()


@reader("vzdump")
def vzdump(lines: Iterable[str], about: About) -> Read:
    """Yield each guest that was saved, or not, and each restore."""
    task = _Task(about)
    for line in log_lines(lines):
        if isinstance(line, Lost):
            yield line
        elif isinstance(line, Line):
            yield from _told(line, task)
    if task.open is None:
        yield from task.tabled()
        return None
    first = task.open.first
    yield from task.closed(task.open.result or JobResult.RUNNING)
    return first


def _told(line: Line, task: _Task) -> Iterator[Report]:
    stamp = stamped(_MAIL.sub("", line.text.strip(), count=1), task.about)
    text = stamp.rest.strip()
    one = task.open
    if one and one.result:  # its end was told: only the time of it may follow
        if (found := _TIME.fullmatch(text)) and found[1] == "Failed":
            one.ended = zoned(found[2], task.about.zone)
            one.last = line.last
        yield from task.closed(one.result)
        one = None
    if found := _JOB.fullmatch(text):
        task.asked, task.job = tuple(found[1].split()), line.first
        storage = _STORAGE.search(found[2])
        task.storage = storage[1] if storage else ""
    elif found := _START.fullmatch(text):
        yield from task.closed(JobResult.UNKNOWN)
        # The line of the job names the storage: it is kept with the first guest.
        first = line.first if task.job is None else task.job
        task.open = _Guest(first, line.last, found[1], found[2], began=stamp.at)
        task.job = None
        task.open.destination = task.storage
        task.asked = tuple(each for each in task.asked if each != found[1])
    elif _RESTORES.match(text) and (found := _RESTORED.search(text)):
        if one is None:
            began = stamp.at or task_began(task.about.name)
            one = _Guest(line.first, line.last, found[2] or found[4], found[1] or found[3])
            one.action, one.began, task.open = JobKind.RESTORE, began, one
    elif found := _TASK.fullmatch(text):
        yield from _ended(found[1], line, task, stamp.at)
    elif one is None and (tabled := row(text, line.first, task.about)):
        task.rows[tabled.number], task.names[tabled.number] = tabled, tabled.name
    elif one is not None:
        yield from _within(text, line, one, task, stamp.at)


def _ended(how: str, line: Line, task: _Task, at: datetime | None) -> Iterator[Report]:
    """What the end of a task says of a guest that is open, or of those never begun."""
    if one := task.open:
        one.ended = one.ended or at
        restored = one.action is JobKind.RESTORE
        one.warnings += how == "WARNINGS" and restored
        fine = JobResult.SUCCESS if restored else JobResult.UNKNOWN
        yield from task.closed(JobResult.FAILED if how == "ERROR" else fine, line.last)
    if how == "ERROR":
        yield from task.abandoned(line)
    task.asked, task.job, task.storage = (), None, ""


def _within(
    text: str, line: Line, one: _Guest, task: _Task, at: datetime | None
) -> Iterator[Report]:
    """What a line says of the guest that is being saved."""
    one.last = line.last
    if (found := _FINISHED.fullmatch(text)) and found[1] == one.number:
        lasted = clock(found[2])
        one.ended = at or (one.began + lasted if one.began and lasted is not None else None)
        yield from task.closed(JobResult.SUCCESS)
    elif found := _FAILED.match(text):
        one.ended = at
        stopped = _STOPPED.search(found[2])
        one.result = JobResult.CANCELED if stopped else JobResult.FAILED
    elif found := _ABORTED.match(text):
        one.ended = one.ended or at
        yield from task.closed(JobResult.CANCELED)
    else:
        _detail(text, one, task)


def _detail(text: str, one: _Guest, task: _Task) -> None:
    """Remember what a line says of a guest that goes on being saved."""
    zone = task.about.zone
    if found := _NAME.fullmatch(text):
        one.name = task.names[one.number] = found[1]
    elif found := _TIME.fullmatch(text):
        time = zoned(found[2], zone)
        one.began, one.ended = (time, None) if found[1] != "Failed" else (one.began, time)
    elif found := _ARCHIVE.match(text):
        one.destination = one.destination or shortened(f"{found[1]}/").rstrip("/")
        day, _, hour = found[2].partition("-")
        told = zoned(f"{day.replace('_', '-')}T{hour.replace('_', ':')}", zone)
        one.began = one.began or told
    elif found := _SERVER.match(text):
        one.action, one.began = JobKind.INCREMENTAL, one.began or zoned(found[1], zone)
    elif found := _SIZE.match(text):
        one.size = one.size or size(found[1].strip())
    elif _EXCLUDED.match(text):
        one.marks.add("volumes_excluded")
    elif text.startswith("WARN: ") and not _HARMLESS.match(text):
        one.warnings += 1
