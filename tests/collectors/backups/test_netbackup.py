"""What bpdbjobs says of each job; no NetBackup runs here."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.products.netbackup import netbackup
from collectors.backups.reading import About, Lost, Report
from collectors.transports.report_border import filtered
from tests.collectors.backups.mutations import mutated

ABOUT = About("jobs.txt", ZoneInfo("Europe/Paris"), datetime(2026, 11, 26, 6, tzinfo=UTC))
SUCCESS, WARNING, FAILED = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED
FULL, INCREMENTAL = JobKind.FULL, JobKind.INCREMENTAL
FIELDS = (
    "4211,0,3,0,FS-Linux,Hebdo-Full,srv-dpi,nbu-media1,1795651200,0000000095,1795651295,stu-disque,"
    "1,1,2048,310,/srv/dpi/documents/DUPONT Jeanne,100,7777,jdurand,1,0,0,99,root,nbu,1,3,0,"
    "2048,310,2,/srv/dpi/documents/a\\,b,/etc,1,7777,stu-disque,nbu-media1"
)
NAMES = ("id", "type", "state", "status", "policy", "schedule", "client", "server", "start",
         "elapsed", "end")  # fmt: skip
PLACES = {name: place for place, name in enumerate(NAMES)} | {"kb": 14, "files": 15, "kind": 22}


def read(text: str) -> list[Report]:
    told = list(netbackup(text.splitlines(keepends=True), ABOUT))
    assert not [each for each in told if isinstance(each, Lost)]
    return [each for each in told if isinstance(each, Report)]


def line(**told: str) -> str:
    fields = FIELDS.split(",")
    for name, value in told.items():
        fields[PLACES[name]] = value
    return ",".join(fields) + "\n"


def one(**told: str) -> Report:
    (report,) = read(line(**told))
    return report


def test_a_job() -> None:
    (job,) = read(f"C1\n{line()}")

    assert (job.job, job.system, job.kind, job.result) == ("FS-Linux", "srv-dpi", FULL, SUCCESS)
    assert job.started == datetime(2026, 11, 26, tzinfo=UTC)
    assert job.ended == datetime(2026, 11, 26, 0, 1, 35, tzinfo=UTC)
    assert (job.size, job.files, job.destination) == (2048 * 1024, 310, "stu-disque")
    assert job.number == "4211"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("0", SUCCESS),
        ("1", WARNING),
        ("150", JobResult.CANCELED),
        ("58", FAILED),
        ("196", FAILED),
        ("", JobResult.UNKNOWN),
    ],
)
def test_statuses(status: str, result: JobResult) -> None:
    assert one(status=status).result is result


@pytest.mark.parametrize("state", ["0", "1", "2", "4", "5"])
def test_a_job_that_is_not_done_runs(state: str) -> None:
    job = one(state=state, status="", end="0000000000")

    assert (job.result, job.ended) == (JobResult.RUNNING, None)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0", FULL),
        ("1", JobKind.OTHER),
        ("2", JobKind.RESTORE),
        ("3", JobKind.VERIFY),
        ("4", JobKind.COPY),
        ("5", JobKind.OTHER),
        ("6", FULL),
        ("17", JobKind.OTHER),
    ],
)
def test_what_is_no_backup(code: str, kind: JobKind) -> None:
    assert one(type=code).kind is kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [("0", FULL), ("1", INCREMENTAL), ("2", INCREMENTAL), ("4", JobKind.DIFFERENTIAL)],
)
def test_kinds_of_schedules(code: str, kind: JobKind) -> None:
    assert one(kind=code).kind is kind


@pytest.mark.parametrize(
    ("schedule", "kind"),
    [
        ("Complète", FULL),
        ("FULL_W", FULL),
        ("Cumulative", JobKind.DIFFERENTIAL),
        ("Quotidienne", INCREMENTAL),
        ("-", JobKind.OTHER),  # a parent
    ],
)
def test_names_of_schedules_where_their_kind_is_not_told(schedule: str, kind: JobKind) -> None:
    assert one(kind="", schedule=schedule).kind is kind


def test_a_full_that_saved_nothing_is_no_success() -> None:
    empty, changed = one(kb="0", files="0"), one(kb="0", files="0", kind="1")

    assert (empty.result, empty.marks) == (WARNING, ("nothing_saved",))
    assert (changed.result, changed.marks) == (SUCCESS, ())


def test_a_comma_in_a_name_is_one() -> None:
    assert one(policy="FS\\,Linux").job == "FS,Linux"


def test_the_table_tells_no_time() -> None:
    jobs = read(
        "     JobID           Type State Status       Policy   Schedule    Client  Dest Media Svr\n"
        "      4211         Backup  Done      0     FS-Linux  Hebdo-Full  srv-dpi      nbu-media1\n"
        "      4212         Backup  Done     58     FS-Linux  Hebdo-Full  srv-web      nbu-media1\n"
        "      4213  Image Cleanup  Done      0            -           -      nbu\n"
        "      4214        Restore  Done      1     FS-Linux           -  srv-dpi\n"
        "      4215         Backup Active           FS-Linux  Hebdo-Full  srv-sig      nbu-media1\n"
    )

    assert [(e.system, e.kind, e.result) for e in jobs] == [
        ("srv-dpi", FULL, SUCCESS),
        ("srv-web", FULL, FAILED),
        ("nbu", JobKind.OTHER, SUCCESS),
        ("srv-dpi", JobKind.RESTORE, WARNING),
        ("srv-sig", FULL, JobResult.RUNNING),
    ]
    assert {each.started for each in jobs} == {None}


def test_a_line_that_is_cut_is_told() -> None:
    told = list(netbackup([line(), "4212,0,3,0,FS-Li\n"], ABOUT))

    assert told[1] == Lost(1, 1, "fields")


def test_neither_files_nor_owners_are_kept() -> None:
    kept, redactions = filtered((line() + line(kind="4")).encode())

    assert read(kept.decode()) == read(line() + line(kind="4"))
    assert not any(word in kept for word in (b"DUPONT", b"jdurand", b"/etc"))
    assert [(each.rule, each.count) for each in redactions] == [("bpdbjobs-fields/1", 2)]


@given(mutated(line() + line(status="1") + " 4211 Backup Done 0 FS Full srv1 nbu\n"))
def test_whatever_is_written_is_read_or_told_as_lost(text: str) -> None:
    told = list(netbackup(text.splitlines(keepends=True), ABOUT))

    assert all(each.first <= each.last < len(text.splitlines()) + 1 for each in told)
