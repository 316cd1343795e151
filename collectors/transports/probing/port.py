"""A TCP port that accepts a connection: the least that a service can show."""

from pathlib import Path
from urllib.parse import SplitResult

from agent.core.facts.availability import Condition
from collectors.transports.probing.answers import Answer, connected


def ask_port(target: SplitResult, _ca: Path | None, seconds: float) -> Answer:
    """Connect, and hang up.

    Raises:
        OSError: nothing accepted.
    """
    with connected(str(target.hostname), target.port or 0, seconds):
        return Answer(Condition.UP)
