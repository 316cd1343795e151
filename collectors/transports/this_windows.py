"""This machine when it runs Windows: a few values of the registry, and when it started."""

import json
import platform
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from agent.core.errors import Unreachable
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep, Limits
from collectors.transports.shell import Asked, Machine

_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_VALUES = ("ProductName", "EditionID", "DisplayVersion", "CurrentBuild", "UBR", "InstallDate")
# Microsoft: an update that waits for a restart leaves one of these keys behind.
_RESTART = (
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending",
)


class ThisWindows:
    """This machine; its one verb reads, and keeps what it read."""

    ground = Ground.LIVE

    def __init__(self, *, collector: str, source: str, machine: Machine, keep: Keep) -> None:
        if platform.system() != "Windows":
            raise Unreachable("this machine does not run Windows")
        self.name = source
        self.machine = machine
        self.completeness = Completeness.UNKNOWN
        self._asked = Asked(
            collector=collector,
            source=source,
            machine=machine,
            keep=keep,
            account="",
            server="local",
            ground=self.ground,
        )

    def tell(self) -> Exhibit:
        """What Windows says of itself, as JSON."""
        import psutil  # noqa: PLC0415 - for Windows alone

        started = _now()
        told = {
            "preuve": "windows-local/1",
            "node": platform.node(),
            "architecture": platform.machine(),
            "now": int(started.timestamp()),
            "booted": int(psutil.boot_time()),
            **registry(),
            "end": True,
        }
        raw = json.dumps(told, separators=(",", ":")).encode()
        exhibit = self._asked.answered(f"registry {_VERSION}", raw, started, _now)
        self.completeness = exhibit.acquisition.completeness
        return exhibit

    def close(self) -> None:
        """Nothing is open."""


def registry() -> dict[str, str | int | bool]:
    """The values that tell a release of Windows from another."""
    winreg: Any = import_module("winreg")  # Windows has it alone
    found: dict[str, str | int | bool] = {}
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _VERSION) as key:
        for name in _VALUES:
            with suppress(OSError):
                found[name] = winreg.QueryValueEx(key, name)[0]
    found["restart"] = any(_exists(winreg, path) for path in _RESTART)
    return found


def _exists(winreg: Any, path: str) -> bool:
    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path))
    except OSError:
        return False
    return True


def open_this_windows(
    collector: str, keep: Keep, limits: Limits, *, source: str, machine: Machine
) -> ThisWindows:
    """Open this machine for one collector.

    Raises:
        Unreachable: it does not run Windows.
    """
    del limits  # nothing here waits
    return ThisWindows(collector=collector, source=source, machine=machine, keep=keep)


def _now() -> datetime:
    return datetime.now(UTC)
