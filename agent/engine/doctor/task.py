"""Tries the scheduled task, where there is one: when it begins, and what it will not have."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from agent.core.diagnosis import Diagnosis, State, Step, failed, ok
from agent.engine import scheduled
from agent.engine.configuration import Configuration
from agent.engine.scheduled import TASK, Fit
from agent.outward.scheduling.rhythm import Start


def tasks(configuration: Configuration, now: datetime) -> Iterator[Diagnosis]:
    """One diagnosis for each start of the task; none where nothing is scheduled here."""
    for kind, start in scheduled.found():
        steps = tuple(_steps(configuration, kind, start, now))
        yield Diagnosis("schedule", kind, TASK, steps)


def _steps(configuration: Configuration, kind: str, start: Start, now: datetime) -> Iterator[Step]:
    if start.window:
        yield ok("task", "drawn", kind=kind, at=start.told, minutes=start.window)
    else:
        yield ok("task", "set", kind=kind, at=start.told)
    told: dict[str, Any] = {"at": start.told, "window": configuration.pace.window or ""}
    match scheduled.fit(configuration, start, now):
        case Fit.WITHIN:
            yield ok("task_window", "within", **told)
        case Fit.PARTLY:
            yield failed("task_window", "partly", **told)
        case Fit.OUTSIDE:
            yield failed("task_window", "outside", **told)
        case Fit.FREE:
            pass
    if lost := scheduled.lost(configuration, kind):
        # Its own unit or table may give them: nobody can tell from here.
        about = {"references": ", ".join(lost)}
        yield Step("task_secrets", State.NOT_TRIED, "lost", about, remedy="lost", optional=True)
