"""What somebody who leaves holds: access, keys, tasks, words and files. No secret is in it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from agent.core.runs import RunRecord
from agent.core.seals import SealRecord


class Way(StrEnum):
    """How a block of the configuration is read, which says what right somebody granted."""

    DIRECTORY = "directory"
    SSH = "ssh"
    SUDO = "sudo"  # SSH, with one line of sudoers
    WINRM = "winrm"
    LOCAL = "local"
    DROPPED = "dropped"  # the hosts' own script leaves its answers
    FOLDER = "folder"  # of a Linux server that another block names
    ASKED = "asked"  # a product, on a host that another block names
    SYSVOL = "sysvol"
    SHARE = "share"
    PROBE = "probe"
    FILE = "file"
    DECLARED = "declared"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One block: how it is read, under which account, and where its secrets are."""

    section: str
    name: str
    way: Way
    accounts: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()  # references, and files of keys
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHeld:
    """A key of the hospital that the ledger knows; `how` is first, rotated or lost."""

    fingerprint: str
    since: datetime
    user: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of a scheduler of this machine; `kind` is systemd, cron; audits, or probes."""

    kind: str
    name: str
    probes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A channel of [[notify]]: a host, and who is written to."""

    name: str
    place: str
    recipients: tuple[str, ...]
    user: str | None
    secret: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A waiver or an attestation that stands; `about` a check, a sub-question or a quick win."""

    number: int
    about: str
    role: str
    until: date
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A document of the register."""

    name: str
    kind: str
    version: str
    next_review: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Everything, at an instant; `size` is in bytes, None on a server."""

    site: str
    now: datetime
    day: date
    tool: str
    config: Path
    store: str  # sqlite | postgresql
    store_place: str
    size: int | None
    copies: tuple[Path, ...]
    runs: int
    last: RunRecord | None
    seal: SealRecord | None
    exported: bool  # whether the last audit is in some bundle
    key_file: Path | None
    key_there: bool
    passphrase: str | None
    keys: tuple[KeyHeld, ...]
    access: tuple[Access, ...]
    tasks: tuple[Task, ...]
    windows_tasks: tuple[str, ...]  # the lines that take those of Windows away, if there are any
    told: tuple[Told, ...]
    waivers: tuple[Word, ...]
    attestations: tuple[Word, ...]
    documents: tuple[Register, ...]
    probes: Path | None
    weeks: int
    months: int

    def by(self, *ways: Way) -> tuple[Access, ...]:
        """The blocks that are read in one of these ways."""
        return tuple(each for each in self.access if each.way in ways)
