"""Computers as a directory declares them: a free first inventory of the park."""

import re
from datetime import date

from agent.core.facts import Fact, Family, Shown, fact

_SERVER = re.compile(
    r"serv|hyper-v|esxi|linux|debian|ubuntu|centos|red ?hat|suse|samba|proxmox|unix", re.IGNORECASE
)


def is_server(system: str) -> bool:
    """Whether a system's name is one of a server."""
    return _SERVER.search(system) is not None


@fact("computer", Family.STATE)
class Computer(Fact):
    """A computer account; key: objectGUID, else SID, else DN.

    `system` and `system_version` are operatingSystem and operatingSystemVersion with no-break
    spaces folded (French systems have them).
    """

    name: str
    dn: str
    sid: str | None = None
    dns_name: str | None = None
    system: Shown | None = None
    system_version: Shown | None = None
    enabled: bool = True
    created: date | None = None
    password_set: date | None = None
    primary_group: int | None = None  # 516: domain controller, 521: read-only one

    @property
    def label(self) -> str:
        """The computer's name."""
        return self.name

    @property
    def server(self) -> bool:
        """Enabled, and its system is one of a server."""
        return self.enabled and is_server(self.system or "")

    @property
    def workstation(self) -> bool:
        """Enabled, and its system is known and not one of a server."""
        return self.enabled and bool(self.system) and not self.server


@fact("computer_seen", Family.READING)
class ComputerSeen(Fact):
    """The last day a computer logged on to the domain, as replicated; key: the computer's."""

    computer: str
    replicated: date | None = None
