"""Servers and workstations as they tell of themselves: system, age, updates, clock."""

from datetime import date, datetime
from enum import StrEnum

from agent.core.facts import Fact, Family, Shown, fact


class HostRole(StrEnum):
    """What a host is for, by the configuration, or by its own word where that is silent."""

    SERVER = "server"
    WORKSTATION = "workstation"


@fact("host", Family.STATE)
class Host(Fact):
    """One machine; key: its name in the configuration.

    `release` is the text of os-release(5); `notes` the short files beside it (debian_version,
    redhat-release), by path, and what an appliance or Windows says of itself, by product. `began`
    is the day this system first started: a copied virtual machine gets a new identity then. A BIOS
    date is not a purchase date.
    """

    name: str
    role: HostRole
    place: str = ""
    node: str = ""  # uname -n
    kernel: str = ""
    architecture: str = ""
    release: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    virtual: str | None = None  # the hypervisor's or container's name, "none" for hardware
    model: str = ""
    bios_date: date | None = None
    began: date | None = None
    forwards_to: tuple[str, ...] | None = None  # host:port/protocol; None: cannot be read

    @property
    def label(self) -> str:
        """The host's name."""
        return self.name

    @property
    def server(self) -> bool:
        """Its role is that of a server."""
        return self.role is HostRole.SERVER


@fact("host_state", Family.READING)
class HostState(Fact):
    """What changes from day to day on a host; key: the host's. None is always "not known".

    `updated` is the last day a package was upgraded (`updated_by` says who tells); when only
    installations are recorded, the last of them. `not_updated_since`: no upgrade in logs that
    go back to that day. Pending updates are known as of `refreshed`.
    """

    host: str
    seen_on: date
    booted: datetime | None = None
    updated: date | None = None
    updated_by: str = ""
    not_updated_since: date | None = None
    pending: int | None = None
    pending_security: int | None = None
    refreshed: date | None = None
    reboot_required: bool | None = None
    kernel_waiting: str | None = None  # newest installed kernel, when the running one is older
    clock_offset: int | None = None  # seconds ahead of the reference, rounded towards zero
    clock_by: str = ""  # chrony, ntp, or preuve's own clock
    boots_known_since: date | None = None

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host


@fact("boot", Family.EVENT)
class Boot(Fact):
    """One start of a host; key: the host and the instant."""

    host: str
    started: datetime
    clean: bool | None = None  # whether a shutdown was recorded before it; None for the first known


@fact("machine", Family.DERIVED)
class Machine(Fact):
    """A host with what the table of ends and its own state say of it; key: the host's.

    `last_update` is the latest day something was upgraded; `update_unseen_since`: nothing was, in
    logs that go back to that day.
    """

    host: str
    role: HostRole
    place: str = ""
    os: Shown = ""  # as it names itself
    product: Shown | None = None
    version: Shown = ""
    build: Shown = ""
    support_ends: date | None = None
    extended_support_ends: date | None = None
    extension: Shown | None = None  # LTS, ESM, ELS
    rolling: bool = False
    known: bool = False  # the table knows this release
    over: bool = False  # it has ended, on a day that nobody published
    seen_on: date
    last_update: date | None = None
    update_unseen_since: date | None = None
    pending: int | None = None
    pending_security: int | None = None
    refreshed: date | None = None
    reboot_required: bool | None = None
    kernel_waiting: Shown | None = None
    booted: datetime | None = None
    clock_offset: int | None = None
    clock_by: Shown = ""
    bios_date: date | None = None
    virtual: Shown | None = None
    model: Shown = ""
    began: date | None = None
    forwards: bool | None = None

    @property
    def label(self) -> str:
        """The host's name."""
        return self.host

    @property
    def server(self) -> bool:
        """Its role is that of a server."""
        return self.role is HostRole.SERVER

    @property
    def update_day(self) -> date | None:
        """The last upgrade, or the day since which none was seen; None: nothing tells."""
        return self.last_update or self.update_unseen_since

    @property
    def support_known(self) -> bool | None:
        """None when the table of ends does not know the system, and it should have an end."""
        return True if self.known or self.rolling else None
