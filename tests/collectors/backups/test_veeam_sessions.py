"""Veeam's sessions as JSON: PowerShell's own, Enterprise Manager's, the REST API's."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.backups import JobKind, JobResult
from tests.collectors.backups.read import at, lost, reports, told

OK, WARN, KO, RUNNING = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED, JobResult.RUNNING
SESSION = "0b2d6a10-0000-4000-8000-000000000001"
BEGAN, ENDED = at("2026-11-25T22:00:13"), at("2026-11-25T22:31:04")


def powershell(**more: Any) -> dict[str, Any]:
    """A session as Windows PowerShell's ConvertTo-Json writes it: numbers, and dates of .NET."""
    return {
        "Id": SESSION,
        "JobId": "0b2d6a10-0000-4000-8000-000000000009",
        "JobName": "Nuit",
        "Name": "Nuit (Incremental)",
        "JobType": 0,
        "JobTypeString": "VMware Backup",
        "IsFullMode": False,
        "IsRetryMode": False,
        "WillBeRetried": False,
        "CreationTime": "/Date(1795640413000)/",
        "EndTime": "/Date(1795642264000)/",
        "State": -1,
        "Result": 0,
        "Progress": {"TotalSize": 64424509440, "Percents": 100},
    } | more


def machine(name: str, status: Any, **more: Any) -> dict[str, Any]:
    return {
        "Id": f"{name}-1",
        "Name": name,
        "JobName": "Nuit",
        "JobSessId": SESSION,
        "Status": status,
        "Progress": {
            "StartTimeLocal": "2026-11-25T22:01:00",
            "StopTimeLocal": "2026-11-25T22:20:00",
            "TotalSize": 1024,
        },
    } | more


def test_a_session_of_powershell() -> None:
    (job,) = reports("veeam", json.dumps(powershell(), indent=4))

    assert (job.job, job.system, job.kind, job.result) == ("Nuit", None, JobKind.INCREMENTAL, OK)
    assert (job.started, job.ended, job.size) == (BEGAN, ENDED, 64424509440)
    assert (job.number, job.marks) == (SESSION, ())


DATES = [
    "/Date(1795642264000)/",
    "\\/Date(1795642264000)\\/",
    "/Date(1795642264000+0100)/",
    {"value": "/Date(1795642264000)/", "DateTime": "mercredi 25 novembre 2026 22:31:04"},
    {"DateTime": "mercredi 25 novembre 2026 22:31:04"},
    {"DateTime": "Wednesday, November 25, 2026 10:31:04 PM"},
    "2026-11-25T22:31:04.0000000+01:00",
    "2026-11-25T21:31:04Z",
    "2026-11-25T22:31:04",
    "25/11/2026 22:31:04",
    "11/25/2026 10:31:04 PM",
    1795642264,
]


@pytest.mark.parametrize("date", DATES, ids=str)
def test_dates_as_they_are_written(date: Any) -> None:
    (job,) = reports("veeam", json.dumps([powershell(EndTime=date)]))

    assert job.ended == ENDED


@pytest.mark.parametrize(
    "date",
    [
        "0001-01-01T00:00:00",
        "/Date(-62135596800000)/",
        "1900-01-01T00:00:00",
        "hier",
        None,
        [],
        True,
    ],
)
def test_a_date_that_is_none(date: Any) -> None:
    (job,) = reports("veeam", json.dumps([powershell(EndTime=date, State="Stopped")]))

    assert job.ended is None


