"""`Get-WBJob -Previous`, `Get-WBBackupSet` and `Get-WBSummary` as JSON.

Source: https://learn.microsoft.com, module WindowsServerBackup.
"""

from collections.abc import Iterator
from typing import Any

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.documents import objects
from collectors.backups.moments import moment
from collectors.backups.reading import About, Report
from collectors.backups.windows_backup.versions import version_time

_RESTORES = ("recover", "restore")


def is_known(told: Any) -> bool:
    """Whether a JSON value is one of these, be it of a server that was never backed up."""
    return any(
        {"JobType", "JobState", "LastBackupTime", "VersionId"} & e.keys() for e in objects(told)
    )


def reports(told: Any, about: About, last: int) -> Iterator[Report]:
    """One report for each job, each version that is kept, and what a summary tells."""
    for each in objects(told):
        if "JobType" in each or "JobState" in each:
            yield _job(each, about, last)
        elif "LastBackupTime" in each:
            yield from _summary(each, about, last)
        elif "VersionId" in each:
            yield from _version(each, about, last)


def _job(told: dict[str, Any], about: About, last: int) -> Report:
    restores = any(word in str(told.get("JobType", "")).lower() for word in _RESTORES)
    items = [each for each in objects(told.get("JobItems")) if "HResult" in each]
    result = _code(told.get("HResult"))
    if str(told.get("JobState", "")).lower() in {"running", "inprogress"}:
        result = JobResult.RUNNING
    elif result is JobResult.SUCCESS and any(
        _code(each["HResult"]) is not result for each in items
    ):
        result = JobResult.WARNING
    return _report(
        told,
        about,
        last,
        kind=JobKind.RESTORE if restores else JobKind.INCREMENTAL,
        result=result,
        number=str(told.get("VersionId") or ""),
        started=moment(told.get("StartTime"), about.zone),
        ended=moment(told.get("EndTime"), about.zone),
    )


def _summary(told: dict[str, Any], about: About, last: int) -> Iterator[Report]:
    """The last backup; and the last one that succeeded, when it is another."""
    latest = moment(told["LastBackupTime"], about.zone)
    good = moment(told.get("LastSuccessfulBackupTime"), about.zone)
    if latest:
        result = _code(told.get("LastBackupResultHR"))
        target = str(told.get("LastBackupTarget") or "")
        yield _report(told, about, last, result=result, started=latest, destination=target)
    if good and good != latest:
        target = str(told.get("LastSuccessfulBackupTargetLabel") or "")
        yield _report(
            told, about, last, result=JobResult.SUCCESS, started=good, destination=target,
            marks=("inventory",),
        )  # fmt: skip


def _version(told: dict[str, Any], about: About, last: int) -> Iterator[Report]:
    number = str(told["VersionId"])
    made = version_time(number) or moment(told.get("BackupTime"), about.zone)
    target = told.get("BackupTarget")
    if isinstance(target, dict):
        target = target.get("Label") or target.get("Path")
    if made:
        yield _report(
            told, about, last, result=JobResult.SUCCESS, number=number, started=made,
            destination=target if isinstance(target, str) else "", marks=("inventory",),
        )  # fmt: skip


def _report(told: dict[str, Any], about: About, last: int, **known: Any) -> Report:
    """A report with what is the same for all of them."""
    system = told.get("PSComputerName")
    given: dict[str, Any] = {"kind": JobKind.INCREMENTAL, "first": 0, "last": last}
    named = system if isinstance(system, str) and system else about.system
    return Report(job="wbadmin", system=named, **(given | known))


def _code(told: Any) -> JobResult:
    """What an HRESULT says: 0 alone is a success, and nothing says nothing."""
    if isinstance(told, bool) or not isinstance(told, int | str) or told == "":
        return JobResult.UNKNOWN
    return (
        JobResult.SUCCESS
        if str(told).strip().lower() in {"0", "0x0", "0x00000000"}
        else JobResult.FAILED
    )
