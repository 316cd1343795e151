"""A real borg, through what goes well and what does not: the reader says what happened."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.products.borg import borg
from collectors.backups.reading import About, Lost, Report
from tests.collectors.backups.mutations import mutated

PHRASE = "sept nuages"
ABOUT = About(
    "borg.log", ZoneInfo("Europe/Paris"), datetime(2026, 11, 26, 3, tzinfo=UTC), system="srv1"
)
CREATE = ("create", "--stats", "--show-rc")
SUCCESS, WARNING, FAILED = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED


def read(text: str) -> list[Report]:
    told = list(borg(text.splitlines(keepends=True), ABOUT))
    assert not [each for each in told if isinstance(each, Lost)]
    return [each for each in told if isinstance(each, Report)]


def one(text: str) -> Report:
    (report,) = read(text)
    return report


@dataclass
class Repository:
    """A repository with one saved folder beside it."""

    folder: Path
    made: int = 0

    def run(self, *arguments: str, secret: str = PHRASE) -> str:
        """What borg prints; "::" names an archive that is not there yet."""
        self.made += 1
        told = [f"repo::a{self.made}" if each == "::" else each for each in arguments]
        done = subprocess.run(
            ["borg", *told],
            cwd=self.folder, env={"BORG_PASSPHRASE": secret, "PATH": "/usr/bin:/bin",
                                  "TZ": "Europe/Paris", "BORG_BASE_DIR": str(self.folder)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("borg"))
    (made.folder / "src").mkdir()
    for number in range(3):
        (made.folder / "src" / f"{number}.txt").write_text("abc" * number, "utf-8")
    made.run("init", "--encryption", "repokey", "repo")
    return made


FORMS = [
    ("--stats", "--show-rc"),
    ("--stats",),
    ("--json",),
    ("--json", "--log-json", "--show-rc"),
    ("--log-json", "--stats", "--show-rc"),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_backup(form: tuple[str, ...], repository: Repository) -> None:
    before = datetime.now(UTC)
    job = one(repository.run("create", *form, "::", "src"))

    assert (job.kind, job.result, job.marks) == (JobKind.INCREMENTAL, SUCCESS, ())
    assert (job.system, job.files, job.errors) == ("srv1", 3, 0)
    assert job.started is not None
    assert abs((job.started - before).total_seconds()) < 120
    assert job.destination.startswith("/")
    assert job.size


@pytest.mark.parametrize("form", FORMS)
def test_a_source_that_is_not_there_is_no_success(
    form: tuple[str, ...], repository: Repository
) -> None:
    job = one(repository.run("create", *form, "::", "src", "nothere"))

    assert (job.kind, job.result) == (JobKind.INCREMENTAL, WARNING)
    assert (job.errors, job.marks) == (1, ("source_missing",))


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_could_not_be_read(form: tuple[str, ...], repository: Repository) -> None:
    """What root cannot read either."""
    job = one(repository.run("create", *form, "::", "src", "/proc/self/mem"))

    assert (job.kind, job.result) == (JobKind.INCREMENTAL, WARNING)
    assert (job.errors, job.marks) == (1, ("files_unread",))


@pytest.mark.parametrize("form", [("--show-rc",), (), ("--log-json",), ("--log-json", "--show-rc")])
def test_failures(form: tuple[str, ...], repository: Repository) -> None:
    absent = one(repository.run("create", *form, "nowhere::a", "src"))
    refused = one(repository.run("create", *form, "::", "src", secret="faux"))
    lock = repository.folder / "repo" / "lock.exclusive"
    lock.mkdir()
    (lock / "other@1.1-1").touch()
    locked = one(repository.run("create", "--lock-wait", "1", *form, "::", "src"))
    (lock / "other@1.1-1").unlink()
    lock.rmdir()

    assert [each.result for each in (absent, refused, locked)] == [FAILED] * 3


def test_a_name_that_is_taken_is_a_backup_that_failed(repository: Repository) -> None:
    repository.run("create", "repo::taken", "src")

    job = one(repository.run("create", "--show-rc", "repo::taken", "src"))

    assert (job.kind, job.result) == (JobKind.INCREMENTAL, FAILED)


def test_a_return_code_alone_is_no_backup(repository: Repository) -> None:
    """It could as well be that of anything else."""
    created = one(repository.run("create", "--show-rc", "::", "src"))
    pruned = one(repository.run("prune", "--show-rc", "--keep-last", "50", "repo"))

    assert [(e.kind, e.result) for e in (created, pruned)] == [(JobKind.OTHER, SUCCESS)] * 2


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (("create", "--show-rc", "::", "src"), JobKind.INCREMENTAL),
        (("extract", "--show-rc", "repo::taken2"), JobKind.RESTORE),
        (("extract", "--show-rc", "--dry-run", "repo::taken2"), JobKind.VERIFY),
        (("create", "--show-rc", "-n", "::", "src"), JobKind.OTHER),
        (("check", "--show-rc", "repo"), JobKind.VERIFY),
        (("prune", "--show-rc", "--keep-last", "50", "repo"), JobKind.OTHER),
    ],
)
def test_a_script_that_traces_itself_names_them(
    command: tuple[str, ...], kind: JobKind, repository: Repository
) -> None:
    repository.run("create", "repo::taken2", "src")

    job = one(f"+ /usr/bin/borg --lock-wait 1 {' '.join(command)}\n{repository.run(*command)}")

    assert (job.kind, job.result) == (kind, SUCCESS)


def test_a_command_that_says_nothing_is_no_success() -> None:
    jobs = read(
        "+ borg create repo::a src\n+ borg prune repo\nterminating with success status, rc 0\n"
    )

    assert [each.result for each in jobs] == [JobResult.UNKNOWN, SUCCESS]


def test_a_restore_that_failed_is_told(repository: Repository) -> None:
    said = repository.run("extract", "--show-rc", "repo::absent")

    job = one(f"+ borg extract --show-rc repo::absent\n{said}")

    assert (job.kind, job.result) == (JobKind.RESTORE, FAILED)


def test_a_check_is_no_backup(repository: Repository) -> None:
    for form in (("-v",), ("-v", "--show-rc"), ("-v", "--log-json")):
        job = one(repository.run("check", *form, "repo"))
        assert (job.kind, job.result) == (JobKind.VERIFY, SUCCESS)


def test_a_damaged_repository_is_told(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a").write_text("a" * 100, "utf-8")
    made.run("init", "--encryption", "none", "repo")
    made.run("create", "::", "src")
    for segment in sorted((tmp_path / "repo" / "data" / "0").iterdir()):
        body = bytearray(segment.read_bytes())
        if len(body) > 60:
            body[50:60] = b"\0" * 10
            segment.write_bytes(body)

    for form in (("-v",), ("-v", "--show-rc"), ("--show-rc",), ("-v", "--log-json", "--show-rc")):
        job = one(made.run("check", *form, "repo"))
        assert (job.kind, job.result) == (JobKind.VERIFY, FAILED)
    crashed = one(made.run("create", "--show-rc", "::", "src"))
    assert (crashed.kind, crashed.result) == (JobKind.INCREMENTAL, FAILED)


@pytest.mark.parametrize("command", ["list", "info"])
def test_what_a_repository_holds(command: str, repository: Repository) -> None:
    repository.run("create", "::", "src")

    jobs = read(repository.run(command, "--json", "--last", "2", "repo"))

    assert [each.kind for each in jobs] == [JobKind.INCREMENTAL] * 2
    assert {each.marks for each in jobs} == {("inventory",)}
    assert all(each.ended and each.ended.year >= 2026 and each.number for each in jobs)
    assert (jobs[0].system == "srv1") is (command == "list")


def test_several_runs_follow_each_other(repository: Repository) -> None:
    said = [
        repository.run("create", "--stats", "::", "src", "nothere"),
        repository.run("create", "--json", "::", "src"),
        repository.run(*CREATE, "::", "src"),
        repository.run("create", "--show-rc", "nowhere::a", "src"),
    ]

    jobs = read("".join(said))

    assert [each.result for each in jobs] == [WARNING, SUCCESS, SUCCESS, FAILED]
    assert len({each.number for each in jobs}) == 4


def test_the_code_that_follows_is_waited_for(repository: Repository) -> None:
    """A log that is read while borg still runs is read again from there."""
    lines = repository.run(*CREATE, "::", "src").splitlines(keepends=True)
    reading = borg(["before\n", *lines[:-1]], ABOUT)

    first = next(reading)
    with pytest.raises(StopIteration) as stopped:
        next(reading)

    assert isinstance(first, Report)
    assert stopped.value.value == 2  # after a rule of dashes


def test_a_document_that_is_cut_is_told(repository: Repository) -> None:
    said = repository.run("create", "--json", "::", "src").splitlines(keepends=True)

    told = list(borg(said[:-3], ABOUT))

    assert told == [Lost(0, len(said) - 4, "not_json")]


@pytest.mark.parametrize(
    ("wording", "result"),
    [
        ("success status, rc 0", SUCCESS),
        ("warning status, rc 1", WARNING),
        ("warning status, rc 107", WARNING),  # borg 1.4 and 2 number their warnings
        ("error status, rc 2", FAILED),
        ("error status, rc 13", FAILED),
        ("signal status, rc 143", FAILED),
        ("abnormal status, rc 666", FAILED),
    ],
)
def test_return_codes(wording: str, result: JobResult) -> None:
    assert one(f'Creating archive at "repo::a"\nterminating with {wording}\n').result is result


def test_borg_2_tells_its_zone() -> None:
    job = one(
        "Repository: /srv/depot\nArchive name: nuit\nArchive fingerprint: 0123456789abcdef99\n"
        "Time (start): Thu, 2026-11-26 01:00:00 +0100\nTime (end): Thu, 2026-11-26 01:30:00 +0100\n"
        "Number of files: 12\nOriginal size: 1.50 GB\nDeduplicated size: 10 MB\n"
        "terminating with success status, rc 0\n"
    )

    assert job.ended == datetime(2026, 11, 26, 0, 30, tzinfo=UTC)
    assert (job.size, job.files, job.number) == (1_500_000_000, 12, "0123456789abcdef")


MATIC = "[2026-11-26 01:00:0{n},123] {said}\n"


def matic(*said: str) -> list[Report]:
    return read("".join(MATIC.format(n=n, said=each) for n, each in enumerate(said)))


def test_borgmatic() -> None:
    created = ("INFO: /srv/depot: Pruning archives", "INFO: /srv/depot: Creating archive")
    checked = "INFO: /srv/depot: Running consistency checks"
    done = "INFO: /etc/borgmatic/config.yaml: Successfully ran configuration file"
    error = "ERROR: /etc/borgmatic/config.yaml: Error running configuration file"
    warned = "WARNING: /srv/web/a: open: [Errno 13] Permission denied: 'a'"
    backup, check = JobKind.INCREMENTAL, JobKind.VERIFY

    def told(*said: str) -> list[tuple[JobKind, JobResult]]:
        return [(each.kind, each.result) for each in matic(*said)]

    assert told(*created, done, "INFO: summary:", done) == [(backup, SUCCESS)]
    assert told(*created, warned, done) == [(backup, WARNING)]
    assert told(*created, error) == [(backup, FAILED)]
    assert told(*created, checked, done) == [(backup, SUCCESS), (check, SUCCESS)]
    assert told(*created, checked, error) == [(backup, SUCCESS), (check, FAILED)]


MUTATED = (
    "+ borg create --stats repo::a src\nsrc/a: open: [Errno 13] Permission denied: 'a'\n"
    "Repository: /srv/depot\nArchive name: nuit\nArchive fingerprint: 0123456789abcdef99\n"
    "Time (start): Thu, 2026-11-26 01:00:00 +0100\nNumber of files: 12\nOriginal size: 1.5 GB\n"
    "terminating with success status, rc 0\n"
    '{"type": "log_message", "time": 1795720092.17, "message": "Archive a already exists"}\n'
    '{\n    "archives": [\n{"id": "5c09", "start": "2026-11-26T19:08:04.000000"}\n    ]\n}\n'
    "INFO: /srv/depot: Creating archive\nINFO: a: Successfully ran configuration file\n"
)


@given(mutated(MUTATED))
def test_whatever_is_written_is_read_or_told_as_lost(text: str) -> None:
    told = list(borg(text.splitlines(keepends=True), ABOUT))

    assert all(each.first <= each.last < len(text.splitlines()) + 1 for each in told)


def test_a_repository_listed_for_people_holds_the_same(repository: Repository) -> None:
    repository.run("create", "::", "src")
    listed, kept = (
        read(repository.run("list", "repo")),
        read(repository.run("list", "--json", "repo")),
    )

    assert len(listed) == len(kept) > 0
    told = [(each.number, each.ended, each.marks) for each in listed]
    assert told == [
        (each.number, each.ended and each.ended.replace(microsecond=0), each.marks) for each in kept
    ]
