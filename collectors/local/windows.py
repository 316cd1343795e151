"""The collector of this machine when it runs Windows."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Protocol

from agent.core.errors import Unreadable
from agent.core.exhibits import Exhibit
from agent.core.facts.hosts import Host, HostRole, HostState
from agent.core.facts.logs import LogKept
from agent.core.sources import Completeness, Ground
from collectors.registry import Unseen, collector
from collectors.transports.shell import Machine

_LONG_TERM = {"EnterpriseS", "EnterpriseSN", "IoTEnterpriseS"}  # editions with ends of their own
_ELEVEN = 22000  # the registry still says Windows 10 from this build on


class WindowsSession(Protocol):
    """This machine, or what it once said."""

    name: str
    machine: Machine
    ground: Ground
    completeness: Completeness

    def tell(self) -> Exhibit:
        """What Windows says of itself, kept before it is returned."""
        ...

    def close(self) -> None:
        """End the session."""
        ...


@collector("local.windows")
def windows(session: WindowsSession) -> Iterator[Host | HostState | Unseen]:
    """Yield this machine; its logs and updates are not read by this version.

    Raises:
        Unreadable: what was kept is not what preuve writes.
    """
    exhibit = session.tell()
    try:
        told = json.loads(exhibit.body)
        if told["preuve"] != "windows-local/1":
            raise Unreadable(f"{session.machine.host}: written by another version")
        yield _host(told, session)
        yield _state(told, session)
    except (ValueError, KeyError, TypeError, OverflowError, OSError) as error:
        raise Unreadable(
            f"{session.machine.host}: not what preuve writes ({type(error).__name__})"
        ) from None
    yield Unseen(LogKept, f"{session.machine.host} logs")


def _host(told: dict[str, Any], session: WindowsSession) -> Host:
    build = int(told["CurrentBuild"])
    product = str(told["ProductName"])
    if build >= _ELEVEN:
        product = product.replace("Windows 10", "Windows 11")
    if str(told.get("EditionID", "")) in _LONG_TERM:
        product += " LTSC"
    installed = told.get("InstallDate")
    return Host(
        source=session.name,
        key=session.machine.host,
        name=session.machine.host,
        role=HostRole(session.machine.role),
        place=session.machine.site,
        node=str(told.get("node", ""))[:255],
        kernel=f"Windows {build}.{told.get('UBR', 0)}",
        architecture=str(told.get("architecture", "")),
        notes=(("windows", f"{product}|10.0 ({build})"),),
        began=datetime.fromtimestamp(installed, UTC).date() if installed else None,
    )


def _state(told: dict[str, Any], session: WindowsSession) -> HostState:
    return HostState(
        source=session.name,
        key=session.machine.host,
        host=session.machine.host,
        seen_on=datetime.fromtimestamp(told["now"], UTC).date(),
        booted=datetime.fromtimestamp(told["booted"], UTC),
        reboot_required=told.get("restart"),
    )
