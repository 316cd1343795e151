"""What Proxmox Backup Server's tasks and inventories say; no such server runs here."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.products.pbs import pbs
from collectors.backups.reading import About, Lost, Report
from tests.collectors.backups.mutations import mutated

ABOUT = About("task.log", ZoneInfo("Europe/Paris"), datetime(2026, 11, 26, 6, tzinfo=UTC))
BACKUP, VERIFY, COPY, OTHER = JobKind.INCREMENTAL, JobKind.VERIFY, JobKind.COPY, JobKind.OTHER
SUCCESS, WARNING, FAILED = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED
MIDNIGHT = 1795651200  # 26 November 2026, 0:00 UTC


def read(text: str, about: About = ABOUT) -> list[Report]:
    told = list(pbs(text.splitlines(keepends=True), about))
    assert not [each for each in told if isinstance(each, Lost)]
    return [each for each in told if isinstance(each, Report)]


def log(*said: str) -> str:
    """A task's log, a line each ten seconds from one in the morning."""
    return "".join(
        f"2026-11-26T01:{n // 6:02}:{n % 6}0+01:00: {line}\n" for n, line in enumerate(said)
    )


def kinds(text: str) -> list[tuple[str | None, JobKind, JobResult]]:
    return [(each.system, each.kind, each.result) for each in read(text)]


START = (
    "starting new backup on datastore 'nas' from ::ffff:10.0.0.5: \"vm/101/2026-11-26T00:00:00Z\""
)


def test_a_backup() -> None:
    (job,) = read(
        log(
            START,
            "Upload statistics for 'drive-scsi0.img.fidx'",
            "Size: 34359738368",
            "Upload statistics for 'qemu-server.conf.blob'",
            "Size: 632",
            "backup finished successfully",
            "TASK OK",
        )
    )

    assert (job.system, job.kind, job.result) == ("vm/101", BACKUP, SUCCESS)
    assert job.started == datetime(2026, 11, 26, tzinfo=UTC)
    assert job.ended == datetime(2026, 11, 26, 0, 1, tzinfo=UTC)
    assert (job.size, job.destination) == (34359739000, "nas")
    assert job.number == "vm/101/2026-11-26T00:00:00Z"


@pytest.mark.parametrize(
    ("end", "result"),
    [
        ("TASK OK", SUCCESS),
        ("TASK WARNINGS: 2", WARNING),
        ("TASK ERROR: backup failed: connection error: timed out", FAILED),
        ("TASK ERROR: backup ended but finished flag is not set.", FAILED),
        ("TASK ERROR: task aborted", JobResult.CANCELED),
    ],
)
def test_how_a_backup_ends(end: str, result: JobResult) -> None:
    assert kinds(log(START, end)) == [("vm/101", BACKUP, result)]


def test_a_host_bears_its_own_name_whatever_the_namespace() -> None:
    text = log(START.replace("vm/101", "ns/dsi/host/srv-dpi"), "TASK OK")

    assert kinds(text) == [("srv-dpi", BACKUP, SUCCESS)]


def test_one_that_goes_on_is_read_again() -> None:
    reading = pbs(log("something else", START).splitlines(keepends=True), ABOUT)

    job = next(reading)
    with pytest.raises(StopIteration) as stopped:
        next(reading)

    assert isinstance(job, Report)
    assert job.result is JobResult.RUNNING
    assert stopped.value.value == 1


CHECKED = (
    "verify datastore nas",
    "found 2 groups",
    "verify group nas:vm/101 (1 snapshots)",
    "verify nas:vm/101/2026-11-25T00:00:00Z",
    "  check drive-scsi0.img.fidx",
    "  verified 3.20/8.00 GiB in 10.00 seconds, speed 300/800 MiB/s (0 errors)",
    "verify group nas:host/srv-dpi (1 snapshots)",
    "verify nas:host/srv-dpi/2026-11-25T00:00:00Z",
)
DAMAGED = (
    *CHECKED,
    "  verified 1.00/2.00 GiB in 5.00 seconds, speed 200/400 MiB/s (3 errors)",
    "Failed to verify the following snapshots/groups:",
    "\thost/srv-dpi/2026-11-25T00:00:00Z",
    "TASK ERROR: verification failed - please check the log for details",
)


