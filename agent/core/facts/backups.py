"""What backup products say of their jobs, and what that amounts to for each system."""

from datetime import date, datetime
from enum import StrEnum

from agent.core.facts import Fact, Family, Shown, fact


class JobKind(StrEnum):
    """What a job did (contract: `show backups`)."""

    FULL = "full"
    INCREMENTAL = "incremental"
    DIFFERENTIAL = "differential"
    COPY = "copy"
    VERIFY = "verify"
    RESTORE = "restore"
    RESTORE_TEST = "restore_test"
    OTHER = "other"

    @property
    def saves(self) -> bool:
        """Whether it makes a copy of the system itself; a copy of a copy does not."""
        return self in {JobKind.FULL, JobKind.INCREMENTAL, JobKind.DIFFERENTIAL}


class JobResult(StrEnum):
    """How a job ended; `warning`: data were saved, and something is missing from them."""

    SUCCESS = "success"
    WARNING = "warning"
    FAILED = "failed"
    RUNNING = "running"
    CANCELED = "canceled"
    UNKNOWN = "unknown"


@fact("backup_job", Family.EVENT)
class BackupJob(Fact):
    """One run of a job on one system, as its product tells it; key: job, run and system.

    `system` is the name that the product gives; None: the report names none. `marks` are codes of
    what a result hides: `source_missing`, `files_unread`, `upgraded` (an incremental that became a
    full), `nothing_saved` (a full without a file), `volumes_excluded` (left out by choice),
    `inventory` (told by a list of what is kept and not by the job: whether it left something out
    is not known), `dated_by_file` (it told no time, and is the last of its file), `retry`,
    `will_be_retried` (it starts again by itself), `disagrees` (numbers and words of one report
    differ: the gravest is told). A job that still runs has a key of its own.
    """

    product: Shown
    job: str
    system: str | None
    action: JobKind
    result: JobResult
    started: datetime | None = None
    ended: datetime | None = None
    size: int | None = None  # bytes
    files: int | None = None
    errors: int | None = None
    destination: str = ""
    medium: Shown = ""
    marks: tuple[Shown, ...] = ()

    @property
    def label(self) -> str:
        """The job and its system."""
        return f"{self.job} ({self.system})" if self.system else self.job

    @property
    def at(self) -> datetime | None:
        """When it ended, or began when nothing tells its end."""
        return self.ended or self.started


@fact("backup_server", Family.STATE)
class BackupServer(Fact):
    """A backup server, as it tells of itself; key: its name in lower case.

    `domain` is the one it is joined to, "" when it is joined to none, None when it does not say.
    Whoever takes the domain that it protects takes the backups with it, when it is joined to it.
    """

    product: Shown
    name: str
    domain: str | None
    version: Shown = ""

    @property
    def label(self) -> str:
        """Its name."""
        return self.name


@fact("backup_log", Family.READING)
class BackupLog(Fact):
    """How far a file of reports was read; key: the digest of how it begins.

    A file that was renamed or packed meanwhile begins alike, and is read on from `read`. `unread`
    counts the lines that are no text, or hold what the reader cannot make out, `jobs` all that it
    ever told.
    """

    name: str
    seen_on: date
    read: int  # bytes, unpacked, up to the first job that had not ended
    jobs: int
    unread: int = 0
    cut: bool = False  # it ends in the middle of something

    @property
    def label(self) -> str:
        """The file's name."""
        return self.name


@fact("vital_system", Family.STATE)
class VitalSystem(Fact):
    """What the hospital declares it cannot do without; key: its name.

    Hours; None: not declared. `maximum_loss` is the PDMA (how old the data may be that are left),
    `maximum_outage` the DMIA (how long it may be down).
    """

    machines: tuple[str, ...]
    maximum_loss: int | None = None
    maximum_outage: int | None = None

    @property
    def label(self) -> str:
        """The system's name."""
        return self.key


MONTH = 35  # days that a calendar of backups shows: five weeks


@fact("system_backup", Family.DERIVED)
class SystemBackup(Fact):
    """What backups amount to for one machine; key: its name, folded.

    `saved` is the end of the last run that saved it, `whole` of the last one that left nothing out
    as far as it tells. `poor` counts the latest runs in a row that did not save it whole, and
    `expected` says whether an inventory knows the machine, or only backups do. `month` has a mark a
    day, the last one being that of the evaluation: the best result of that day's runs (s: saved
    whole, w: in part, f: failed, -: nothing told). Times are in UTC.
    """

    system: str
    known_by: tuple[Shown, ...]  # directory, hosts, vital, hypervisor, backups
    aliases: tuple[str, ...] = ()  # its names as a virtual machine, which jobs may give it
    vital: str | None = None  # the vital system that it is a part of
    maximum_loss: int | None = None  # hours
    maximum_outage: int | None = None  # hours
    runs: int = 0  # that were to save it
    undated: int = 0  # of which saved it, at a time that nothing tells
    saved: datetime | None = None
    whole: datetime | None = None
    poor: int = 0
    restored: datetime | None = None  # the last restore, or test of one, that succeeded
    restore_minutes: int | None = None  # how long that one took
    restore_failed: datetime | None = None  # the last one that failed
    verified: datetime | None = None
    # By restoration sheets alone, which are somebody's word:
    sheet_restored: date | None = None
    sheet_minutes: int | None = None
    month: Shown = ""

    @property
    def label(self) -> str:
        """The machine's name."""
        return self.system

    @property
    def expected(self) -> bool:
        """Whether something else than backups knows the machine."""
        return self.known_by != ("backups",)

    @property
    def backed_up(self) -> bool:
        """Whether some report tells of a backup of it."""
        return self.runs > 0

    @property
    def backed_up_or_vital(self) -> bool:
        """Whether restoring it can, or should, have been tried."""
        return self.backed_up or self.is_vital

    @property
    def age_known(self) -> bool | None:
        """None when it was saved and nothing tells when."""
        return True if self.saved or not self.undated else None

    @property
    def is_vital(self) -> bool:
        """Whether the hospital declares it vital."""
        return self.vital is not None


@fact("job_rhythm", Family.DERIVED)
class JobRhythm(Fact):
    """How often a job has run, learned from its own history; key: product's source, job, system.

    Hours. `usual` is the longest of its usual silences, of `gaps` looked at; None: too few runs to
    know. `last` is the end of its last run, whatever its result.
    """

    job: str
    system: str | None
    runs: int
    last: datetime
    usual: int | None
    gaps: int

    @property
    def learned(self) -> bool:
        """Whether it has run often enough for its habit to be known."""
        return self.usual is not None

    @property
    def label(self) -> str:
        """The job and its system."""
        return f"{self.job} ({self.system})" if self.system else self.job
