"""One pass of the probes: each declared service is asked, and what it answered is noted."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from agent.core.errors import PreuveError
from agent.core.facts.availability import Condition
from agent.engine.configuration import Configuration
from collectors.availability.settings import ServiceSource
from collectors.transports.probing import Answer, ask
from collectors.transports.probing.journal import note, place

_AT_ONCE = 8
_AGAIN = 2.0  # seconds after which one that did not answer is asked once more
# An outage of one target is one of the service; of an unknown one, nobody can say it works.
_GRAVEST = (Condition.DOWN, Condition.DARK, Condition.UP)


@dataclass(frozen=True, slots=True)
class Pass:
    """What one service answered; `noted` is false when the clock stands before the last pass."""

    service: str
    answer: Answer
    noted: bool = True


def probed(configuration: Configuration, *, again: float = _AGAIN) -> list[Pass]:
    """Ask every service that has something to ask, and note it beside the configuration.

    Raises:
        PreuveError: what was seen cannot be noted.
    """
    wanted = [
        each for each in configuration.sources if isinstance(each, ServiceSource) and each.probe
    ]
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="probe") as pool:
        return list(pool.map(lambda each: _one(each, configuration.folder, again), wanted))


def _one(service: ServiceSource, folder: Path, again: float) -> Pass:
    ca = folder / service.ca if service.ca else None
    answer = _gravest(ask(each, ca) for each in service.probe)
    if answer.condition is not Condition.UP:
        time.sleep(again)
        answer = _gravest(ask(each, ca) for each in service.probe)
    path = place(folder, service.name)
    try:
        noted = note(path, datetime.now(UTC), answer.condition)
    except OSError as error:
        raise PreuveError(f"{path}: {error.strerror}") from None
    return Pass(service.name, answer, noted)


def _gravest(answers: Iterable[Answer]) -> Answer:
    return min(answers, key=lambda each: _GRAVEST.index(each.condition))
