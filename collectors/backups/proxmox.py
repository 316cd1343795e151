"""What Proxmox VE and Proxmox Backup Server tell alike: tasks, guests, lines of their logs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from collectors.backups.pieces import Piece, pieces
from collectors.backups.reading import Lost

# UPID:node:pid:pstart:(task:)start:type:id:user: in hexadecimal; PBS counts its tasks too.
_UPID = re.compile(
    r"UPID:[^:]+:[0-9A-F]{8,}:[0-9A-F]{8,}:(?:[0-9A-F]{8,}:)?([0-9A-F]{8}):(\w+):([^:]*):[^:]+:",
    re.IGNORECASE,
)
_KINDS = {"qemu": "vm", "lxc": "ct", "openvz": "ct"}
SNAPSHOT = r"(?P<group>(?:vm|ct|host)/[\w.-]+)/(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a task's log, and the lines of the file that hold it."""

    first: int
    last: int
    text: str


def log_lines(lines: Iterable[str]) -> Iterator[Line | Piece | Lost]:
    """Lines of logs as files or mails have them, or as the API gives them; other documents."""
    for piece in pieces(lines):
        told = piece.value.get("data") if isinstance(piece.value, dict) else piece.value
        if piece.broken:
            yield Lost(piece.first, piece.last, "not_json")
        elif piece.value is None:
            yield Line(piece.first, piece.last, piece.text)
        elif isinstance(told, list) and told and all(_is_line(each) for each in told):
            yield from (Line(piece.first, piece.last, each["t"]) for each in told)
        else:
            yield piece


def _is_line(each: object) -> bool:
    return isinstance(each, dict) and "n" in each and isinstance(each.get("t"), str)


def task_began(text: str) -> datetime | None:
    """When the task began whose identifier a text holds, such as the name of its log."""
    found = _UPID.search(text.replace("\\x3a", "-"))
    return epoch(int(found[1], 16)) if found else None


def epoch(value: object) -> datetime | None:
    """A time in seconds since 1970; None when no backup was made then."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 32:
        return None
    return datetime.fromtimestamp(value, UTC)


def guest(kind: str, number: str) -> str:
    """A guest that nothing names otherwise, as Proxmox Backup Server calls its group."""
    return f"{_KINDS.get(kind, kind)}/{number}"
