"""Answers of a Windows host made from the data of their sections, as the script writes them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from agent.core.exhibits import Acquisition, Exhibit
from agent.core.facts import Fact
from agent.core.sources import Completeness, Ground
from collectors.registry import Unseen
from collectors.transports.shell import Machine, Script
from collectors.windows.answer import Answer, read
from collectors.windows.collect import windows

F = TypeVar("F")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # 1795176000, a Friday
RECORDED = Path(__file__).parents[3] / "fixtures" / "recordings" / "windows.host"
ABOUT = {
    "host": "SRV", "name": "srv", "domain": "ch.lan", "account": "S-1-5-18", "elevated": True,
    "now": 1795176000, "today": "2026-11-20", "offset": 0, "powershell": "5.1.17763.1",
}  # fmt: skip


def body(told: Mapping[str, Any], **envelope: Any) -> bytes:
    """The sections that are told, and the one that says who answers; an Exception is a failure."""
    sections = []
    for name, data in ({"about": ABOUT} | dict(told)).items():
        what = {"error": str(data), "why": "X 1"} if isinstance(data, Exception) else {"data": data}
        sections.append({"section": name, **what})
    whole = {
        "preuve": "host/windows/1", "script": None, "sections": sections, "ended": "1795176001",
        "end": True,
    }  # fmt: skip
    return json.dumps(whole | envelope, separators=(",", ":")).encode()


def exhibit(raw: bytes, *, started: datetime = NOON, server: str = "") -> Exhibit:
    return Exhibit(
        body=raw,
        media_type="application/json",
        original_digest="",
        original_size=len(raw),
        acquisition=Acquisition(
            collector="windows.host", source="srv", target="srv", query="", server=server,
            started=started, ended=started + timedelta(seconds=1), rows=1,
            completeness=Completeness.COMPLETE, ground=Ground.LIVE,
        ),
    )  # fmt: skip


def answer(**told: Any) -> Answer:
    return read(exhibit(body({name.replace("_", "-"): each for name, each in told.items()})))


class Said:
    """A host that answers with given bytes; see `HostSession`."""

    name = "srv"
    ground = Ground.LIVE
    completeness = Completeness.COMPLETE

    def __init__(self, raw: bytes, server: str = "tls", machine: Machine | None = None) -> None:
        self.machine = machine or Machine("srv", "server")
        self._exhibit = exhibit(raw, server=server)

    def run(self, script: Script) -> Exhibit:
        del script
        return self._exhibit

    def close(self) -> None:
        pass


def facts(raw: bytes, **how: Any) -> list[Fact | Unseen]:
    return list(windows(Said(raw, **how)))


def only(kind: type[F], raw: bytes, **how: Any) -> list[F]:
    """The facts of one kind."""
    return [each for each in facts(raw, **how) if isinstance(each, kind)]


def unseen(raw: bytes) -> set[tuple[str, str]]:
    """What the host did not tell: the kind and the target."""
    return {(each.kind.kind, each.target) for each in facts(raw) if isinstance(each, Unseen)}
