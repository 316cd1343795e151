"""When an audit begins: a day of the week or every day, an hour, and a window to draw from."""

from dataclasses import dataclass
from pathlib import Path

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be run and when.

    `program` is how this preuve is started, `name` that of the task; `day` is one of DAYS, None
    for every day; the start is drawn in the `window` minutes that follow `hour` and `minute`.
    """

    name: str
    program: tuple[str, ...]
    config: Path  # absolute
    day: str | None
    hour: int
    minute: int
    window: int

    @property
    def command(self) -> tuple[str, ...]:
        """The whole command line, of which no part is for a shell."""
        return (*self.program, "scan", "--config", str(self.config))
