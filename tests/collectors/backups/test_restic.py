"""A real restic, through what goes well and what does not: the reader says what happened."""

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.products.restic import restic
from collectors.backups.reading import About, Lost, Report

PHRASE = "sept nuages"
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
ABOUT = About("restic.log", ZoneInfo("Europe/Paris"), NOW, "srv1")


def read(text: str) -> list[Report]:
    told = list(restic(text.splitlines(keepends=True), ABOUT))
    assert not [each for each in told if isinstance(each, Lost)]
    return [each for each in told if isinstance(each, Report)]


@dataclass
class Repository:
    """A repository with one saved folder beside it."""

    folder: Path

    def run(self, *arguments: str, secret: str = PHRASE) -> str:
        done = subprocess.run(
            ["restic", "-r", "repo", "--no-cache", *arguments],
            cwd=self.folder, env={"RESTIC_PASSWORD": secret, "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("restic"))
    (made.folder / "src").mkdir()
    for number in range(3):
        (made.folder / "src" / f"{number}.txt").write_text("abc" * number, "utf-8")
    made.run("init")
    return made


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_backup(form: tuple[str, ...], repository: Repository) -> None:
    (job,) = read(repository.run("backup", *form, "src"))

    assert (job.kind, job.result, job.marks) == (JobKind.INCREMENTAL, JobResult.SUCCESS, ())
    assert (job.system, job.files, job.errors) == ("srv1", 3, 0)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_source_that_is_not_there_is_no_success(
    form: tuple[str, ...], repository: Repository
) -> None:
    """It ends in 0."""
    (job,) = read(repository.run("backup", *form, "src", "nothere"))

    assert (job.result, job.marks) == (JobResult.WARNING, ("source_missing",))


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_files_that_could_not_be_read(form: tuple[str, ...], repository: Repository) -> None:
    """What root cannot read either: a file that went between the listing and the reading."""
    hidden = repository.folder / "src" / "gone"
    hidden.symlink_to("/proc/1/mem")
    try:
        (job,) = read(repository.run("backup", *form, "src", "/proc/self/mem"))
    finally:
        hidden.unlink()

    assert (job.result, job.marks) == (JobResult.WARNING, ("files_unread",))
    assert job.errors == 1


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nothing_to_save_is_a_failure(form: tuple[str, ...], repository: Repository) -> None:
    (job,) = read(repository.run("backup", *form, "nothere"))

    assert (job.kind, job.result) == (JobKind.INCREMENTAL, JobResult.FAILED)


def test_a_wrong_password_is_a_failure(repository: Repository) -> None:
    (job,) = read(repository.run("backup", "src", secret="faux"))

    assert job.result is JobResult.FAILED


def test_a_restore_and_a_check_are_no_backup(repository: Repository) -> None:
    restored = read(repository.run("restore", "latest", "--target", "out"))
    checked = read(repository.run("check"))

    assert [each.kind for each in restored] == [JobKind.RESTORE]
    assert [(each.kind, each.result) for each in checked] == [(JobKind.VERIFY, JobResult.SUCCESS)]


def test_a_damaged_repository_is_told(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a").write_text("a" * 100, "utf-8")
    made.run("init")
    made.run("backup", "src")
    for pack in (tmp_path / "repo" / "data").rglob("*"):
        if pack.is_file():
            pack.unlink()

    (job,) = read(made.run("check"))

    assert (job.kind, job.result) == (JobKind.VERIFY, JobResult.FAILED)


def test_what_a_repository_holds(repository: Repository) -> None:
    repository.run("backup", "--host", "srv-dpi", "src")

    jobs = read(repository.run("snapshots", "--json"))

    assert jobs[-1].system == "srv-dpi"
    assert {each.marks for each in jobs} == {("inventory",)}
    assert all(each.ended and each.ended.year >= 2026 for each in jobs)


def test_a_journal_gives_the_day_and_the_host(repository: Repository) -> None:
    """As rsyslog writes what a scheduled restic prints; November's year is that of the file."""
    text = repository.run("backup", "src", "nothere")
    lines = [
        f"Nov 24 01:00:0{n} srv-web restic[77]: {line}" for n, line in enumerate(text.splitlines())
    ]

    (job,) = read("\n".join(lines))

    assert job.system == "srv-web"
    assert job.started is not None
    assert job.started.isoformat() == "2026-11-24T01:00:00+01:00"


def test_a_backup_that_stops_in_the_middle_is_a_failed_backup() -> None:
    (job,) = read("using parent snapshot 46703caa\nFatal: unable to save snapshot: no space left\n")

    assert (job.kind, job.result) == (JobKind.INCREMENTAL, JobResult.FAILED)


def test_a_repository_listed_for_people_holds_the_same(repository: Repository) -> None:
    """Its times are the asker's, to the second; whether one is the first is not said."""
    repository.run("backup", "--host", "srv-dpi", "src")
    listed, kept = read(repository.run("snapshots")), read(repository.run("snapshots", "--json"))

    assert len(listed) == len(kept) > 0
    assert [each.number for each in listed] == [each.number for each in kept]
    assert listed[-1].system == "srv-dpi"
    assert {each.marks for each in listed} == {("inventory",)}


def test_an_inventory_may_be_spread_over_lines(repository: Repository) -> None:
    kept = repository.run("snapshots", "--json")
    spread = json.dumps(json.loads(kept), indent=2)

    assert [each.number for each in read(spread)] == [each.number for each in read(kept)]


UNREAD = "ignoring error for /srv/a: permission denied\n"
RESTORING = "restoring snapshot 40dc1520 of [/srv] at 2026-11-25 02:00:01 by root@srv1 to /tmp/r\n"


@pytest.mark.parametrize(
    ("end", "result", "errors"),
    [
        ("", JobResult.UNKNOWN, 0),  # before 0.16 it said nothing more
        ("Summary: Restored 13 files/dirs (1.2 MiB) in 0:00\n", JobResult.SUCCESS, 0),
        ("Summary: Restored 12 / 13 files/dirs (1 / 1.2 MiB) in 0:00\n", JobResult.WARNING, 0),
        (f"{UNREAD}Summary: Restored 13 files/dirs (1 MiB) in 0:00\n", JobResult.WARNING, 1),
        (f"{UNREAD}Summary: Restored 13 files/dirs (1 MiB) in 0:00\nFatal: There were 1 errors\n",
         JobResult.FAILED, 1),
        ("Fatal: There were 2 errors\n", JobResult.FAILED, 0),
        ("repository 5d1b2c7a opened (version 2)\n", JobResult.UNKNOWN, 0),
    ],
)  # fmt: skip
def test_a_restore_is_what_it_sums_up_to(end: str, result: JobResult, errors: int) -> None:
    (job,) = read(RESTORING + end)

    assert (job.kind, job.result, job.errors) == (JobKind.RESTORE, result, errors)


def test_a_summary_for_people_tells_the_size() -> None:
    said = "processed 3 files, 1.500 GiB in 0:10\nsnapshot 40dc1520 saved\n"

    assert read(said)[0].size == 3 * 2**29
