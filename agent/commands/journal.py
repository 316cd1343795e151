"""The events of an audit as JSON lines, for whoever gathers logs: codes, counts and times.

What a source answered in words stays out: it may hold the name of an account, or more.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import BinaryIO, cast

from agent.core.errors import UsageError
from agent.engine.progress import Progress, Step

STANDARD_OUTPUT = Path("-")


class Journal:
    """Writes events, each in one piece; without a place it writes none.

    A place that takes no more (a full disk) ends the journal, never the audit: `broken` says so.
    """

    def __init__(self, to: BinaryIO | None) -> None:
        self._to = to
        self._lock = Lock()
        self._begun: dict[tuple[str, str, str], float] = {}
        self.broken = False

    def write(self, event: str, **about: object) -> None:
        """One event with its time, and what it is about, in codes and counts."""
        if self._to is None or self.broken:
            return
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        text = json.dumps({"at": at, "event": event, **about}, ensure_ascii=False)
        with self._lock:
            try:
                self._to.write(f"{text}\n".encode())
                self._to.flush()
            except OSError:
                self.broken = True

    @contextmanager
    def failing(self) -> Iterator[None]:
        """What ends an audit is an event too: its type, without its words."""
        try:
            yield
        except BaseException as error:
            self.write("scan.failed", error=type(error).__name__)
            raise

    def beside(self, shown: Progress) -> Progress:
        """A progress that is shown, and written."""

        def both(step: Step) -> None:
            shown(step)
            self._step(step)

        return both

    def _step(self, step: Step) -> None:
        if not step.source:
            self.write(f"scan.{step.collector}")
            return
        unit = (step.collector, step.source, step.target)
        about = {"collector": step.collector, "source": step.source, "target": step.target}
        if step.state == "running":
            if unit not in self._begun:  # the news in between are for who watches
                self._begun[unit] = time.monotonic()
                self.write("unit.started", **about)
            return
        seconds = round(time.monotonic() - self._begun.pop(unit, time.monotonic()), 3)
        told: dict[str, object] = {"seconds": seconds}
        told |= {"reason": step.reason} if step.state == "failed" else {"facts": step.facts}
        self.write(f"unit.{step.state}", **about, **told)


@contextmanager
def opened(path: Path | None) -> Iterator[Journal]:
    """A journal that adds to a file, or to the standard output for `-`; none without a path."""
    if path is None or path == STANDARD_OUTPUT:
        yield Journal(sys.stdout.buffer if path else None)
        return
    try:
        file = path.open("ab", buffering=0)  # an event is there as soon as it is written
    except OSError as error:
        raise UsageError(f"--log-json: {path}: {error.strerror}") from None
    with file:
        yield Journal(cast("BinaryIO", file))
