"""The `[[hosts]]` section: one host, several reached alike, or a share of their answers."""

import getpass
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from agent.core.facts.hosts import HostRole
from collectors.directory.logon import credential
from collectors.hosts.addresses import Address, Addresses
from collectors.registry import Credential, Keep, Limits, Reach, Session, Target, source
from collectors.transports import dropped as share
from collectors.transports import secrets
from collectors.transports.dropped import RecordedHost
from collectors.transports.local import open_local
from collectors.transports.shell import HostSession, Machine
from collectors.transports.ssh import Access, open_ssh
from collectors.transports.winrm import Access as WinrmAccess
from collectors.transports.winrm import Encryption, Logon, open_winrm
from collectors.transports.winrm.settings import PORTS

_COLLECTORS = {"linux": "linux.host", "windows": "windows.host"}
# What a session has a use for, by the way it is opened; no other way has any.
_OVER_SSH = {"user", "port", "key", "passphrase", "agent", "password", "known_hosts"}
_OVER_WINRM = {"user", "port", "password", "ca", "logon", "encryption"}
_UNIX = {"logs", "sudo"}  # what only a script of sh takes
_SSH = 22
_FEWEST_SECONDS, _MOST_SECONDS = 10, 3600


def _log(told: str) -> str:
    if not told.startswith("/") or not told.isprintable():
        raise ValueError(f"{told!r}: write the full path of the log, wildcards allowed")
    return told


def _own() -> tuple[str, Path]:
    """The account that runs preuve and its folder; a container may know neither."""
    try:
        return getpass.getuser(), Path.home()
    except (KeyError, OSError, ImportError, RuntimeError):
        return "", Path()


