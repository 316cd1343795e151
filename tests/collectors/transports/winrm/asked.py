"""How these tests reach the lab's hosts: one loopback network a process, one session a question."""

import os
from pathlib import Path
from typing import Any

from agent.core.exhibits import Exhibit
from collectors.transports.shell import Machine
from collectors.transports.winrm import Access
from collectors.transports.winrm.session import WinrmSession
from tests.lab.winrm import USER, WinrmLab

RECORDED = Path(__file__).parents[4] / "fixtures" / "recordings" / "windows.host"
SECRET = "PREUVE_TEST_WINRM"


def address(number: int) -> str:
    """A loopback address of this process, apart from those of the other labs."""
    pid = os.getpid()
    return f"127.{64 + pid // 256 % 64}.{pid % 256}.{number}"


def answer(case: str = "server-2019-fr") -> bytes:
    return (RECORDED / case / "001.body").read_bytes()


def access(lab: WinrmLab, host: str, **changed: Any) -> Access:
    told: dict[str, Any] = {
        "folder": lab.ca.parent,
        "address": host,
        "port": lab.port,
        "user": USER,
        "password": f"env:{SECRET}",
        "ca": lab.ca if lab.tls else None,
        "logon": "ntlm",
        "encryption": "tls" if lab.tls else "message",
        "time_limit": 20.0,
    }
    return Access(**(told | changed))


def opened(told: Access, kept: list[Exhibit] | None = None) -> WinrmSession:
    return WinrmSession(
        collector="windows.host",
        source="srv",
        machine=Machine("srv", "server"),
        access=told,
        keep=(lambda _: None) if kept is None else kept.append,
    )
