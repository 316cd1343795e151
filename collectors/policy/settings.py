"""The `[[policy]]` section: a controller's SYSVOL share, a copy of it, or a folder of backups."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path, PureWindowsPath
from typing import Annotated, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from collectors.directory.logon import credential
from collectors.registry import Keep, Limits, Session, Target, source
from collectors.transports import secrets
from collectors.transports.policy_folder import HandedOverPolicies, RecordedPolicies

_SHARE = ("\\\\", "//")


@source
class PolicySource(BaseModel):
    """Where policies' files are: a share with the account that reads it, or a copy and its day."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "policy"

    name: str = Field(min_length=1, description="a short name of yours")
    sysvol: str = Field(default="", description="//controller/SYSVOL, or the copied folder")
    user: str | None = None
    password: Annotated[str, AfterValidator(secrets.check)] | None = None
    recording: Path | None = None
    extracted_on: date | None = Field(default=None, description="the day the folder was copied")

    @field_validator("sysvol")
    @classmethod
    def _whole(cls, told: str) -> str:
        if told.startswith(_SHARE):
            _parts(told)
        return told

    @field_validator("extracted_on")
    @classmethod
    def _past(cls, day: date | None) -> date | None:
        if day and day > datetime.now(UTC).date() + timedelta(days=1):
            raise ValueError(f"{day.isoformat()} is in the future; give the day it was copied")
        return day

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if bool(self.sysvol) == (self.recording is not None):
            raise ValueError("sysvol is required: //controller/SYSVOL, or the copied folder")
        if self._shared and not (self.user and self.password):
            raise ValueError("a share needs user and password (a reference, such as env:NAME)")
        if self._shared and self.extracted_on:
            raise ValueError("extracted_on goes with a copy: a share is read as it is today")
        if not self._shared and (self.user or self.password):
            raise ValueError("user and password go with a share only: //controller/SYSVOL")
        if not self._shared and not self.extracted_on:
            raise ValueError("extracted_on is required: the day the folder was copied")
        return self

    @property
    def _shared(self) -> bool:
        return self.sysvol.startswith(_SHARE)

    def targets(self, folder: Path) -> list[Target]:
        """The share, or the folder itself."""
        if self._shared:
            return [self._live(folder)]
        return [
            Target(
                source=self.name,
                name=Path(self.sysvol or self.recording or "").name,
                collectors=("policy.files",),
                open=partial(self._open, folder),
                demonstration=self.recording is not None,
            )
        ]

    def _live(self, folder: Path) -> Target:
        user, reference = self.user or "", self.password or ""
        host, share, folders = _parts(self.sysvol)
        return Target(
            source=self.name,
            name=rf"\\{host}\{share}",
            collectors=("policy.files",),
            open=partial(
                _open_share,
                source=self.name,
                host=host,
                share=share,
                folders=folders,
                user=user,
                reference=reference,
                folder=folder,
            ),
            credential=credential(user, host, reference),
            server=host,
        )

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> Session:
        taken_on = self.extracted_on or date.min  # a copy has a day: see `_somewhere`
        if self.recording is not None:
            return RecordedPolicies(
                source=self.name,
                folder=folder / self.recording / collector,
                taken_on=taken_on,
                keep=keep,
            )
        return HandedOverPolicies(
            collector=collector,
            source=self.name,
            folder=folder / self.sysvol,
            taken_on=taken_on,
            keep=keep,
        )


def _parts(unc: str) -> tuple[str, str, tuple[str, ...]]:
    """(server, share, folders below it); raises ValueError when there is no share in it."""
    path = PureWindowsPath(unc)
    host, _, share = path.drive.strip("\\").partition("\\")
    folders = path.parts[1:]
    if not host or not share or ".." in folders or host in {".", "?"}:
        raise ValueError("write //controller/SYSVOL, with the domain controller's own name")
    return host, share, folders


def _open_share(
    collector: str,
    keep: Keep,
    limits: Limits,
    *,
    source: str,
    host: str,
    share: str,
    folders: tuple[str, ...],
    user: str,
    reference: str,
    folder: Path,
) -> Session:
    from collectors.transports.smb import open_sysvol  # noqa: PLC0415 - smbprotocol is slow to import

    return open_sysvol(
        source=source,
        host=host,
        share=share,
        folders=folders,
        user=user,
        password=secrets.resolve(reference, folder),
        collector=collector,
        keep=keep,
        limits=limits,
    )
