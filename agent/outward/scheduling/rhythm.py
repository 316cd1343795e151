"""When an audit begins: a day of the week or every day, an hour, and a window to draw from."""

from dataclasses import dataclass, replace
from pathlib import Path

PROBES = "-probe"  # what the name of the task that runs the probes ends with
_EVERY = 5  # minutes: more than fifteen between two passes are a hole of the record
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Start:
    """When a task may begin, by this machine's clock: an hour, and the minutes that follow it."""

    hour: int
    minute: int
    window: int = 0

    @property
    def told(self) -> str:
        """The hour as people write it."""
        return f"{self.hour:02}:{self.minute:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be run and when.

    `program` is how this preuve is started, `name` that of the task; `day` is one of DAYS, None
    for every day; the start is drawn in the `window` minutes that follow `hour` and `minute`.
    `what` is preuve's own command. `every`: it runs each so many minutes instead, day and night.
    """

    name: str
    program: tuple[str, ...]
    config: Path  # absolute
    day: str | None
    hour: int
    minute: int
    window: int
    what: str = "scan"
    every: int | None = None

    @property
    def start(self) -> Start:
        """When it may begin."""
        return Start(self.hour, self.minute, self.window)

    @property
    def command(self) -> tuple[str, ...]:
        """The whole command line, of which no part is for a shell."""
        return (*self.program, self.what, "--config", str(self.config))

    def probing(self) -> "Plan":
        """The same machine's task that runs the probes."""
        return replace(self, name=self.name + PROBES, what="probe", every=_EVERY)
