"""What a scheduled audit will meet: the window of [limits], and secrets of a session alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from agent.core.errors import PreuveError
from agent.engine.configuration import Configuration
from agent.engine.planning import plan
from agent.outward.scheduling import cron, systemd
from agent.outward.scheduling.rhythm import PROBES, Start
from collectors.availability.settings import ServiceSource

TASK = "preuve"  # the name that `preuve schedule install` gives unless told another
_HELD = ("password", "passphrase")
# By scheduler, references whose secrets it has not: a session's variables and keyring are its own.
_LOST = {
    "systemd": ("env:", "keyring:"),
    "cron": ("env:", "keyring:", "systemd:"),
    "windows": ("env:", "keyring:"),
}


class Fit(StrEnum):
    """How the starts of a task stand to the window of [limits]."""

    FREE = "free"  # there is no window, or nothing that it bears on
    WITHIN = "within"
    PARTLY = "partly"
    OUTSIDE = "outside"


def fit(configuration: Configuration, start: Start, now: datetime) -> Fit:
    """Compare a task's starts with the window; `now` gives the day, whose offsets are taken.

    A start is an hour of this machine, the window one of the site: they may be of two zones.
    """
    pace = configuration.pace
    asks = any(job.target.server for job in plan(configuration))
    if pace.hours is None or not asks:
        return Fit.FREE
    first = now.astimezone().replace(hour=start.hour, minute=start.minute, second=0, microsecond=0)
    zone = ZoneInfo(configuration.site.timezone)
    inside = {
        pace.open_at((first + timedelta(minutes=each)).astimezone(zone).time())
        for each in range(start.window + 1)
    }
    if len(inside) > 1:
        return Fit.PARTLY
    return Fit.WITHIN if True in inside else Fit.OUTSIDE


def lost(configuration: Configuration, kind: str) -> list[str]:
    """References to secrets that a task of that scheduler will not have by itself."""
    blocks = (*configuration.sources, *configuration.channels, configuration.seal)
    told = {str(getattr(block, name, "")) for block in blocks for name in _HELD}
    return sorted(each for each in told if each.startswith(_LOST[kind]))


def probes(configuration: Configuration) -> bool:
    """Whether some service is to be asked by `preuve probe`, at every hour of the day."""
    return any(isinstance(each, ServiceSource) and each.probe for each in configuration.sources)


def named(name: str) -> tuple[str, str]:
    """The names of the tasks that go by a name: the audit's, and that of the probes."""
    return name, name + PROBES


def found(name: str = TASK) -> Iterator[tuple[str, Start]]:
    """The tasks of that name on this machine, by scheduler, and when they begin.

    A scheduler that does not answer has none to show.
    """
    try:
        for kind, module in (("systemd", systemd), ("cron", cron)):
            if module.here():
                yield from ((kind, start) for start in module.starts(name))
    except (OSError, PreuveError):
        return