def test_a_verification_is_no_backup() -> None:
    assert kinds(log(*CHECKED, "TASK OK")) == [
        ("srv-dpi", VERIFY, SUCCESS),
        ("vm/101", VERIFY, SUCCESS),
    ]


def test_what_is_damaged_is_told_for_that_group_alone() -> None:
    assert kinds(log(*DAMAGED)) == [("srv-dpi", VERIFY, FAILED), ("vm/101", VERIFY, SUCCESS)]


def test_a_verification_that_stopped_says_nothing_of_the_rest() -> None:
    text = log(*CHECKED, "TASK ERROR: verification failed - job aborted")

    assert {each[2] for each in kinds(text)} == {JobResult.CANCELED}


def test_one_snapshot_is_verified() -> None:
    text = log("verify nas:vm/101/2026-11-25T00:00:00Z", "  verified 1/1 MiB (0 errors)", "TASK OK")

    assert kinds(text) == [("vm/101", VERIFY, SUCCESS)]


OTHERS = [
    ("Starting datastore sync job 'distant:nas:local::s-1234'", COPY),
    ("starting garbage collection on store nas", OTHER),
    ("Starting datastore prune on datastore 'nas' namespace ''", OTHER),
    ("starting new backup reader datastore 'nas': \"/mnt/datastore/nas\"", OTHER),
]


@pytest.mark.parametrize(("begins", "kind"), OTHERS)
def test_what_is_no_backup(begins: str, kind: JobKind) -> None:
    assert kinds(log(begins, "TASK OK")) == [(None, kind, SUCCESS)]
    assert kinds(log(begins, "TASK ERROR: no space")) == [(None, kind, FAILED)]


def listed(**told: Any) -> dict[str, Any]:
    return {
        "upid": "UPID:pbs:0001A2B3:00C4D5E6:00000007:6B077680:backup:nas\\x3avm-101:root@pam:",
        "node": "localhost",
        "starttime": MIDNIGHT,
        "endtime": MIDNIGHT + 90,
        "worker_type": "backup",
        "worker_id": "nas:vm/101",
        "user": "root@pam",
        "status": "OK",
    } | told


LISTED: list[tuple[dict[str, Any], list[tuple[str | None, JobKind, JobResult]]]] = [
    ({}, [("vm/101", BACKUP, SUCCESS)]),
    ({"worker_id": "nas:host/srv-dpi"}, [("srv-dpi", BACKUP, SUCCESS)]),
    ({"status": "WARNINGS: 1"}, [("vm/101", BACKUP, WARNING)]),
    ({"status": "backup failed: timed out"}, [("vm/101", BACKUP, FAILED)]),
    ({"status": "task aborted"}, [("vm/101", BACKUP, JobResult.CANCELED)]),
    ({"status": "unknown"}, [("vm/101", BACKUP, JobResult.UNKNOWN)]),
    ({"status": None, "endtime": None}, [("vm/101", BACKUP, JobResult.RUNNING)]),
    ({"worker_type": "verificationjob", "worker_id": "nas:v-1"}, [(None, VERIFY, SUCCESS)]),
    ({"worker_type": "syncjob", "worker_id": "d:nas:s-1"}, [(None, COPY, SUCCESS)]),
    ({"worker_type": "reader"}, [("vm/101", OTHER, SUCCESS)]),
    ({"worker_type": "aptupdate", "worker_id": None}, []),
]


@pytest.mark.parametrize(("changed", "told"), LISTED)
def test_a_list_of_tasks(
    changed: dict[str, Any], told: list[tuple[str | None, JobKind, JobResult]]
) -> None:
    for text in (json.dumps([listed(**changed)]), json.dumps([listed(**changed)], indent=2)):
        assert kinds(text) == told


def test_a_task_of_a_list_has_its_times_and_not_who_began_it() -> None:
    (job,) = read(json.dumps({"data": [listed()]}))

    assert job.ended == datetime(2026, 11, 26, 0, 1, 30, tzinfo=UTC)
    assert "root" not in job.number


def snapshot(**told: Any) -> dict[str, Any]:
    return {
        "backup-id": "101",
        "backup-time": MIDNIGHT,
        "backup-type": "vm",
        "comment": "srv-dpi",
        "size": 34359739000,
        "files": [{"filename": "index.json.blob"}],
    } | told