RESULTS = [
    ("Success", "Stopped", OK), ("Warning", "Stopped", WARN), ("Failed", "Stopped", KO),
    (1, -1, WARN), (2, -1, KO), (-1, -1, JobResult.UNKNOWN), ("None", "Stopped", JobResult.UNKNOWN),
    ("None", "Working", RUNNING), (-1, 3, RUNNING), ("Success", "Working", RUNNING),
    ("None", "Idle", RUNNING), ("Failed", "Postprocessing", KO), ("Succès", "Stopped", OK),
    ({"result": "Success", "isCanceled": True}, "Stopped", JobResult.CANCELED),
    ("parfait", "Stopped", JobResult.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("result", "state", "expected"), RESULTS)
def test_results_as_names_and_numbers(result: Any, state: Any, expected: JobResult) -> None:
    (job,) = reports("veeam", json.dumps([powershell(Result=result, State=state)]))

    assert job.result is expected


TYPES = [
    ({"JobTypeString": "VMware Backup", "IsFullMode": True}, JobKind.FULL, ""),
    ({"JobTypeString": "Hyper-V Backup", "Name": "Nuit (Synthetic Full)"}, JobKind.FULL, ""),
    ({"JobTypeString": "Windows Agent Backup"}, JobKind.INCREMENTAL, ""),
    ({"JobTypeString": "VMware Backup Copy"}, JobKind.COPY, ""),
    ({"JobTypeString": "Backup to Tape"}, JobKind.COPY, "tape"),
    ({"JobTypeString": "VMware Replication", "JobType": "Replica"}, JobKind.OTHER, ""),
    ({"JobTypeString": None, "JobType": 51}, JobKind.COPY, ""),
    ({"JobTypeString": None, "JobType": "SimpleBackupCopyPolicy"}, JobKind.COPY, ""),
    ({"JobTypeString": None, "JobType": "VmTapeBackup"}, JobKind.COPY, "tape"),
    ({"JobTypeString": "SureBackup", "JobType": "DRV"}, JobKind.RESTORE_TEST, ""),
    ({"JobTypeString": "Backup Health Check"}, JobKind.VERIFY, ""),
    # A job is not what its name says.
    (
        {"JobName": "Restauration copie tape", "JobTypeString": "VMware Backup"},
        JobKind.INCREMENTAL,
        "",
    ),
]


@pytest.mark.parametrize(("more", "kind", "medium"), TYPES)
def test_what_a_session_did(more: dict[str, Any], kind: JobKind, medium: str) -> None:
    (job,) = reports("veeam", json.dumps([powershell(**more)]))

    assert (job.kind, job.medium) == (kind, medium)


def test_each_machine_of_a_session() -> None:
    session = powershell(Result=1, WillBeRetried=True, JobTypeString="VMware Backup Copy")
    told_ = reports("veeam", json.dumps([session, machine("srv-dpi", 0), machine("srv-labo", 2)]))

    assert [(each.job, each.system, each.kind, each.result, each.marks) for each in told_] == [
        ("Nuit", "srv-dpi", JobKind.COPY, OK, ("will_be_retried",)),
        ("Nuit", "srv-labo", JobKind.COPY, KO, ("will_be_retried",)),
    ]
    assert told_[0].ended == at("2026-11-25T22:20")
    assert told_[0].size == 1024


def test_a_session_that_failed_before_any_machine() -> None:
    (job,) = reports("veeam", json.dumps([powershell(Result="Failed")]))

    assert (job.system, job.result) == (None, KO)


def test_tasks_alone_are_no_backup_that_can_be_told() -> None:
    """Of which kind of job they are part is not in them."""
    (task,) = reports("veeam", json.dumps([machine("srv-dpi", "Success")]))
    (within,) = reports("veeam", json.dumps([machine("srv-dpi", "Success", JobSess=powershell())]))

    assert task.kind is JobKind.OTHER
    assert within.kind is JobKind.INCREMENTAL


def test_sessions_that_tell_no_type_are_those_of_their_file() -> None:
    session = {
        "Name": "Test DPI",
        "Result": 0,
        "State": "Stopped",
        "EndTime": "2026-11-25T22:31:04",
    }

    (test,) = reports("veeam", json.dumps([session]), "surebackup.json")
    (unknown,) = reports("veeam", json.dumps([session]), "sessions.json")

    assert (test.kind, unknown.kind) == (JobKind.RESTORE_TEST, JobKind.OTHER)


def test_enterprise_manager() -> None:
    page = {
        "BackupJobSessions": [
            {
                "Type": "BackupJobSession", "UID": f"urn:veeam:BackupJobSession:{SESSION}",
                "Name": "Nuit@2026-11-25 21:00:13", "JobName": "Nuit", "JobType": "Backup",
                "CreationTimeUTC": "2026-11-25T21:00:13Z", "EndTimeUTC": "2026-11-25T21:31:04Z",
                "State": "Stopped", "Result": "Warning", "Progress": 100, "IsRetry": True,
            }
        ],
        "BackupTaskSessions": [
            {
                "Type": "BackupTaskSession", "UID": "urn:veeam:BackupTaskSession:88",
                "Name": "srv-dpi@2026-11-25 21:01:00", "VmDisplayName": "srv-dpi",
                "JobSessionUid": f"urn:veeam:BackupJobSession:{SESSION}",
                "CreationTimeUTC": "2026-11-25T21:01:00Z", "EndTimeUTC": "2026-11-25T21:20:00Z",
                "State": "Completed", "Result": "Failed", "TotalSize": 2048,
            }
        ],
        "RestoreSessions": [
            {
                "Type": "RestoreSession", "UID": "urn:veeam:RestoreSession:67", "JobType": "FileLevelRestore",
                "Name": "FLR_[srv-dpi]@2026-11-24 05:59:18", "VmDisplayName": "srv-dpi",
                "EndTimeUTC": "2026-11-24T06:28:24", "State": "Stopped", "Result": "Success",
            }
        ],
    }  # fmt: skip

    task, restored = reports("veeam", json.dumps({"Entities": page}))

    assert (task.job, task.system, task.kind, task.result) == (
        "Nuit",
        "srv-dpi",
        JobKind.INCREMENTAL,
        KO,
    )
    assert (task.ended, task.size, task.marks) == (at("2026-11-25T22:20"), 2048, ("retry",))
    assert (restored.system, restored.kind, restored.result) == ("srv-dpi", JobKind.RESTORE, OK)
    assert restored.ended == at("2026-11-24T07:28:24")


def test_files_restored_from_a_machine_name_it_in_their_session() -> None:
    session = powershell(
        JobTypeString="Windows File Restore", JobName=None, Name="FLR_[srv-dpi]@2026-11-24 05:59:18"
    )
    (restored,) = reports("veeam", json.dumps(session))

    assert (restored.kind, restored.system) == (JobKind.RESTORE, "srv-dpi")


def test_the_rest_api() -> None:
    def session(name: str, kind: str, result: str, **more: Any) -> dict[str, Any]:
        return {
            "id": f"id-{name}", "name": name, "sessionType": kind, "state": "Stopped",
            "creationTime": "2026-11-25T22:00:13.123456+01:00", "endTime": "2026-11-25T22:31:04+01:00",
            "result": {"result": result, "message": "", "isCanceled": False},
        } | more  # fmt: skip

    page = {
        "data": [
            session("Nuit", "BackupJob", "Success"),
            session("Test DPI", "SureBackup", "Failed"),
            session("srv-dpi", "RestoreVm", "Success"),
            session("Rescan", "Infrastructure", "Success"),
            session("Nuit", "BackupJob", "None", state="Working", endTime=None),
        ],
        "pagination": {"total": 5, "count": 5, "skip": 0, "limit": 200},
    }

    told_ = reports("veeam", json.dumps(page))

    assert [(each.job, each.kind, each.result) for each in told_] == [
        ("Nuit", JobKind.INCREMENTAL, OK),
        ("Test DPI", JobKind.RESTORE_TEST, KO),
        ("srv-dpi", JobKind.RESTORE, OK),
        ("Nuit", JobKind.INCREMENTAL, RUNNING),
    ]


def test_one_object_a_line() -> None:
    text = "\n".join(json.dumps(powershell(Id=f"s{number}")) for number in range(3))

    assert [each.number for each in reports("veeam", text)] == ["s0", "s1", "s2"]
    assert lost("veeam", text + '\n{"Id": ') == ["not_json"]


def test_a_document_of_something_else_is_lost() -> None:
    assert lost("veeam", '[{"name": "x"}]') == ["not_understood"]
    assert told("veeam", "[]") == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "Name",
                        "Result",
                        "State",
                        "Status",
                        "Progress",
                        "JobType",
                        "EndTime",
                        "JobSessId",
                        "Id",
                        "preuve",
                        "sections",
                    ]
                ),
                x,
                max_size=5,
            )
        ),
    )
)
def test_any_json_gives_no_error(value: Any) -> None:
    told("veeam", json.dumps(value))
    told("veeam", json.dumps([powershell() | value if isinstance(value, dict) else value]))
    told("veeam", json.dumps({"preuve": "backup/veeam/1", "sections": value}))
