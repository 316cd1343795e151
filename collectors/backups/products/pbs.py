"""Proxmox Backup Server: logs and lists of tasks, and what a datastore holds.

A verification that ends well is no backup. A reader's session is "other": a restore opens one, and
so does a copy to another server. A snapshot without a size was never finished.
Source: https://pbs.proxmox.com/docs, "Backup Protocol" and the API; logs that were published.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups import pbs_client
from collectors.backups.amounts import count
from collectors.backups.pieces import Piece
from collectors.backups.proxmox import SNAPSHOT, Line, epoch, log_lines, task_began
from collectors.backups.reading import About, Lost, Read, Report, reader
from collectors.backups.stamps import stamped

_KINDS = {
    "backup": JobKind.INCREMENTAL,
    "verify": JobKind.VERIFY,
    "verificationjob": JobKind.VERIFY,
    "verify_snapshot": JobKind.VERIFY,
    "verify_group": JobKind.VERIFY,
    "sync": JobKind.COPY,
    "syncjob": JobKind.COPY,
    "tape-backup": JobKind.COPY,
    "tape-backup-job": JobKind.COPY,
    "tape-restore": JobKind.RESTORE,
    "reader": JobKind.OTHER,
    "garbage_collection": JobKind.OTHER,
    "prune": JobKind.OTHER,
    "prunejob": JobKind.OTHER,
}
_BEGINS = (
    (re.compile(r"starting new backup on datastore '([^']+)'.*"), "backup"),
    (re.compile(r"(?:Starting datastore verify job|verify \w+) '?([^ ':]+)(?:'|:.*)?"), "verify"),
    (re.compile(r"verify ([\w.-]+):" + SNAPSHOT), "verify"),
    (re.compile(r"(?:Starting datastore sync job|sync datastore) '(.+)'.*"), "syncjob"),
    (re.compile(r"starting garbage collection on store '?([\w.-]+).*"), "garbage_collection"),
    (re.compile(r"(?:Starting datastore prune|[Pp]rune job|Starting prune) .*?'(.+)'.*"), "prune"),
    (re.compile(r"starting new backup reader datastore '([^']+)'.*"), "reader"),
    (re.compile(r"Starting tape backup job '(.+)'.*"), "tape-backup"),
)  # fmt: skip
_SNAPSHOT = re.compile(SNAPSHOT)
_CHECKED = re.compile(r"verify [\w.-]+:(?:[\w./-]+/)??" + SNAPSHOT)
_ERRORS = re.compile(r"verified .+\((\d+) errors?\)")
_DAMAGED = re.compile(r"\s+(?:ns/[\w./-]+/)?((?:vm|ct|host)/[\w.-]+)(?:/\S+)?")
_SIZE = re.compile(r"Size: (\d+)")
_TASK = re.compile(r"TASK (OK|WARNINGS|ERROR)(?:: (.*))?")
_ENDS = {"OK": JobResult.SUCCESS, "WARNINGS": JobResult.WARNING, "ERROR": JobResult.FAILED}
_ABORTED = re.compile(
    r"(?:task |connection |backup )?(?:was )?aborted|abort requested", re.IGNORECASE
)
_HOST = re.compile(r"[A-Za-z0-9][\w.-]{0,62}")


@dataclass(slots=True)
class _Task:
    """One task, as far as its log was read."""

    first: int
    last: int
    name: str
    kind: JobKind
    store: str
    began: datetime | None
    group: str = ""
    snapshot: str = ""
    size: int | None = None
    checked: dict[str, bool] = field(default_factory=dict)  # group -> whether all of it is whole
    damaged: bool = False  # what follows lists what is


@reader("pbs")
def pbs(lines: Iterable[str], about: About) -> Read:
    """Yield each task of a log or a list, or each snapshot of an inventory."""
    task: _Task | None = None
    sending: pbs_client.Sending | None = None
    for line in log_lines(lines):
        if not isinstance(line, Line):
            yield from [line] if isinstance(line, Lost) else _document(line)
            continue
        text = stamped(line.text, about).rest.strip()
        if begins := pbs_client.begun(text, line):
            yield from [sending.report(JobResult.UNKNOWN)] if sending else []
            sending = begins
        elif sending:
            for report in pbs_client.told(text, line, sending):
                sending = None
                yield report
        else:
            reports, task = _told(line, task, about)
            yield from reports
    if sending:
        yield sending.report(JobResult.RUNNING)
        return sending.first
    if task is None:
        return None
    yield from _ended(task, JobResult.RUNNING, None)
    return task.first


def _told(line: Line, task: _Task | None, about: About) -> tuple[list[Report], _Task | None]:
    """What a line ends, and the task that goes on."""
    stamp = stamped(line.text, about)
    text = stamp.rest
    if task is None:
        return [], _begun(text.strip(), line, stamp.at or task_began(about.name))
    task.last = line.last
    if end := _TASK.fullmatch(text.strip()):
        result = _ENDS[end[1]]
        if result is JobResult.FAILED and _ABORTED.search(end[2] or ""):
            result = JobResult.CANCELED
        return list(_ended(task, result, stamp.at)), None
    if text.startswith("starting new backup ") and task.kind is JobKind.INCREMENTAL:
        began = _begun(text.strip(), line, stamp.at)  # two logs one after the other
        return list(_ended(task, JobResult.UNKNOWN, None)), began
    _detail(text, task)
    return [], task


def _begun(text: str, line: Line, at: datetime | None) -> _Task | None:
    for pattern, name in _BEGINS:
        if found := pattern.fullmatch(text):
            task = _Task(line.first, line.last, name, _KINDS[name], found[1], at)
            if snapshot := _SNAPSHOT.search(text):
                task.group, task.snapshot = snapshot["group"], snapshot[0]
                if name == "verify":
                    task.checked[task.group] = True
            return task
    return None


def _detail(text: str, task: _Task) -> None:
    """Remember what a line says of a task that goes on."""
    if found := _SIZE.fullmatch(text.strip()):
        task.size = (task.size or 0) + int(found[1][:18])
    elif task.kind is not JobKind.VERIFY:
        return
    elif found := _CHECKED.fullmatch(text.strip()):
        task.group = found["group"]
        task.checked.setdefault(task.group, True)
    elif found := _ERRORS.search(text):
        task.checked[task.group] = task.checked.get(task.group, True) and not int(found[1][:9])
    elif text.startswith("Failed to verify the following"):
        task.damaged = True
    elif task.damaged and (found := _DAMAGED.fullmatch(text)):
        task.checked[found[1]] = False


def _ended(task: _Task, result: JobResult, at: datetime | None) -> Iterator[Report]:
    """A task's report, or that of each group that a verification has read."""
    ended = [(task.group, result)]
    if task.kind is JobKind.VERIFY:
        ended = _verified(task.checked, result)
    for group, how in ended:
        yield Report(
            job=f"{task.name} {task.store}",
            system=_system(group, None),
            kind=task.kind,
            result=how,
            first=task.first,
            last=task.last,
            number=task.snapshot if task.kind is JobKind.INCREMENTAL else "",
            started=task.began,
            ended=at,
            size=task.size,
            destination=task.store if task.kind is JobKind.INCREMENTAL else "",
        )