def test_what_a_datastore_holds() -> None:
    (job,) = read(json.dumps([snapshot()]))

    assert (job.system, job.kind, job.result) == ("srv-dpi", BACKUP, SUCCESS)
    assert (job.started, job.marks) == (datetime(2026, 11, 26, tzinfo=UTC), ("inventory",))


@pytest.mark.parametrize(
    ("changed", "system"),
    [
        ({"comment": "avant la mise à jour"}, "vm/101"),
        ({"comment": None}, "vm/101"),
        ({"backup-type": "host", "backup-id": "srv-web"}, "srv-web"),
    ],
)
def test_whose_a_snapshot_is(changed: dict[str, Any], system: str) -> None:
    assert read(json.dumps([snapshot(**changed)]))[0].system == system


def test_a_snapshot_that_was_never_finished_is_no_success() -> None:
    assert kinds(json.dumps([snapshot(size=None)])) == [("srv-dpi", BACKUP, JobResult.UNKNOWN)]


@pytest.mark.parametrize(("state", "result"), [("ok", SUCCESS), ("failed", FAILED)])
def test_a_snapshot_tells_its_verification(state: str, result: JobResult) -> None:
    checked = {"state": state, "upid": listed()["upid"]}

    _, job = read(json.dumps([snapshot(verification=checked)]))

    assert (job.kind, job.result) == (VERIFY, result)
    assert job.ended == datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize("text", ['[{"a": 1}]\n', '{"data": 3}\n', '[{"upid": \n', "[\n  {\n"])
def test_what_is_not_understood_is_told(text: str) -> None:
    assert any(isinstance(each, Lost) for each in pbs(text.splitlines(keepends=True), ABOUT))


MUTATED = log(*DAMAGED) + log(START) + json.dumps([listed(), snapshot()], indent=1) + "\n"


@given(mutated(MUTATED))
def test_whatever_is_written_is_read_or_told_as_lost(text: str) -> None:
    told = list(pbs(text.splitlines(keepends=True), ABOUT))

    assert all(each.first <= each.last < len(text.splitlines()) + 1 for each in told)


def test_a_verification_that_failed_is_never_lost() -> None:
    end = "TASK ERROR: verification failed - please check the log for details"
    alone = log("verify nas:vm/101/2026-11-25T00:00:00Z", end)

    assert kinds(alone) == [("vm/101", VERIFY, FAILED)]
    assert kinds(log(*CHECKED, end)) == [
        ("srv-dpi", VERIFY, JobResult.UNKNOWN),
        ("vm/101", VERIFY, JobResult.UNKNOWN),
        (None, VERIFY, FAILED),
    ]


CLIENT = (
    "Starting backup: [ns1]:host/srv-dpi/2026-11-25T01:00:01Z",
    "Client name: srv-dpi",
    "Upload directory '/srv' to 'backup@pbs@10.0.0.9:nas' as srv.pxar.didx",
    "srv.pxar: had to backup 12.3 MiB of 3.5 GiB (compressed 4.1 MiB) in 22.11s",
    "Duration: 25.5s",
    "End Time: Wed Nov 25 02:00:26 2026",
)


def test_a_host_that_sends_its_own_backup() -> None:
    (job,) = read("\n".join(CLIENT))

    assert (job.system, job.kind, job.result) == ("srv-dpi", BACKUP, SUCCESS)
    assert job.started == datetime(2026, 11, 25, 1, 0, 1, tzinfo=UTC)
    assert job.ended == datetime(2026, 11, 25, 1, 0, 26, 500_000, tzinfo=UTC)
    assert (job.size, job.destination, job.number) == (
        3.5 * 2**30, "nas", "host/srv-dpi/2026-11-25T01:00:01Z",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        ((*CLIENT[:4], "Error: connection reset"), FAILED),
        ((*CLIENT[:4], 'failed to open file: "a": Permission denied', *CLIENT[4:]), WARNING),
        (CLIENT[:4], JobResult.RUNNING),
    ],
)
def test_how_a_host_ends_its_own_backup(lines: tuple[str, ...], result: JobResult) -> None:
    (job,) = read("\n".join(lines))

    assert job.result is result
