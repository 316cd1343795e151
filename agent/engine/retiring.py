"""Takes away what preuve itself put on this machine: its task and its store."""

from pathlib import Path

from agent.core.errors import UsageError
from agent.engine.configuration import Configuration
from agent.engine.holding import files, store_path
from agent.outward.scheduling import cron, systemd
from agent.store import copies
from reports.handover.held import Task


def unschedule(task: Task) -> None:
    """Remove a task from its scheduler; raises PreuveError when that refuses."""
    if task.kind == "systemd":
        systemd.remove(task.name)
    else:
        cron.remove(task.name)


def erase(configuration: Configuration) -> list[Path]:
    """Delete the files of a SQLite store, closed, and the copies that upgrades left; those gone.

    Raises:
        UsageError: one cannot be deleted; those before it are gone.
    """
    path = store_path(configuration)
    every = [*files(path), *copies.found(path)] if path else []
    for each in every:
        try:
            each.unlink()
        except OSError as error:
            raise UsageError(f"{each}: {error.strerror}") from None
    return every
