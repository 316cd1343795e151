"""What the host script left in a share: one file a run, `host--day.json`, the newest one read."""

import stat
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from glob import glob
from pathlib import Path

from agent.core.errors import Empty, Stale, Truncated, Unreachable, Unreadable
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep, Limits, Session
from collectors.transports.recorded import read_recording
from collectors.transports.shell import (
    BEGINS,
    LARGEST,
    Asked,
    Machine,
    Script,
    is_whole,
    printable,
    same_host,
)

_WINDOWS = b'{"preuve":"host/windows/'
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class DroppedAnswer:
    """A host as its own script told of it; see `HostSession`.

    The script asked the host itself: its word is `live`, as old as the day it gives.
    """

    ground = Ground.LIVE

    def __init__(
        self, *, collector: str, source: str, machine: Machine, path: Path, keep: Keep
    ) -> None:
        self.name = source
        self.machine = machine
        self.completeness = Completeness.UNKNOWN
        self._path = path
        self._asked = Asked(
            collector=collector,
            source=source,
            machine=machine,
            keep=keep,
            account="",
            server="",
            ground=self.ground,
        )

    def run(self, script: Script) -> Exhibit:
        """See `HostSession`: the script has run already."""
        del script
        name = printable(self._path.name)
        try:
            if not stat.S_ISREG(self._path.stat().st_mode):
                raise Unreadable(f"{name}: not a file")
            with self._path.open("rb") as file:
                raw = file.read(LARGEST + 1)
                written = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except OSError as error:
            raise Unreachable(f"{name}: cannot be read ({error.strerror})") from None
        except (ValueError, OverflowError):
            raise Unreadable(f"{name}: written on a day that does not exist") from None
        if not raw:
            raise Empty(f"{name}: the file is empty; the script may be running")
        if raw.startswith(_UTF_16):
            raise Unreadable(f"{name}: redirected by PowerShell, in UTF-16; run it with -Folder")
        if not raw.startswith(BEGINS):
            raise Unreadable(f"{name}: not what preuve's host script writes")
        asked = replace(self._asked, account=_owner(self._path))
        exhibit = asked.answered(f"file {name}", raw, written, lambda: written)
        if len(raw) > LARGEST or not is_whole(exhibit.body):
            raise Truncated(f"{name}: cut before the script's end mark")
        self.completeness = Completeness.COMPLETE
        return exhibit

    def close(self) -> None:
        """See `HostSession`; nothing is open."""


class RecordedHost:
    """A host as it once answered; see `HostSession`."""

    def __init__(self, *, source: str, machine: Machine, folder: Path, keep: Keep) -> None:
        (self._exhibit,) = read_recording(folder)
        self.name = source
        self.machine = machine
        self.ground = self._exhibit.acquisition.ground
        self.completeness = self._exhibit.acquisition.completeness
        self._keep = keep

    def run(self, script: Script) -> Exhibit:
        """See `HostSession`."""
        del script
        return self.tell()

    def tell(self) -> Exhibit:
        """What was recorded, kept again."""
        self._keep(self._exhibit)
        return self._exhibit

    def close(self) -> None:
        """See `HostSession`; nothing is open."""


MOST = 20_000  # hosts of one share, where any machine may create files


def newest(folder: Path, pattern: str) -> dict[str, Path]:
    """The newest file of each host that a pattern finds, by the host's name as that file has it."""
    found: dict[str, tuple[str, Path]] = {}
    names = glob(pattern, root_dir=folder)  # noqa: PTH207 - an absolute pattern too
    for path in _by_age(folder / name for name in names):
        host = printable(path.stem.partition("--")[0] or path.stem) or "?"
        found[host.lower()] = host, path
    return dict(found.values())


def systems(paths: Iterable[Path]) -> dict[Path, str]:
    """The system whose script wrote each file, by its first bytes: linux or windows.

    What does not say is taken for its neighbours', so that what it should tell is missing.
    """
    told = {path: _system(path) for path in paths}
    others = alike(told.values())
    return {path: system or others for path, system in told.items()}


def alike(known: Collection[str]) -> str:
    """The system of a host that has told nothing, by those of its neighbours."""
    return "windows" if "windows" in known and "linux" not in known else "linux"


def absent(expected: Iterable[str], found: Collection[str]) -> list[str]:
    """The expected hosts that left nothing."""
    return [host for host in expected if not any(same_host(host, each) for each in found)]


def _system(path: Path) -> str:
    try:
        with path.open("rb") as file:
            begins = file.read(len(_WINDOWS)) if stat.S_ISREG(path.stat().st_mode) else b""
    except OSError:
        return ""
    if begins == _WINDOWS:
        return "windows"
    return "linux" if begins.startswith(BEGINS) else ""


def _owner(path: Path) -> str:
    """Who owns a file, where the system tells: the account that left it, or who copied it."""
    with suppress(OSError, NotImplementedError):
        try:
            return printable(path.owner())
        except KeyError:
            return str(path.stat().st_uid)
    return ""


def _by_age(paths: Iterable[Path]) -> list[Path]:
    """Oldest first; one that vanished meanwhile is told when it is read."""
    return sorted(paths, key=lambda path: (_modified(path), path.name))


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def open_dropped(
    collector: str, keep: Keep, limits: Limits, *, source: str, machine: Machine, path: Path
) -> DroppedAnswer:
    """Open what one host left."""
    del limits  # a file is bounded by its size
    return DroppedAnswer(collector=collector, source=source, machine=machine, path=path, keep=keep)


def open_absent(
    _collector: str, _keep: Keep, _limits: Limits, *, source: str, machine: Machine, pattern: str
) -> Session:
    """An expected host that left nothing: nobody must believe that it was read.

    Raises:
        Stale: always.
    """
    del source
    raise Stale(f"{machine.host}: expected, and no file of it under {pattern}")


def open_empty(
    _collector: str, _keep: Keep, _limits: Limits, *, source: str, machine: Machine, pattern: str
) -> Session:
    """A pattern that no file answers: nobody must believe that it was read.

    Raises:
        Empty: always.
    """
    del source, machine
    raise Empty(f"{pattern}: no file there; has the script run on the hosts?")


def open_crowded(
    _collector: str, _keep: Keep, _limits: Limits, *, source: str, machine: Machine, pattern: str
) -> Session:
    """A share that somebody fills would keep an audit busy for days, and hide what is missing.

    Raises:
        Truncated: always.
    """
    del source, machine
    raise Truncated(f"{pattern}: more than {MOST} hosts; none of them is read")
