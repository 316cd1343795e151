"""The event log "Veeam Backup": how jobs, their tasks and restore sessions ended.

A job's event says how many of its machines are well in words only: where the tasks are told too,
each is a report, and the job's own is left out unless it is graver than all of them.
Source: Veeam's "Event Reference", helpcenter.veeam.com, builds 12 and 13.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.events import EventRecord
from collectors.backups.reading import Lost, Report
from collectors.backups.veeam import words

_JOB = ("JobSessionID", "JobID", "JobResult", "JobType", "Platform", "WillBeRetried", "JobName")
_TASK = (
    "JobSessionID", "JobID", "JobType", "TaskSessionID", "OibID", "OriginalOibID", "CreationTime",
    "Status", "JobDescription", "SourceHostName", "VmRef", "VmName",
)  # fmt: skip
_FILES = (
    "JobSessionID", "JobID", "JobType", "TaskSessionID", "Status", "JobDescription",
    "SourceHostName", "SourceName",
)  # fmt: skip
_RESTORED = ("JobSessionID", "TaskSessionID", "Status", "SourceHostName", "VmRef", "VmName")
_VERIFIED = (
    "JobSessionID", "JobID", "JobType", "TaskSessionID", "TaskSessionType", "Result", "OibID",
    "IsSureReplica", "HostName", "ESXName", "FolderRef", "VmLocation", "VmName",
)  # fmt: skip
_SESSION = ("JobSessionID", "Result")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What an event's number means, and the names of its values in their order."""

    kind: JobKind
    names: tuple[str, ...]
    medium: str = ""


_EVENTS = {
    150: _Meaning(JobKind.INCREMENTAL, _TASK),
    151: _Meaning(JobKind.INCREMENTAL, _FILES),
    190: _Meaning(JobKind.INCREMENTAL, _JOB),
    194: _Meaning(JobKind.COPY, _JOB, "tape"),
    198: _Meaning(JobKind.VERIFY, _SESSION, "tape"),
    200: _Meaning(JobKind.COPY, _JOB, "tape"),
    250: _Meaning(JobKind.RESTORE, _RESTORED),
    251: _Meaning(JobKind.RESTORE, _RESTORED),
    290: _Meaning(JobKind.RESTORE, _SESSION),
    350: _Meaning(JobKind.RESTORE_TEST, _VERIFIED),
    390: _Meaning(JobKind.RESTORE_TEST, _JOB),
    450: _Meaning(JobKind.COPY, _TASK),
    451: _Meaning(JobKind.COPY, _FILES),
    490: _Meaning(JobKind.COPY, _JOB),
    790: _Meaning(JobKind.INCREMENTAL, _JOB),
    40290: _Meaning(JobKind.RESTORE, _SESSION),
    40700: _Meaning(JobKind.OTHER, ()),  # the server's own configuration
    41710: _Meaning(JobKind.VERIFY, _JOB),
}
_GUID = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)
_QUOTED = re.compile(r"(?<!\w)['\"«\[] ?(?P<name>[^\n]+?) ?['\"»\]](?=\s)")
_BARE = re.compile(
    r"(?:Restore for|session|job|Source|VM) (?P<name>[^\n]+?) (?:task |has |finished )"
)
_LEADING = re.compile(r"(?P<name>[^\n]+?) (?:task has|a terminé|job finished)")
# The word of the result ends a sentence that tells of an end.
_ENDED = re.compile(
    r"(?:finished|terminée?|completed|been)[^\n.]*?\b(?:with|avec|en|Result:|l'état|state)?\W*"
    r"(?P<word>Success|Warning|Failed|InProgress|Pending|None|Succès|Avertissement|Échec|Erreur)\b",
    re.IGNORECASE,
)
_DISAGREES = "disagrees"
_LEVELS = {
    "2": JobResult.FAILED, "error": JobResult.FAILED, "erreur": JobResult.FAILED,
    "3": JobResult.WARNING, "warning": JobResult.WARNING, "avertissement": JobResult.WARNING,
}  # fmt: skip


