"""What probes saw of one service: a line a state, whose end moves on at each pass.

A pass that did not take place moves nothing: the gap that it leaves is the probe's own silence.
Written apart from the store, which a scan may hold for an hour and whose library takes more
memory than all of a probe.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from agent.core.errors import Empty, Truncated, Unreachable, Unreadable
from agent.core.exhibits import Acquisition, Exhibit
from agent.core.facts.availability import Condition
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep
from collectors.transports.recorded import read_recording

FOLDER = "probes"  # beside the configuration
SILENCE = timedelta(minutes=15)  # three passes that did not take place
_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_LINE = re.compile(rb"(\S{20}) (\S{20}) (up  |down|dark)\n")
_LENGTH = 47  # bytes of a line
_LARGEST = 64 * 1024 * 1024  # bytes: a state that changes at each pass, for many years


@dataclass(frozen=True, slots=True)
class Noted:
    """A state, from the first pass that saw it to the last one."""

    first: datetime
    last: datetime
    condition: Condition


def place(folder: Path, service: str) -> Path:
    """The file of a service."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", service).strip("-").lower()[:40]
    return folder / FOLDER / f"{plain}-{sha256(service.encode()).hexdigest()[:8]}.txt"


def note(path: Path, at: datetime, condition: Condition) -> bool:
    """Write what a pass saw; False when the clock stands before the last pass.

    Raises:
        OSError: it cannot be written.
        Unreadable: it holds what no probe wrote.
    """
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("r+b" if path.exists() else "w+b") as file:
        size = file.seek(0, os.SEEK_END) // _LENGTH * _LENGTH  # a line that was cut is written over
        before = None
        if size:
            file.seek(size - _LENGTH)
            before = _line(path.name, file.read(_LENGTH))
            if at < before.last:
                return False
        first = at
        if before and before.condition is condition and at - before.last <= SILENCE:
            first, size = before.first, size - _LENGTH
        file.seek(size)
        file.write(f"{first:{_STAMP}} {at:{_STAMP}} {condition:4}\n".encode())
        file.truncate()
    return True


def _line(name: str, line: bytes) -> Noted:
    if not (found := _LINE.fullmatch(line)):
        raise Unreadable(f"{name}: it holds what no probe wrote; put the file away")
    try:
        first, last = (
            datetime.strptime(found[each].decode(), _STAMP).replace(tzinfo=UTC) for each in (1, 2)
        )
    except ValueError:
        raise Unreadable(f"{name}: it holds an instant that does not exist") from None
    return Noted(first, last, Condition(found[3].decode().strip()))


class Journal:
    """The file of one service as a session; its passes asked the service themselves.

    `read_on` is the day on which it was read, once it was.
    """

    ground = Ground.LIVE
    completeness = Completeness.COMPLETE  # its gaps show

    def __init__(self, *, source: str, exhibits: Iterable[Exhibit], keep: Keep) -> None:
        self.name = source
        self.read_on = date.min
        self._exhibits = exhibits
        self._keep = keep

    def noted(self) -> list[Noted]:
        """Keep the file, and say each state, oldest first.

        Raises:
            Empty: no pass was noted.
            Unreadable: a line is none of a probe's, or goes back in time.
        """
        found: list[Noted] = []
        for exhibit in self._exhibits:
            self._keep(exhibit)
            self.read_on = exhibit.acquisition.ended.date()
            found += [
                _line(self.name, exhibit.body[at : at + _LENGTH])
                for at in range(0, len(exhibit.body), _LENGTH)
            ]
        if not found:
            raise Empty(f"{self.name}: no pass of a probe was noted")
        instants = [at for each in found for at in (each.first, each.last)]
        if instants != sorted(instants):
            raise Unreadable(f"{self.name}: what probes noted goes back in time")
        return found

    def close(self) -> None:
        """Nothing is open."""


def written(*, source: str, collector: str, target: str, folder: Path, keep: Keep) -> Journal:
    """What was noted so far.

    Raises:
        Unreachable: no probe ever ran.
        Truncated: the file is larger than any probe writes.
    """
    path = place(folder, source)
    started = datetime.now(UTC)
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise Unreachable(f"{source}: no probe has run yet; see preuve probe --help") from None
    except OSError as error:
        raise Unreachable(f"{path.name}: {error.strerror}") from None
    if len(raw) > _LARGEST:
        raise Truncated(f"{path.name}: larger than what probes write")
    # The last line may be on its way.
    body = raw[: len(raw) // _LENGTH * _LENGTH]
    exhibit = Exhibit(
        body=body,
        media_type="text/plain",
        original_digest="sha256:" + sha256(raw).hexdigest(),
        original_size=len(raw),
        acquisition=Acquisition(
            collector=collector,
            source=source,
            target=target,
            query=f"what preuve probe noted in {path.name}",
            started=started,
            ended=datetime.now(UTC),
            rows=len(body) // _LENGTH,
            completeness=Journal.completeness,
            ground=Journal.ground,
        ),
    )
    return Journal(source=source, exhibits=[exhibit], keep=keep)


def recorded(*, source: str, folder: Path, keep: Keep) -> Journal:
    """The same, as it was once kept."""
    return Journal(source=source, exhibits=read_recording(folder), keep=keep)
