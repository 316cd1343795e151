"""A real Bacula, through what goes well and what does not; Bareos by what it is known to write."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.bacula_report import fields
from collectors.backups.products.bacula import bacula
from collectors.backups.reading import About, Lost, Report
from tests.lab.backups.bacula import Bacula

RESTORE = "restore client=srv-dpi-fd restorejob=Restaure fileset=Source select current all done yes"
ABOUT = About("bacula.log", ZoneInfo("Europe/Paris"), datetime(2026, 11, 26, tzinfo=UTC))


def told(text: str) -> list[Report | Lost]:
    return list(bacula(text.splitlines(keepends=True), ABOUT))


def read(text: str) -> list[Report]:
    found = told(text)
    assert not [each for each in found if isinstance(each, Lost)], found
    return [each for each in found if isinstance(each, Report)]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bacula]:
    with Bacula(tmp_path_factory.mktemp("bacula") / "lab") as made:
        yield made


def test_a_real_bacula(real: Bacula) -> None:
    """One after another, since each rests on those before: full, incremental, and all the rest."""
    (full,) = read(real.run("Sauve"))
    (real.source / "new").write_text("new", "utf-8")
    (incremental,) = read(real.run("Sauve"))
    (nothing_new,) = read(real.run("Sauve"))
    (missing,) = read(real.run("Absent"))
    (restored,) = read(real.written(RESTORE, "wait"))
    (verified,) = read(real.run("Verifie"))
    (real.source / "new").write_text("newer", "utf-8")
    real.stop("fd")
    (failed,) = read(real.run("Sauve"))
    real.start("fd")
    real.stop("sd")
    canceled = read(real.written("run job=Absent yes", "cancel jobid=8 yes", "wait"))

    assert (full.kind, full.result, full.marks) == (
        JobKind.FULL, JobResult.SUCCESS, ("upgraded",),
    )  # fmt: skip
    assert (full.job, full.system, full.number, full.files, full.errors) == (
        "Sauve", "srv-dpi", "1", 6, 0,
    )  # fmt: skip
    assert full.destination == "Disk"
    assert full.size is not None
    assert 30000 < full.size < 32000  # three times ten thousand letters, and their names
    assert full.started is not None
    assert (incremental.kind, incremental.result) == (JobKind.INCREMENTAL, JobResult.SUCCESS)
    assert (nothing_new.files, nothing_new.result) == (0, JobResult.SUCCESS)
    assert (missing.job, missing.result, missing.errors) == ("Absent", JobResult.WARNING, 1)
    assert (restored.kind, restored.result, restored.system) == (
        JobKind.RESTORE, JobResult.SUCCESS, "srv-dpi",
    )  # fmt: skip
    assert restored.files == 6 + 1
    # The last job saved no file: nothing was read again.
    assert (verified.kind, verified.result, verified.files) == (
        JobKind.VERIFY, JobResult.WARNING, 0,
    )  # fmt: skip
    assert (failed.result, failed.kind) == (JobResult.FAILED, JobKind.INCREMENTAL)
    assert [each.result for each in canceled] == [JobResult.CANCELED]

    # A job's own log tells it once, though a row of less follows.
    (joblog,) = read(real.console("list joblog jobid=4"))
    assert (joblog.result, joblog.errors, joblog.number) == (JobResult.WARNING, 1, "4")

    # The console tells the same jobs; its T hides that files were missing.
    listed = {each.number: each for each in read(real.console("list jobs"))}
    long = {each.number: each for each in read(real.console("llist jobs"))}
    assert set(listed) == set(long) == {str(number) for number in range(1, 9)}
    assert (listed["4"].result, listed["4"].marks) == (JobResult.SUCCESS, ("inventory",))
    assert (long["4"].result, long["4"].errors) == (JobResult.WARNING, 1)
    assert long["5"].kind is JobKind.RESTORE
    assert long["8"].result is listed["8"].result is JobResult.CANCELED

    real.start("sd")
    (noted,) = read(real.run("Verifie level=InitCatalog"))
    assert (noted.kind, noted.result) == (JobKind.OTHER, JobResult.SUCCESS)
    (saved,) = read(real.run("Sauve"))
    (read_again,) = read(real.run("Verifie"))
    assert (saved.files, saved.result) == (1, JobResult.SUCCESS)
    assert (read_again.kind, read_again.result, read_again.files) == (
        JobKind.VERIFY, JobResult.SUCCESS, 1,
    )  # fmt: skip


REPORT = """\
21-mai 17:15 bareos-dir JobId 5: Error: Bareos bareos-dir 22.1.0 (14Jun23):
  Build OS:               Debian GNU/Linux 12 (bookworm)
  JobId:                  5
  Job:                    sauve-dpi.2025-05-21_17.15.54_06
  Backup Level:           {level}
  Client:                 "dpi-fd" 22.1.0 (14Jun23) Debian GNU/Linux 12 (bookworm),debian
  FileSet:                "Linux" 2025-01-02 10:00:00
  Pool:                   "Full" (From Job FullPool override)
  Catalog:                "MyCatalog" (From Client resource)
  Storage:                "Disque" (From Job resource)
  Scheduled time:         21-mai-2025 17:15:54
  Start time:             {start}
  End time:               21-mai-2025 17:20:56
  Elapsed time:           5 mins 2 secs
  FD Files Written:       {files}
  SD Files Written:       {files}
  FD Bytes Written:       372,477,791 (372.4 MB)
  SD Bytes Written:       373,698,260 (373.6 MB)
  Non-fatal FD errors:    {errors}
  SD Errors:              0
  FD termination status:  OK
  SD termination status:  OK
  Bareos binary info:     Bareos community build
  Job triggered by:       Scheduler
  Termination:            {end}

