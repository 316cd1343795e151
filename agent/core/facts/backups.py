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
    full), `nothing_saved` (a full without a file), `inventory` (told by a list of what is kept and
    not by the job: whether it left something out is not known), `dated_by_file` (it told no time,
    and is the last of its file). A job that still runs has a key of its own.
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


@fact("backup_log", Family.READING)
class BackupLog(Fact):
    """How far a file of reports was read; key: the digest of how it begins.

    A file that was renamed or packed meanwhile begins alike, and is read on from `read`. `unread`
    counts the lines that are no text, or hold what the reader cannot make out.
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