def _is_veeam(record: EventRecord) -> bool:
    """Other programs number their events alike; an export of this log alone may name none."""
    return not record.provider or record.provider.lower().startswith("veeam")


@dataclass(frozen=True, slots=True)
class _Told:
    """An event's report, with the session that it tells of."""

    report: Report
    session: str


def reports(records: Iterable[EventRecord], last: int) -> Iterator[Report | Lost]:
    """One report for each task, and for each job of which no task is told."""
    jobs: dict[str, Report] = {}
    tasks: dict[str, list[Report]] = {}
    told: list[_Told] = []
    for record in records:
        meaning = _EVENTS.get(record.number)
        if meaning is None or not _is_veeam(record):
            continue
        each = _told(record, meaning, last)
        if each.report.result is JobResult.UNKNOWN:
            yield Lost(each.report.first, each.report.last, "no_result")
            continue
        told.append(each)
        if each.report.system:
            tasks.setdefault(each.session, []).append(each.report)
        elif each.session:
            jobs[each.session] = each.report
    for each in told:
        if not each.report.system:
            if words.graver(
                each.report.result, tasks.get(each.session, []) if each.session else []
            ):
                yield each.report
            continue
        yield _of_its_job(each.report, jobs.get(each.session))


def _of_its_job(task: Report, job: Report | None) -> Report:
    """A task's own event does not name its job, and does not know that it goes to a tape."""
    if job is None:
        return task
    marks = tuple(sorted({*task.marks, *job.marks} - {_DISAGREES}))
    return replace(task, job=job.job, kind=job.kind, medium=job.medium, marks=marks)


def _told(record: EventRecord, meaning: _Meaning, last: int) -> _Told:
    named = record.named or _named(record.values, meaning.names)
    of_task = "TaskSessionID" in meaning.names
    said = _said(record.message)
    name = named.get("VmName") or named.get("SourceName") if of_task else named.get("JobName")
    kind, medium = meaning.kind, meaning.medium
    if kind is JobKind.INCREMENTAL and named.get("JobType"):
        kind = words.kind(named["JobType"], "backup")
        medium = words.medium(named["JobType"])
    result, marks = _result(record, named)
    if named.get("WillBeRetried", "").lower() == "true" or words.will_be_retried(record.message):
        marks.add("will_be_retried")
    if named.get("IsRetry", "").lower() == "true":
        marks.add("retry")
    first, end = record.lines or (0, last)
    report = Report(
        job=words.job_name(name or said) or "veeam" if not of_task else "veeam",
        system=(name or said or None) if of_task else None,
        kind=kind,
        result=result,
        first=first,
        last=end,
        number=named.get("TaskSessionID") or named.get("JobSessionID") or "",
        ended=record.at,
        medium=medium,
        marks=tuple(sorted(marks)),
    )
    return _Told(report, named.get("JobSessionID", ""))


def _named(values: list[str], names: tuple[str, ...]) -> dict[str, str]:
    """Values by their names, when they are those that the event's number promises."""
    if not values or not _GUID.fullmatch(values[0]):
        return {}
    return dict(zip(names, values, strict=False))


def _result(record: EventRecord, named: dict[str, str]) -> tuple[JobResult, set[str]]:
    """What the numbers and the words say; where they disagree, the gravest of both, and that."""
    numbered = JobResult.UNKNOWN
    for name, numbers in (
        ("JobResult", words.SESSION),
        ("Result", words.SESSION),
        ("Status", words.TASK),
    ):
        if name in named:
            numbered = words.result(named[name], numbers)
    found = _ENDED.search(record.message)
    worded = words.result(found["word"]) if found else JobResult.UNKNOWN
    known = [each for each in (numbered, worded) if each is not JobResult.UNKNOWN]
    if not known:
        return _LEVELS.get(record.level.lower(), JobResult.UNKNOWN), set()
    return words.worst(known), {_DISAGREES} if len(set(known)) > 1 else set()


def _said(message: str) -> str:
    """The name of the job or of the machine in a text."""
    for pattern in (_QUOTED, _BARE, _LEADING):
        if found := pattern.search(message.partition("\n")[0]):
            return found["name"].strip(" '\"[]«»\u00a0")
    return ""
