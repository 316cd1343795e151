"""What vzdump's logs, mails and tasks say of each guest; no Proxmox runs here."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.products.vzdump import vzdump
from collectors.backups.reading import About, Lost, Report
from tests.collectors.backups.mutations import mutated

NAME = "UPID:pve1:000029DD:1599528B:6B077680:qmrestore:101:root@pam:"  # 26 November 2026, 0:00
ABOUT = About("task.log", ZoneInfo("Europe/Paris"), datetime(2026, 11, 26, 6, tzinfo=UTC))
JOB = "INFO: starting new backup job: vzdump 101 210 --storage nas --mode snapshot --quiet 1\n"
FULL, PARTIAL, RESTORE = JobKind.FULL, JobKind.INCREMENTAL, JobKind.RESTORE
SUCCESS, WARNING, FAILED = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED

QEMU = """\
INFO: Starting Backup of VM 101 (qemu)
INFO: Backup started at 2026-11-26 01:00:02
INFO: status = running
INFO: VM Name: srv-dpi
INFO: include disk 'scsi0' 'local-lvm:vm-101-disk-0' 32G
INFO: backup mode: snapshot
INFO: creating vzdump archive '/mnt/pve/nas/dump/vzdump-qemu-101-2026_11_26-01_00_02.vma.zst'
INFO: 100% (32.0 GiB of 32.0 GiB) in 3m 6s, read: 200.0 MiB/s, write: 0 B/s
INFO: transferred 32.00 GiB in 186 seconds (176.2 MiB/s)
INFO: archive file size: 10.50GB
INFO: Finished Backup of VM 101 (00:03:12)
INFO: Backup finished at 2026-11-26 01:03:14
"""
LXC = """\
INFO: Starting Backup of VM 210 (lxc)
INFO: Backup started at 2026-11-26 01:03:14
INFO: CT Name: srv-web
INFO: backup mode: snapshot
INFO: creating vzdump archive '/mnt/pve/nas/dump/vzdump-lxc-210-2026_11_26-01_03_14.tar.zst'
INFO: Total bytes written: 512901120 (490MiB, 96MiB/s)
INFO: Finished Backup of VM 210 (00:00:23)
INFO: Backup finished at 2026-11-26 01:03:37
"""
BROKEN = """\
INFO: Starting Backup of VM 210 (lxc)
INFO: Backup started at 2026-11-26 01:03:14
INFO: CT Name: srv-web
ERROR: Backup of VM 210 failed - unable to open file - No space left on device
INFO: Failed at 2026-11-26 01:03:20
"""


def read(text: str, about: About = ABOUT) -> list[Report]:
    told = list(vzdump(text.splitlines(keepends=True), about))
    assert not [each for each in told if isinstance(each, Lost)]
    return [each for each in told if isinstance(each, Report)]


def one(text: str, about: About = ABOUT) -> Report:
    (report,) = read(text, about)
    return report


def test_each_guest_is_told() -> None:
    vm, ct = read(f"{JOB}{QEMU}{LXC}INFO: Backup job finished successfully\nTASK OK\n")

    assert (vm.job, vm.system, vm.kind, vm.result) == ("vzdump 101", "srv-dpi", FULL, SUCCESS)
    assert vm.started == datetime(2026, 11, 26, 0, 0, 2, tzinfo=UTC)
    assert vm.ended == datetime(2026, 11, 26, 0, 3, 14, tzinfo=UTC)
    assert (vm.size, vm.destination) == (32 << 30, "nas")
    assert (ct.job, ct.system, ct.result, ct.size) == ("vzdump 210", "srv-web", SUCCESS, 512901120)


def test_one_that_failed_fails_alone() -> None:
    vm, ct = read(
        f"{JOB}{QEMU}{BROKEN}INFO: Backup job finished with errors\nTASK ERROR: job errors\n"
    )

    assert (vm.result, ct.result, ct.system) == (SUCCESS, FAILED, "srv-web")
    assert ct.ended == datetime(2026, 11, 26, 0, 3, 20, tzinfo=UTC)
    assert ct.errors == 1


WARNINGS = [
    ("WARN: unable to freeze guest fs - backup continues", WARNING),
    # Proxmox VE 9 says so of every guest with an old EFI disk: nothing is missing from the backup.
    ("WARN: EFI disk without 'ms-cert=2023k' option, suggested to add", SUCCESS),
]


@pytest.mark.parametrize(("said", "result"), WARNINGS)
def test_a_task_with_warnings_has_saved_every_guest(said: str, result: JobResult) -> None:
    vm, ct = read(JOB + QEMU.replace("INFO: status = running", said) + LXC + "TASK WARNINGS: 1\n")

    assert (vm.result, ct.result) == (result, SUCCESS)


def test_a_snapshot_on_a_backup_server_sends_what_changed() -> None:
    text = QEMU.replace(
        "creating vzdump archive '/mnt/pve/nas/dump/vzdump-qemu-101-2026_11_26-01_00_02.vma.zst'",
        "creating Proxmox Backup Server archive 'vm/101/2026-11-26T00:00:02Z'",
    )

    assert one(text).kind is PARTIAL


@pytest.mark.parametrize(
    "said",
    [
        "INFO: exclude disk 'scsi1' 'local-lvm:vm-101-disk-1' (backup=no)",
        "INFO: excluding bind mount point mp0 ('/data') from backup",
    ],
)
def test_a_disk_that_is_left_out_by_choice_is_told(said: str) -> None:
    job = one(QEMU.replace("INFO: status = running", said))

    assert (job.result, job.marks) == (SUCCESS, ("volumes_excluded",))


STOPPED = [
    "ERROR: Backup of VM 210 failed - interrupted by signal\nINFO: Failed at 2026-11-26 01:03:20\n",
    "INFO: Failed at 2026-11-26 01:03:20\nERROR: Backup job failed - interrupted by signal\n",
    "ERROR: Backup of VM 210 failed - job aborted\n",
]


@pytest.mark.parametrize("said", STOPPED)
def test_one_that_was_stopped_is_canceled(said: str) -> None:
    job = one("".join(BROKEN.splitlines(keepends=True)[:3]) + said + "TASK ERROR: interrupted\n")

    assert job.result is JobResult.CANCELED


def test_what_has_not_ended_runs_and_is_read_again() -> None:
    reading = vzdump((JOB + QEMU + LXC[:80]).splitlines(keepends=True), ABOUT)

    vm, ct = next(reading), next(reading)
    with pytest.raises(StopIteration) as stopped:
        next(reading)

    assert isinstance(vm, Report)
    assert isinstance(ct, Report)
    assert (vm.result, ct.result) == (SUCCESS, JobResult.RUNNING)
    assert stopped.value.value == 1 + QEMU.count("\n")


def test_one_whose_end_nobody_tells_is_no_success() -> None:
    first, second = read(f"{QEMU.partition('INFO: transferred')[0]}{LXC}")
    alone = one(f"{QEMU.partition('INFO: transferred')[0]}TASK OK\n")

    assert (first.result, second.result, alone.result) == (
        JobResult.UNKNOWN,
        SUCCESS,
        JobResult.UNKNOWN,
    )


def test_a_job_that_could_not_begin_failed_for_each_of_its_guests() -> None:
    jobs = read(f"{JOB}TASK ERROR: could not activate storage 'nas': storage is not online\n")

    assert [(e.job, e.result) for e in jobs] == [("vzdump 101", FAILED), ("vzdump 210", FAILED)]


def test_a_name_that_was_told_before_is_remembered() -> None:
    nameless = BROKEN.replace("INFO: CT Name: srv-web\n", "")

    assert [each.system for each in read(LXC + nameless)] == ["srv-web"] * 2
    assert one(nameless).system == "ct/210"


def stamps(form: str, text: str) -> str:
    return "".join(f"{form}{line}\n" for line in text.splitlines() if " at 2026-" not in line)


@pytest.mark.parametrize(
    ("form", "hour"),
    [("2026-11-26 01:03:14 ", 0), ("Nov 26 01:03:14 ", 0), ("210: 2026-11-26 01:03:14 ", 0)],
)
def test_logs_of_a_guest_and_mails_bear_their_time(form: str, hour: int) -> None:
    job = one(stamps(form, LXC))

    assert job.ended == datetime(2026, 11, 26, hour, 3, 14, tzinfo=UTC)
    assert (job.system, job.result) == ("srv-web", SUCCESS)


def test_an_archive_s_name_gives_a_time_to_old_logs() -> None:
    text = "".join(e for e in LXC.splitlines(keepends=True) if " at 2026-" not in e)

    job = one(text)

    assert job.started == datetime(2026, 11, 26, 0, 3, 14, tzinfo=UTC)
    assert job.ended == datetime(2026, 11, 26, 0, 3, 37, tzinfo=UTC)
    assert job.destination == "/mnt/pve/nas/…"


def test_the_api_s_log_is_the_same() -> None:
    told = [{"n": n, "t": line} for n, line in enumerate(QEMU.splitlines(), 1)]

    for text in (json.dumps(told), json.dumps({"data": told}), json.dumps(told, indent=2)):
        assert one(text).result is SUCCESS


RESTORES = [
    (
        (
            "restore vma archive: zstd -q -d -c /mnt/pve/nas/dump/vzdump-qemu-101-2026_11_20-01_00_02"
            ".vma.zst | vma extract -v -r /var/tmp/a.fifo - /var/tmp/b\nprogress 100% (read 34359 bytes)\n"
        ),
        "vm/101",
    ),
    (
        (
            "recovering backed-up configuration from 'nas:backup/vzdump-lxc-210-2026_11_20-01_03.tar.zst'\n"
            "restoring 'nas:backup/vzdump-lxc-210-2026_11_20-01_03_14.tar.zst' now..\n"
        ),
        "ct/210",
    ),
    (
        (
            "restore proxmox backup image: /usr/bin/pbs-restore --repository r@pbs@nas:s"
            " vm/101/2026-11-20T00:00:02Z drive-scsi0.img.fidx /dev/pve/vm-101-disk-0\n"
        ),
        "vm/101",
    ),
]


@pytest.mark.parametrize(("text", "system"), RESTORES)
@pytest.mark.parametrize(
    ("end", "result"),
    [
        ("TASK OK\n", SUCCESS),
        ("TASK WARNINGS: 1\n", WARNING),
        ("TASK ERROR: command failed: exit code 1\n", FAILED),
        ("", JobResult.RUNNING),
    ],
)
def test_restores(text: str, system: str, end: str, result: JobResult) -> None:
    about = About(NAME, ABOUT.zone, ABOUT.written)

    job = one(text + end, about)

    assert (job.kind, job.system, job.result) == (RESTORE, system, result)
    assert job.started == datetime(2026, 11, 26, tzinfo=UTC)


@given(mutated(JOB + QEMU + BROKEN + RESTORES[0][0] + "TASK ERROR: job errors\n"))
def test_whatever_is_written_is_read_or_told_as_lost(text: str) -> None:
    told = list(vzdump(text.splitlines(keepends=True), ABOUT))

    assert all(each.first <= each.last < len(text.splitlines()) + 1 for each in told)


HEAD = """\
VMID    NAME         STATUS    TIME         SIZE        FILENAME
101     srv-dpi      ok        1h 5m 12s    20.5 GiB    vm/101/2026-11-25T01:00:03Z
102     srv-pacs     err       0s           0 B         null
210     un web       ok        00:00:10     1.00GB      /nas/dump/vzdump-lxc-210-2026_11_25-03_00_00.tar.zst
Total running time: 1h 5m 22s
Total size: 21.5 GiB
"""


def test_a_mail_without_logs_tells_each_guest() -> None:
    first, second, third = read(HEAD)

    assert (first.system, first.result, first.kind) == ("srv-dpi", SUCCESS, JobKind.INCREMENTAL)
    assert first.started == datetime(2026, 11, 25, 1, 0, 3, tzinfo=UTC)
    assert first.ended == datetime(2026, 11, 25, 2, 5, 15, tzinfo=UTC)
    assert first.size == 20.5 * 2**30
    assert (second.system, second.result, second.started) == ("srv-pacs", FAILED, None)
    assert (third.system, third.result, third.kind) == ("un web", SUCCESS, JobKind.FULL)
    assert third.ended == datetime(2026, 11, 25, 2, 0, 10, tzinfo=UTC)  # an hour less than in Paris


def test_the_logs_below_a_table_are_the_same_guests() -> None:
    head = "101 srv-pacs ok 3m 12s 20.5 GiB vm/101/2026-11-25T01:00:03Z\n"
    nameless = QEMU.replace("INFO: VM Name: srv-dpi\n", "")

    assert one(head + nameless).system == "srv-pacs"
    assert one(head + QEMU).system == "srv-dpi"
