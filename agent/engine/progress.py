"""What a run tells while it works; commands turn it into a live display."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Step:
    """News of one unit of work, or of a phase of the run (`collector` is then the phase)."""

    collector: str
    source: str = ""
    target: str = ""
    facts: int = 0
    state: str = "running"  # running | done | failed
    detail: str = ""
    reason: str = ""  # why it failed, in one typed word


class Progress(Protocol):
    """Receives the news; called from several threads."""

    def __call__(self, step: Step) -> None:
        """Show a step."""
        ...


def silent(step: Step) -> None:
    """Show nothing."""
