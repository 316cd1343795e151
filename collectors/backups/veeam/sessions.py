"""Veeam's sessions as JSON: PowerShell's objects, Enterprise Manager's, and those of its REST API.

They tell the same under names that differ little. A task is what a session did to one machine: its
report takes the place of the session's, unless that is graver than all of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.moments import moment
from collectors.backups.reading import About, Report
from collectors.backups.veeam import words

_SESSION_OF = ("jobsessid", "jobsessionid", "jobsessionuid", "sessionid")
_NUMBER = ("id", "uid", "sessionid", "tasksessionid")
_MACHINE = ("vmdisplayname", "vmname", "objectname", "restoredvmname")
_JOB = ("jobname", "origjobname", "name")
_TYPES = ("jobtypestring", "sessiontype", "jobtype", "type", "restoretype", "operation", "typename")
_BEGAN = ("creationtimeutc", "creationtime", "starttimeutc", "starttime")
_ENDED = ("endtimeutc", "endtime", "completiontime")
_TASK_BEGAN, _TASK_ENDED = ("starttimelocal",), ("stoptimelocal",)
_MARKS = {"retry": ("isretrymode", "isretry"), "will_be_retried": ("willberetried",)}
_KNOWN = {"state", "result", "jobresult", "status"}
# Sessions of the server itself, which its REST API lists among those of jobs.
_NO_JOBS = (
    "infrastructure",
    "automation",
    "maintenance",
    "deletion",
    "evacuat",
    "deploy",
    "rescan",
)
_UTC = ZoneInfo("UTC")
_FILES_OF = re.compile(r"FLR_\[([^\[\]]{1,200})\]")


@dataclass(frozen=True, slots=True)
class _Told:
    """A session or a task, with the session that it is part of."""

    report: Report
    session: str
    task: bool


def found(told: Any, depth: int = 6) -> Iterator[dict[str, Any]]:
    """The sessions in a JSON value, whatever lists and pages hold them."""
    if isinstance(told, dict):
        low = _low(told)
        if _KNOWN & low.keys() and any(low.get(name) for name in (*_JOB, *_MACHINE)):
            yield told
            return
    within = told.values() if isinstance(told, dict) else told
    if depth and isinstance(told, dict | list):
        for each in within:
            yield from found(each, depth - 1)


def reports(sessions: Iterable[dict[str, Any]], about: About, last: int) -> Iterator[Report]:
    """One report for each machine of each session, or for the session where none is told."""
    told = [each for raw in sessions if (each := _told(raw, about, last))]
    by_number = {each.session: each.report for each in told if not each.task}
    tasks: dict[str, list[Report]] = {}
    for each in told:
        if each.task:
            tasks.setdefault(each.session, []).append(each.report)
    for each in told:
        if each.task:
            yield _of_its_session(each.report, by_number.get(each.session))
        elif words.graver(each.report.result, tasks.get(each.session, [])):
            yield each.report


def _of_its_session(task: Report, session: Report | None) -> Report:
    """A task with what its session tells for all of them."""
    if session is None:
        return task
    return replace(
        task,
        job=session.job,
        kind=task.kind if session.kind is JobKind.OTHER else session.kind,
        medium=task.medium or session.medium,
        started=task.started or session.started,
        ended=task.ended or session.ended,
        destination=task.destination or session.destination,
        marks=tuple(sorted({*task.marks, *session.marks})),
    )


def _told(raw: dict[str, Any], about: About, last: int) -> _Told | None:
    """What one object says; None: it is no session of a job."""
    low = _low(raw)
    if not _KNOWN & low.keys() or not any(low.get(name) for name in (*_JOB, *_MACHINE)):
        return None
    types = _types(low)
    if any(word in str(each).lower() for each in types for word in _NO_JOBS):
        return None
    number, session = _number(low, _NUMBER), _number(low, _SESSION_OF)
    task = bool(session and session != number)
    name = _text(low, ("name",))
    kind = _kind(low, types, name, about.name)
    machine = _text(low, _MACHINE) or (words.job_name(name) if task else _restored(kind, name))
    progress = _low(low.get("progress"))
    report = Report(
        job=words.job_name(_text(low, _JOB[:2] if task else _JOB)) or "veeam",
        system=machine or None if task or kind is JobKind.RESTORE else None,
        kind=kind,
        result=words.ended(low.get("state"), _result(low)),
        first=0,
        last=last,
        number=number,
        started=_first(low, _BEGAN, about.zone) or _first(progress, _TASK_BEGAN, about.zone),
        ended=_first(low, _ENDED, about.zone) or _first(progress, _TASK_ENDED, about.zone),
        size=_size(low, progress),
        destination=_text(low, ("repositoryname", "targetrepository")),
        medium=words.medium(*types),
        marks=tuple(
            mark for mark, names in _MARKS.items() if any(low.get(x) is True for x in names)
        ),
    )
    return _Told(report, session if task else number, task)


def _restored(kind: JobKind, name: str) -> str:
    """The machine whose files were restored, when a session's name tells it."""
    found = _FILES_OF.match(name) if kind is JobKind.RESTORE else None
    return found[1] if found else ""


def _kind(low: dict[str, Any], types: list[Any], name: str, file: str) -> JobKind:
    """What a session does; where nothing of it tells, the file's name does: surebackup.json."""
    kind = words.kind(*(types or [file]), *(("backup",) if "isfullmode" in low else ()))
    full = low.get("isfullmode") is True or words.is_full(name)
    return JobKind.FULL if full and kind is JobKind.INCREMENTAL else kind


def _types(low: dict[str, Any]) -> list[Any]:
    """What tells the type of a session, or of the one that a task is part of."""
    within = _low(low.get("jobsess"))
    told = [each.get(name) for each in (low, within) for name in _TYPES]
    return [each for each in told if isinstance(each, str | int)]


def _result(low: dict[str, Any]) -> JobResult:
    for name in ("result", "jobresult"):
        if low.get(name) is not None:
            return words.result(low[name])
    return words.result(low.get("status"), words.TASK)


def _number(low: dict[str, Any], names: tuple[str, ...]) -> str:
    """An identifier, without what Enterprise Manager writes before it."""
    return _text(low, names).rpartition(":")[2].lower()


def _low(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        return {}
    return {str(name).lower().lstrip("_@"): value for name, value in told.items()}


def _text(low: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = low.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _first(low: dict[str, Any], names: tuple[str, ...], zone: ZoneInfo) -> datetime | None:
    for name in names:
        if at := moment(low.get(name), _UTC if name.endswith("utc") else zone):
            return at
    return None


def _size(low: dict[str, Any], progress: dict[str, Any]) -> int | None:
    """Bytes that were processed, or that the machine holds."""
    for told in (low.get("totalsize"), progress.get("totalsize"), progress.get("processedsize")):
        if isinstance(told, int) and not isinstance(told, bool) and told >= 0:
            return told
    return None