"""


def report(**more: str) -> str:
    told = {"level": "Full", "start": "21-mai-2025 17:15:56", "files": "9,992", "errors": "0"}
    return REPORT.format(**told | {"end": "Backup OK"} | more)


ENDS = [
    ("Backup OK", {}, JobResult.SUCCESS),
    ("Backup OK", {"errors": "2"}, JobResult.WARNING),
    ("Backup OK -- with warnings", {}, JobResult.WARNING),
    ("*** Backup Error ***", {}, JobResult.FAILED),  # both daemons OK, and 9,992 files written
    ("Backup Canceled", {}, JobResult.CANCELED),
    ("Backup failed", {}, JobResult.FAILED),
    ("Inappropriate term code: 0", {}, JobResult.UNKNOWN),
    ("Backup OK", {"files": "0"}, JobResult.FAILED),  # a full that saved nothing
    ("Backup OK -- with warnings", {"files": "0"}, JobResult.FAILED),
    ("Backup OK", {"files": "0", "level": "Incremental, since=2025-05-20 17:15:54"}, JobResult.SUCCESS),
]  # fmt: skip


@pytest.mark.parametrize(("end", "more", "result"), ENDS)
def test_only_its_termination_says_how_a_job_ended(
    end: str, more: dict[str, str], result: JobResult
) -> None:
    (job,) = read(report(end=end, **more))

    assert job.result is result
    assert (job.job, job.system, job.number) == ("sauve-dpi", "dpi", "5")


LEVELS = [
    ("Full", JobKind.FULL, ()),
    ("Full (upgraded from Incremental)", JobKind.FULL, ("upgraded",)),
    ("Incremental, since=2025-05-20 17:15:54", JobKind.INCREMENTAL, ()),
    ("Differential, since=2025-05-18 17:15:54", JobKind.DIFFERENTIAL, ()),
    ("Virtual Full", JobKind.FULL, ()),
    ("Base", JobKind.FULL, ()),
]


@pytest.mark.parametrize(("level", "kind", "marks"), LEVELS)
def test_levels(level: str, kind: JobKind, marks: tuple[str, ...]) -> None:
    (job,) = read(report(level=level))

    assert (job.kind, job.marks) == (kind, marks)


COPY = """\
24-mai 03:00 lab-dir JobId 12: Bacula lab-dir 9.6.7 (10Dec20):
  Build OS:               x86_64-pc-linux-gnu debian
  Prev Backup JobId:      5
  Prev Backup Job:        sauve-dpi.2025-05-21_17.15.54_06
  New Backup JobId:       13
  {own} JobId:          12
  {own} Job:            copie-bande.2025-05-24_03.00.00_02
  Backup Level:           Full
  Client:                 dpi-fd
  Read Storage:           "Disque" (From Job resource)
  Write Storage:          "Bande" (From Job Pool's NextPool resource)
  Start time:             24-mai-2025 03:00:02
  End time:               24-mai-2025 03:40:02
  SD Files Written:       9,992
  SD Bytes Written:       373,698,260 (373.6 MB)
  SD Errors:              0
  SD termination status:  OK
  Termination:            {end}

"""
COPIES = [
    ("Copying OK", JobResult.SUCCESS),
    ("Migration OK", JobResult.SUCCESS),
    ("*** Copying Error ***", JobResult.FAILED),
    ("Copying Canceled", JobResult.CANCELED),
    ("Copying -- no files to copy", JobResult.UNKNOWN),
]


@pytest.mark.parametrize("own", ["Current", "Migration"])
@pytest.mark.parametrize(("end", "result"), COPIES)
def test_a_copy_is_told_under_its_own_name(own: str, end: str, result: JobResult) -> None:
    (job,) = read(COPY.format(own=own, end=end))

    assert (job.job, job.number, job.system) == ("copie-bande", "12", "dpi")
    assert (job.kind, job.result) == (JobKind.COPY, result)
    assert (job.destination, job.files, job.size) == ("Bande", 9992, 373698260)


RESTORED = """\
2025-05-21T17:15:54+0200 bareos-dir JobId 7: Bareos bareos-dir 23.0.0 (23Sep23):
  JobId:                  7
  Job:                    restaure.2025-05-21_17.15.54_06
  Restore Client:         "dpi-fd" 23.0.0 (23Sep23) GNU/Linux
  Start time:             2025-05-21T17:15:56+0200
  End time:               2025-05-21T17:15:59+0200
  Files Restored:         {files}
  Bytes Restored:         {files}
  FD Errors:              0
  Termination:            {end}

"""
RESTORES = [
    ("Restore OK", "173", JobResult.SUCCESS),
    ("Restore OK", "0", JobResult.WARNING),  # nothing came back: no proof, and no failure either
    ("Restore OK -- warning file count mismatch", "173", JobResult.WARNING),
    ("Restore OK -- with warnings", "173", JobResult.WARNING),
    ("*** Restore Error ***", "3", JobResult.FAILED),
    ("Restore Canceled", "0", JobResult.CANCELED),
]


@pytest.mark.parametrize(("end", "files", "result"), RESTORES)
def test_restores(end: str, files: str, result: JobResult) -> None:
    (job,) = read(RESTORED.format(end=end, files=files))

    assert (job.kind, job.result, job.files) == (JobKind.RESTORE, result, int(files))
    assert job.ended is not None
    assert job.ended.isoformat() == "2025-05-21T17:15:59+02:00"


@pytest.mark.parametrize("run", ["_17.15.54_06", "_17.15.54.13", "T17.15.54_06", "_17.15.54"])
def test_what_a_run_adds_to_the_name_of_its_job(run: str) -> None:
    (job,) = read(report().replace("_17.15.54_06", run))

    assert job.job == "sauve-dpi"


STARTS = [
    "21-mai-2025 17:15:56",
    "21-May-2025 17:15:56",
    "21-Mai-2025 17:15:56",
    "21-5月-2025 17:15:56",
    "2025-05-21 17:15:56",
    "21-mai.-2025 17:15:56",
]


@pytest.mark.parametrize("start", STARTS)
def test_months_of_any_server(start: str) -> None:
    (job,) = read(report(start=start))

    assert job.started is not None
    assert job.started.isoformat() == "2025-05-21T17:15:56+02:00"


def test_reports_that_lost_their_indent_and_their_end() -> None:
    bare = "\n".join(line.strip() for line in report().splitlines())
    half = report().partition("Termination")[0]

    (job,) = read(bare)
    lost, after = told(half + report(end="Backup Canceled"))

    assert job.result is JobResult.SUCCESS
    assert isinstance(lost, Lost)
    assert isinstance(after, Report)
    assert after.result is JobResult.CANCELED


def test_a_report_under_way_is_read_again() -> None:
    half = report() + report().partition("Termination")[0]

    begins = left_open(half)
    assert begins is not None
    # The line before its number is its product's own, and tells of no job yet.
    assert half[begins:].lstrip().startswith("JobId: ")
    assert len(report()) < begins < len(half)
    assert left_open(report()) is None


def left_open(text: str) -> int | None:
    """The place at which a job that has not ended began."""
    reading = bacula(text.splitlines(keepends=True), ABOUT)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            line: int | None = end.value
            return line


def test_an_answer_of_bareos_in_json() -> None:
    jobs = (
        '{"jsonrpc": "2.0", "id": null, "result": {"jobs": [\n'
        '{"jobid": "3", "name": "sauve", "client": "dpi-fd", "starttime": "2025-05-21 17:15:56",\n'
        '"type": "B", "level": "D", "jobfiles": "12", "jobbytes": "1200", "jobstatus": "W"}]}\n}\n'
    )

    (job,) = read(jobs)

    assert (job.kind, job.result, job.files, job.size) == (
        JobKind.DIFFERENTIAL, JobResult.WARNING, 12, 1200,
    )  # fmt: skip


SAID = "24-mai 01:05 srv-sd JobId 5: Spooling data, JobId: 7 | {0} blocks\n"
TABLE = "| jobid | name | jobstatus |\n| 5 | sauve-dpi | T |\n| 6 | a | f |\n"
LISTED = " JobId: 9\n Name: b\n JobStatus: T\n\n"  # of `llist jobs`
ANSWER = '{"result": {"jobs": [{"jobid": "3", "name": "c", "jobstatus": "T"}]}}\n'
LONG_ANSWER = ANSWER.replace(', "', ',\n"').replace("}}\n", "}\n}\n")
TOLD = [
    report(), report(end="Backup Canceled"), report().replace("\n", "\r\n"), report()[:400] + "\n",
    report(files="0\n\n"), report().replace("  JobId:", "  Prev Backup JobId: 4\n  JobId:"),
    "  JobId: 8\n" + "  Name: x\n" * 81, COPY.format(own="Current", end="Copying OK"),
    SAID, TABLE, LISTED, ANSWER, LONG_ANSWER, "\n", "\r\n", "{\n", "}\n", "Termination: none\n",
    "  JobId: 5 Termination: \n", "\u00e9|\n",
]  # fmt: skip


@given(st.data())
def test_blocks_tell_the_same_however_they_are_cut(data: st.DataObject) -> None:
    """As line by line, which is the plain way: jobs, what is lost, and what has not ended."""
    parts = data.draw(st.lists(st.sampled_from(TOLD), max_size=8))
    text = "".join(parts)
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.text(st.sampled_from("{}|: \n0JobId"), max_size=8)) + text[at:]
    lines = StringIO(text, newline="\n").readlines()
    ends = sorted(data.draw(st.sets(st.integers(0, len(lines)), max_size=6)) | {0, len(lines)})
    blocks = ["".join(lines[first:last]) for first, last in pairwise(ends)]

    assert whole(blocks) == whole(lines) == whole([text])


def whole(blocks: list[str]) -> tuple[list[Report | Lost], int | None]:
    """All that a reading gives, with the line at which a job that has not ended began."""
    found: list[Report | Lost] = []

    def reading() -> Iterator[Report | Lost]:
        found_open.append((yield from bacula(blocks, ABOUT)))

    found_open: list[int | None] = []
    found.extend(reading())
    return found, found_open[0]


@given(st.data())
def test_a_mutated_report_gives_no_traceback(data: st.DataObject) -> None:
    text = report() * 2 + "| jobid | name | jobstatus |\n| 1 | a | T |\n"
    at = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 300))
    put = data.draw(st.text(st.sampled_from("{}|: \n\0é0,-JobId"), max_size=20))

    for each in told(text[:at] + put + text[at + gone :]):
        assert 0 <= each.first <= each.last


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["  JobId:                  7", "Job: a", "  a long name, that no head holds: 1", ""]),
            st.text(" ab:\n\u00e9", max_size=40),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_a_layout_learned_once_tells_the_same_fields(lines: list[str]) -> None:
    told: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            told.setdefault(name.strip(), value)

    assert fields(lines) == told == fields(lines)
