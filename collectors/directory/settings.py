"""The `[[directory]]` section: a domain's controllers, an export of it, or a recording."""

from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from collectors.declaration import as_list
from collectors.directory.logon import credential
from collectors.registry import Keep, Limits, Reach, Session, Target, source
from collectors.transports import secrets
from collectors.transports.directory import PORTS
from collectors.transports.directory_export import open_export
from collectors.transports.replay import open_recording

READ_WHOLE = (
    "directory.domain",
    "directory.accounts-and-switches",
    "directory.groups",
    "directory.computers",
    "directory.policies",
    "directory.witnesses",
)
# An export cannot be asked what it does not hold.
READ_OFFLINE = (
    "directory.domain",
    "directory.accounts",
    "directory.groups",
    "directory.computers",
)
# lastLogon is not replicated: each controller knows its own.
READ_ELSEWHERE = ("directory.last-logons",)


def controller(url: str) -> str:
    """A controller's URL as it stands; raises ValueError for what is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname:
        raise ValueError(f"{url!r}: write ldaps://name, or ldap://name for StartTLS")
    if parts.port == 0:  # reading it refuses one that is no number
        raise ValueError(f"{url!r}: no such port")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the account goes under user and password, not into the url")
    return url


Controllers = Annotated[
    tuple[Annotated[str, AfterValidator(controller)], ...], BeforeValidator(as_list)
]


@source
class DirectorySource(BaseModel):
    """One Active Directory domain; exactly one of `url`, `export` and `recording`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "directory"

    name: str = Field(min_length=1, description="a short name of yours")
    url: Controllers = Field(
        default=(), description="one domain's controllers: the first is read whole"
    )
    export: Path | None = Field(default=None, description="LDIF, csvde or Export-Csv")
    recording: Path | None = Field(
        default=None, description="a folder of exhibits: a demonstration"
    )
    user: str | None = None
    password: Annotated[str, AfterValidator(secrets.check)] | None = None
    ca: Path | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(map(bool, (self.url, self.export, self.recording))) != 1:
            raise ValueError("write one of url, export and recording")
        if self.url and not (self.user and self.password):
            raise ValueError("url needs user and password (a reference, such as env:NAME)")
        if not self.url and (self.user or self.password or self.ca):
            raise ValueError("user, password and ca go with url only")
        if len({url.lower() for url in self.url}) != len(self.url):
            raise ValueError("url lists the same controller twice")
        return self

    def targets(self, folder: Path) -> list[Target]:
        """The controllers, the first of which serves every collector, or the one file."""
        if self.export:
            return [self._exported(folder / self.export)]
        if self.recording:
            return [self._recorded(folder / self.recording)]
        return [
            self._live(url, folder, READ_ELSEWHERE if rank else READ_WHOLE)
            for rank, url in enumerate(self.url)
        ]

    def _live(self, url: str, folder: Path, collectors: tuple[str, ...]) -> Target:
        user, reference = self.user or "", self.password or ""
        ca = folder / self.ca if self.ca else None
        return Target(
            source=self.name,
            name=url,
            collectors=collectors,
            open=partial(
                _open_live,
                source=self.name,
                url=url,
                user=user,
                reference=reference,
                ca=ca,
                folder=folder,
            ),
            credential=credential(user, url, reference),
            reach=_reach(url, user, reference, ca),
        )

    def _exported(self, path: Path) -> Target:
        return Target(
            source=self.name,
            name=path.name,
            collectors=READ_OFFLINE,
            open=partial(open_export, source=self.name, path=path),
        )

    def _recorded(self, folder: Path) -> Target:
        known = dict.fromkeys((*READ_WHOLE, *READ_OFFLINE))
        recorded = tuple(each for each in known if (folder / each).is_dir())
        return Target(
            source=self.name,
            name=folder.name,
            collectors=recorded or READ_WHOLE,
            open=partial(open_recording, source=self.name, folder=folder),
            demonstration=True,
        )


def _reach(url: str, user: str, reference: str, ca: Path | None) -> Reach:
    parts = urlsplit(url)
    return Reach(
        protocol="ldaps" if parts.scheme == "ldaps" else "ldap",
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        user=user,
        by=reference,
        ca=ca,
    )


def _open_live(
    collector: str,
    keep: Keep,
    limits: Limits,
    *,
    source: str,
    url: str,
    user: str,
    reference: str,
    ca: Path | None,
    folder: Path,
) -> Session:
    from collectors.transports.ldap import open_ldap  # noqa: PLC0415 - ldap3 is slow to import

    return open_ldap(
        source=source,
        url=url,
        user=user,
        password=secrets.resolve(reference, folder),
        ca=ca,
        collector=collector,
        keep=keep,
        limits=limits,
    )