@source
class HostsSource(BaseModel):
    """Hosts that preuve asks, or whose script reports alone; exactly one way."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)
    section: ClassVar[str] = "hosts"

    name: str = Field(min_length=1, description="a short name of yours")
    address: Addresses = Field(default=(), description="a name or an address, or a list of them")
    transport: Literal["ssh", "local", "winrm"] | None = None
    dropped: str | None = Field(default=None, alias="import", description='"depot/*.json"')
    recording: Path | None = None
    expected: tuple[Address, ...] = ()
    role: HostRole | None = None
    site: str = ""
    logs: tuple[Annotated[str, AfterValidator(_log)], ...] = ()
    user: str = Field(default_factory=lambda: _own()[0])
    port: int | None = Field(default=None, ge=1, le=65535)
    key: Path | None = None
    passphrase: Annotated[str, AfterValidator(secrets.check)] | None = None
    agent: bool = False
    password: Annotated[str, AfterValidator(secrets.check)] | None = None
    known_hosts: Path = Field(default_factory=lambda: _own()[1] / ".ssh" / "known_hosts")
    sudo: bool = False
    ca: Path | None = None
    logon: Logon = "kerberos"
    encryption: Encryption = "tls"
    time_limit: int = Field(default=300, ge=_FEWEST_SECONDS, le=_MOST_SECONDS)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (self.address, self.transport == "local", self.dropped, self.recording)
        if sum(map(bool, ways)) != 1:
            raise ValueError(
                'write one of address, transport = "local" and import (files dropped by the script)'
            )
        if self.transport == "winrm":
            self._by_winrm()
        else:
            self._by_ssh()
        if len({each.lower() for each in self.address}) != len(self.address):
            raise ValueError("address lists the same host twice")
        if self.dropped and self.logs:
            raise ValueError("logs goes on the script's own command line (--log) with import")
        if self.expected and not self.dropped:
            raise ValueError("expected: with import only")
        return self

    def _by_ssh(self) -> None:
        if idle := sorted(self.model_fields_set & (_OVER_WINRM - _OVER_SSH)):
            raise ValueError(f'{", ".join(idle)}: with transport = "winrm" only')
        idle = sorted(self.model_fields_set & _OVER_SSH)
        if idle and not self.address:
            raise ValueError(f"{', '.join(idle)}: with address only")
        if self.address and not (self.key or self.agent or self.password):
            raise ValueError("address needs a way to log on: key, agent = true, or password")
        if self.address and not self.user:
            raise ValueError("address needs user: the account that runs preuve has no name")

    def _by_winrm(self) -> None:
        if not self.address:
            raise ValueError('transport = "winrm" needs address')
        if idle := sorted(self.model_fields_set & ((_OVER_SSH - _OVER_WINRM) | _UNIX)):
            raise ValueError(f'{", ".join(idle)}: without a use with transport = "winrm"')
        if "user" not in self.model_fields_set or not self.user:
            raise ValueError('transport = "winrm" needs user: DOMAIN\\name, name@domain or name')
        self._winrm_logon()
        if self.encryption == "message" and self.ca is not None:
            raise ValueError('ca: without a use with encryption = "message" (no certificate)')

    def _winrm_logon(self) -> None:
        if self.logon == "kerberos":
            if self.password is not None:
                raise ValueError(
                    "password: Kerberos takes the ticket of the account that runs preuve (kinit);"
                    ' leave it out, or write logon = "ntlm"'
                )
            if "@" not in self.user:
                raise ValueError("user: Kerberos knows an account as name@REALM")
        elif self.password is None:
            raise ValueError(f'logon = "{self.logon}" needs password')
        if self.logon == "basic" and self.encryption != "tls":
            raise ValueError('logon = "basic" sends the password: with encryption = "tls" only')

    def targets(self, folder: Path) -> list[Target]:
        """One target a host; a share without any file is one that fails."""
        if self.dropped is not None:
            return self._from_share(folder, self.dropped)
        if self.recording is not None:
            recorded = folder / self.recording
            again = partial(_recorded, folder=recorded)
            return [self._target(self.name, again, system=_recorded_system(recorded))]
        if self.transport == "local":
            here = "windows" if sys.platform == "win32" else "linux"
            words = self._arguments() if here == "linux" else ()
            ask = partial(open_local, arguments=words, time_limit=self.time_limit)
            return [self._target(self.name, ask, system=here)]
        over = self._over_winrm if self.transport == "winrm" else self._over_ssh
        return [over(address, folder) for address in self.address]

    def asking(
        self, folder: Path, source: str, arguments: tuple[str, ...] = ()
    ) -> tuple[Callable[[str, Keep, Limits], HostSession], Credential | None, Reach | None]:
        """How to run another script on the one host of this block, for another source.

        Each of the script's own arguments is one word, whatever it holds.

        Raises:
            ValueError: it is not one host that runs scripts of sh when it is asked.
        """
        machine = Machine(self.name, site=self.site)
        if self.transport == "local" and sys.platform != "win32":
            ask_here = partial(
                open_local,
                source=source,
                machine=machine,
                arguments=arguments,
                time_limit=self.time_limit,
            )
            return ask_here, None, None
        if self.transport == "winrm" or len(self.address) != 1:
            raise ValueError(
                f"[[hosts]] {self.name!r} is not one host with a shell: give the host its own"
                ' block, with address (over ssh) or transport = "local"'
            )
        access = self._access(self.address[0], folder, arguments)
        ask = partial(open_ssh, source=source, machine=machine, access=access)
        reach = self._reach(self.address[0], folder)
        return cast("Callable[[str, Keep, Limits], HostSession]", ask), self._credential(), reach

    def _over_ssh(self, address: str, folder: Path) -> Target:
        access = self._access(address, folder, self._arguments())
        host = self.name if len(self.address) == 1 else address
        ask = partial(open_ssh, access=access)
        return self._target(host, ask, self._credential(), self._reach(address, folder))

    def _access(self, address: str, folder: Path, arguments: tuple[str, ...]) -> Access:
        return Access(
            folder=folder,
            address=address,
            port=self.port or _SSH,
            user=self.user,
            key=self.key,
            passphrase=self.passphrase,
            agent=self.agent,
            password=self.password,
            known_hosts=self.known_hosts,
            arguments=arguments,
            time_limit=self.time_limit,
        )

    def _over_winrm(self, address: str, folder: Path) -> Target:
        access = WinrmAccess(
            folder=folder,
            address=address,
            port=self.port or PORTS[self.encryption],
            user=self.user,
            password=self.password,
            ca=self.ca,
            logon=self.logon,
            encryption=self.encryption,
            time_limit=self.time_limit,
        )
        host = self.name if len(self.address) == 1 else address
        ask = partial(open_winrm, access=access)
        reach = self._reach(address, folder)
        return self._target(host, ask, self._credential(), reach, system="windows")

    def _reach(self, address: str, folder: Path) -> Reach:
        if self.transport != "winrm":
            ways = (str(self.key or ""), "agent" if self.agent else "", self.password or "")
            by = ", ".join(filter(None, ways))
            known = folder / self.known_hosts
            return Reach("ssh", address, self.port or _SSH, self.user, by, known_hosts=known)
        return Reach(
            protocol="winrm" if self.encryption == "tls" else "winrm-http",
            host=address,
            port=self.port or PORTS[self.encryption],
            user=self.user,
            by=self.password or self.logon,
            ca=folder / self.ca if self.ca else None,
        )

    def _credential(self) -> Credential | None:
        """Only a password can lock an account out; a domain's is one wherever it is used."""
        if self.password is None:
            return None
        if self.transport == "winrm":
            return credential(self.user, f"winrm {self.name}", self.password)
        return Credential(realm=f"ssh {self.name}", user=self.user, reference=self.password)

    def _from_share(self, folder: Path, pattern: str) -> list[Target]:
        """One target a file, and one for each expected host that left none."""
        found = share.newest(folder, pattern)
        if not found and not self.expected:
            return [self._target(self.name, partial(share.open_empty, pattern=pattern))]
        if len(found) > share.MOST:
            return [self._target(self.name, partial(share.open_crowded, pattern=pattern))]
        systems = share.systems(found.values())
        told = [
            self._target(
                host, partial(share.open_dropped, path=path), left=True, system=systems[path]
            )
            for host, path in sorted(found.items())
        ]
        silent = partial(share.open_absent, pattern=pattern)
        alike = share.alike(systems.values())
        return told + [
            self._target(host, silent, left=True, system=alike)
            for host in share.absent(self.expected, found)
        ]

    def _target(
        self,
        host: str,
        ask: Callable[..., Session],
        credential: Credential | None = None,
        reach: Reach | None = None,
        *,
        left: bool = False,
        system: str = "linux",
    ) -> Target:
        """A host is a source of its own: what it told before is replaced by what it tells now."""
        several = left or len(self.address) > 1
        name = f"{self.name}/{host}" if several else self.name
        machine = Machine(host, self.role.value if self.role else "", self.site, left)
        return Target(
            source=name,
            name=host,
            collectors=(_COLLECTORS[system],),
            open=partial(ask, source=name, machine=machine),
            credential=credential,
            reach=reach,
            demonstration=self.recording is not None,
        )

    def _arguments(self) -> tuple[str, ...]:
        logs = tuple(word for log in self.logs for word in ("--log", log))
        return (*(("--sudo",) if self.sudo else ()), *logs)


def _recorded(
    collector: str, keep: Keep, _limits: Limits, *, source: str, machine: Machine, folder: Path
) -> RecordedHost:
    return RecordedHost(source=source, machine=machine, folder=folder / collector, keep=keep)


def _recorded_system(folder: Path) -> str:
    """The system whose answer a recording holds."""
    return "windows" if (folder / _COLLECTORS["windows"]).is_dir() else "linux"
