"""The `[[shares]]` section: a folder that holds sensitive data, and who may read it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path, PureWindowsPath
from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from collectors.declaration import as_list
from collectors.directory.logon import credential
from collectors.hosts.asking import Ask, AsksHost
from collectors.registry import Credential, Keep, Limits, Reach, Session, Target, source
from collectors.shares.folder import About, FolderSession, parse
from collectors.transports import secrets
from collectors.transports.asked_rights import AskedRights
from collectors.transports.rights import FolderRights, HandedOverRights, RecordedRights
from collectors.transports.shell import Script

_COLLECTOR = "shares.folder"

Words = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(as_list), Field(min_length=1)
]


@source
class SharesSource(AsksHost):
    """One folder: read over SMB with an account, or from files that its administrator wrote."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "shares"

    name: str = Field(min_length=1, description="the folder, as people call it")
    path: str = Field(description="//server/share/folder")
    holds: Literal["hr"] = Field(description="what it holds: hr")
    department: Words = Field(description="words of the rolls' departments that may read it")
    user: str | None = None
    password: Annotated[str, AfterValidator(secrets.check)] | None = None
    rights: Path | None = Field(default=None, description="its SDDL, or its getfacl -n -p")
    share_rights: Path | None = Field(default=None, description="the SDDL of the share")
    extracted_on: date | None = Field(default=None, description="the day these were written")
    folder: str = Field(default="", description="the folder on that host: /srv/partages/rh")
    recording: Path | None = None

    @field_validator("path")
    @classmethod
    def _whole(cls, told: str) -> str:
        parts(told)
        return "\\\\" + told.replace("/", "\\").strip("\\")

    @field_validator("extracted_on")
    @classmethod
    def _past(cls, day: date | None) -> date | None:
        if day and day > datetime.now(UTC).date() + timedelta(days=1):
            raise ValueError(f"{day.isoformat()} is in the future; give the day they were written")
        return day

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.recording is not None:
            return self
        if bool(self.host) != bool(self.folder):
            raise ValueError("host and folder go together: which host, and the folder there")
        if self.host:
            if self.rights or self.share_rights or self.extracted_on or self.user or self.password:
                raise ValueError("host is asked itself: no account, no rights and no extracted_on")
            return self
        if self.rights is None and not (self.user and self.password):
            raise ValueError(
                "write user and password (a reference, such as env:NAME), or rights, or host"
            )
        if self.rights is not None and (self.user or self.password):
            raise ValueError("rights is a file: user and password go with the server")
        if self.share_rights is not None and self.rights is None:
            raise ValueError("share_rights goes with rights: one file says a half")
        if (self.rights is None) != (self.extracted_on is None):
            raise ValueError("rights and extracted_on go together")
        return self

    @field_validator("folder")
    @classmethod
    def _absolute(cls, told: str) -> str:
        if told and (not told.startswith("/") or ".." in told.split("/") or not told.isprintable()):
            raise ValueError("write the whole path on the host, such as /srv/partages/rh")
        return told

    @property
    def files(self) -> str | None:
        """The files that were handed over, by their names."""
        return ", ".join(each.name for each in self._handed_over) or None

    @property
    def _handed_over(self) -> Sequence[Path]:
        return [each for each in (self.rights, self.share_rights) if each]

    def targets(self, folder: Path) -> list[Target]:
        """The folder itself."""
        if asked := self._asked_target(folder, _COLLECTOR, self._ask, (self.folder,)):
            return [asked]
        return [
            Target(
                source=self.name,
                name=self.files or self.path,
                collectors=(_COLLECTOR,),
                open=partial(self._open, folder),
                credential=self._credential,
                reach=self._reach,
                demonstration=self.recording is not None,
            )
        ]

    @property
    def _credential(self) -> Credential | None:
        if self.recording is not None or not (self.user and self.password):
            return None
        return credential(self.user, parts(self.path)[0], self.password)

    @property
    def _reach(self) -> Reach | None:
        known = self._credential
        if known is None:
            return None
        return Reach("smb", parts(self.path)[0], 445, self.user or "", known.reference)

    @property
    def script(self) -> Script:
        """What a Linux host is asked by; the folder is its argument."""
        return Script("rights", files(__package__).joinpath("rights.sh").read_text("utf-8"))

    @property
    def _about(self) -> About:
        return About(
            name=self.name,
            path=self.path,
            holds=self.holds,
            departments=self.department,
            taken_on=self.extracted_on,
        )

    def _ask(self, ask: Ask, collector: str, keep: Keep, limits: Limits) -> Session:
        return FolderSession(self._about, AskedRights(ask(collector, keep, limits), self.script))

    def _open(self, folder: Path, collector: str, keep: Keep, limits: Limits) -> Session:
        return FolderSession(self._about, self._transport(folder, collector, keep, limits))

    def _transport(self, folder: Path, collector: str, keep: Keep, limits: Limits) -> FolderRights:
        if self.recording is not None:
            kept = folder / self.recording / collector
            return RecordedRights(source=self.name, folder=kept, keep=keep)
        if self.rights is not None:
            return HandedOverRights(
                collector=collector,
                source=self.name,
                files=[folder / each for each in self._handed_over],
                check=parse,
                keep=keep,
            )
        from collectors.transports.smb.rights import open_rights  # noqa: PLC0415 - smbprotocol is slow to import

        host, share, folders = parts(self.path)
        return open_rights(
            source=self.name,
            host=host,
            share=share,
            folders=folders,
            user=self.user or "",
            password=secrets.resolve(self.password or "", folder),
            collector=collector,
            keep=keep,
            limits=limits,
        )


def parts(unc: str) -> tuple[str, str, tuple[str, ...]]:
    """(server, share, folders below it); raises ValueError when there is no share in it."""
    path = PureWindowsPath(unc)
    host, _, share = path.drive.strip("\\").partition("\\")
    folders = path.parts[1:]
    if not host or not share or ".." in folders or host in {".", "?"}:
        raise ValueError("write //server/share/folder, with the file server's own name")
    return host, share, folders
