"""Answers of a host made from the lines of their sections, as the script writes them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.core.exhibits import Acquisition, Exhibit
from agent.core.facts import Fact
from agent.core.sources import Completeness, Ground
from collectors.linux.answer import Answer, read
from collectors.linux.collect import linux
from collectors.registry import Unseen
from collectors.transports.shell import Machine, Script

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # 1795176000, a Friday
SECTIONS = (
    "about", "os", "boots", "hardware", "updates", "pending", "clock", "rotation", "logging",
    "logs", "journal",
)  # fmt: skip
RECORDINGS = sorted(
    (Path(__file__).parents[3] / "fixtures" / "recordings" / "linux.host").glob("*/001.body")
)


def about(*, now: int = 1795176000, today: str = "2026-11-20", zone: str = "+0000") -> list[str]:
    return ["version 1", "host srv", "uid 0", f"now {now}", f"today {today}", f"offset {zone}"]


def body(
    told: Mapping[str, Sequence[str]], *, cut: Sequence[str] = (), ended: str = "1795176001"
) -> bytes:
    """Every section, empty unless told; those of `cut` have lost their end."""
    lines = {name: [*told.get(name, ()), *([] if name in cut else ["", "=0"])] for name in SECTIONS}
    if "about" not in told:
        lines["about"] = [*about(), "", "=0"]
    sections = [{"section": name, "lines": [*each, "."]} for name, each in lines.items()]
    return json.dumps(
        {"preuve": "host/1", "sections": sections, "ended": ended, "end": True}, ensure_ascii=False
    ).encode()


def exhibit(
    raw: bytes, *, started: datetime = NOON, seconds: float = 1, server: str = ""
) -> Exhibit:
    return Exhibit(
        body=raw,
        media_type="application/json",
        original_digest="",
        original_size=len(raw),
        acquisition=Acquisition(
            collector="linux.host", source="srv", target="srv", query="", server=server,
            started=started, ended=started + timedelta(seconds=seconds), rows=1,
            completeness=Completeness.COMPLETE, ground=Ground.LIVE,
        ),
    )  # fmt: skip


def answer(*, cut: Sequence[str] = (), **told: Sequence[str]) -> Answer:
    return read(exhibit(body(told, cut=cut)))


class Said:
    """A host that answers with given bytes; see `HostSession`."""

    name = "srv"
    machine = Machine("srv", "server")
    ground = Ground.LIVE
    completeness = Completeness.COMPLETE

    def __init__(self, raw: bytes, server: str = "ssh-ed25519 SHA256:x") -> None:
        self._exhibit = exhibit(raw, server=server)

    def run(self, script: Script) -> Exhibit:
        del script
        return self._exhibit

    def close(self) -> None:
        pass


def facts(raw: bytes) -> list[Fact | Unseen]:
    collected: list[Any] = list(linux(Said(raw)))
    return collected