def _verified(checked: dict[str, bool], result: JobResult) -> list[tuple[str, JobResult]]:
    """What a verification came to for each group, and for none where it is not known whose."""
    found = [group for group, fine in checked.items() if not fine]
    whole = result
    if result is JobResult.FAILED and found:
        whole = JobResult.SUCCESS  # that is why the task failed
    elif result is JobResult.FAILED and len(checked) > 1:
        whole = JobResult.UNKNOWN
    ended = [(group, JobResult.FAILED if group in found else whole) for group in sorted(checked)]
    if whole is JobResult.UNKNOWN or not ended:
        ended.append(("", result))  # somebody's, and the failure must not be lost
    return ended


def _system(group: str, comment: object) -> str | None:
    """The machine of a group: a host's own name, else what its note says when that can be one.

    Proxmox VE writes a guest's name into the notes of its backup, unless it was told otherwise.
    """
    kind, _, name = group.partition("/")
    if kind == "host":
        return name
    if isinstance(comment, str) and _HOST.fullmatch(comment.strip()):
        return comment.strip()
    return group or None


def _document(piece: Piece) -> Iterator[Report | Lost]:
    told = piece.value.get("data") if isinstance(piece.value, dict) else piece.value
    for each in told if isinstance(told, list) else [None]:
        if not isinstance(each, dict):
            yield Lost(piece.first, piece.first, "not_json")
        elif "backup-id" in each and "backup-time" in each:
            yield from _snapshot(each, piece)
        elif "upid" in each or "worker_type" in each:
            yield from _listed(each, piece)
        else:
            yield Lost(piece.first, piece.first, "unknown_document")


def _listed(each: dict[str, Any], piece: Piece) -> Iterator[Report]:
    """A task of a list; those that have nothing to do with backups are left out."""
    kind = _KINDS.get(str(each.get("worker_type")))
    if kind is None:
        return
    name = str(each.get("worker_id") or "")
    store, _, rest = name.partition(":")
    group = re.search(r"(?:vm|ct|host)/[\w.-]+", rest)
    status = each.get("status")
    how = str(status or "")
    result = JobResult.UNKNOWN if how == "unknown" else JobResult.FAILED
    if how == "OK":
        result = JobResult.SUCCESS
    elif how.startswith("WARNINGS"):
        result = JobResult.WARNING
    elif status is None:
        result = JobResult.UNKNOWN if each.get("endtime") else JobResult.RUNNING
    elif _ABORTED.search(how):
        result = JobResult.CANCELED
    yield Report(
        job=f"{each['worker_type']} {store}".strip(),
        system=_system(group[0] if group else "", None),
        kind=kind,
        result=result,
        first=piece.first,
        last=piece.last,
        number=str(each.get("upid", "")).rsplit(":", 2)[0],  # without who started it
        started=epoch(each.get("starttime")),
        ended=epoch(each.get("endtime")),
        destination=store if kind is JobKind.INCREMENTAL else "",
    )


def _snapshot(each: dict[str, Any], piece: Piece) -> Iterator[Report | Lost]:
    """A snapshot that a datastore holds, and the last verification of it."""
    at = epoch(each["backup-time"])
    group = f"{each.get('backup-type')}/{each['backup-id']}"
    if at is None:
        yield Lost(piece.first, piece.first, "no_time")
        return
    size = count(each.get("size"))
    told: dict[str, Any] = {
        "system": _system(group, each.get("comment")),
        "first": piece.first,
        "last": piece.last,
        "number": f"{group}/{at:%Y-%m-%dT%H:%M:%SZ}",
        "marks": ("inventory",),
    }
    yield Report(
        job=f"backup {group}",
        kind=JobKind.INCREMENTAL,
        result=JobResult.UNKNOWN if size is None else JobResult.SUCCESS,
        started=at,
        size=size,
        **told,
    )
    checked = each.get("verification")
    if isinstance(checked, dict) and checked.get("state") in {"ok", "failed"}:
        fine = checked["state"] == "ok"
        yield Report(
            job=f"verify {group}",
            kind=JobKind.VERIFY,
            result=JobResult.SUCCESS if fine else JobResult.FAILED,
            ended=task_began(str(checked.get("upid", ""))),
            **told,
        )
