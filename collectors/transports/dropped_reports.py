"""What preuve's own script left of a backup server: the newest file of each, whole or not."""

from collections.abc import Iterable
from pathlib import Path

from agent.core.errors import Empty, Truncated, Unreachable, Unreadable
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.dropped import newest
from collectors.transports.report_files import HandedOverReports
from collectors.transports.shell import is_whole, printable

_END = 64  # bytes that hold the end mark


class DroppedReports(HandedOverReports):
    """The answers of a script that asked the product itself; see `ReportFiles`.

    Their word is `live`, as old as what they tell. An earlier answer of the same server says
    nothing that the newest one does not.
    """

    ground = Ground.LIVE
    completeness = Completeness.COMPLETE

    def __init__(
        self,
        *,
        collector: str,
        source: str,
        folder: Path,
        patterns: Iterable[str],
        keep: Keep,
        begins: bytes,
    ) -> None:
        super().__init__(
            collector=collector, source=source, folder=folder, patterns=patterns, keep=keep
        )
        servers: dict[str, Path] = {}
        for pattern in patterns:
            servers |= newest(folder, pattern)
        self._paths = list(servers.values())
        for path in self._paths:
            _check(path, begins)


def _check(path: Path, begins: bytes) -> None:
    """Refuse what the script did not write, or did not write to its end."""
    name = printable(path.name)
    if not path.is_file():
        raise Unreadable(f"{name}: not a file")
    try:
        with path.open("rb") as file:
            first = file.read(len(begins))
            file.seek(max(path.stat().st_size - _END, 0))
            last = file.read(_END)
    except OSError as error:
        raise Unreachable(f"{name}: cannot be read ({error.strerror})") from None
    if not first:
        raise Empty(f"{name}: the file is empty; the script may be running")
    if first != begins:
        raise Unreadable(f"{name}: not what preuve's script writes; use path for what others wrote")
    if not is_whole(last):
        raise Truncated(f"{name}: cut before the script's end mark")
