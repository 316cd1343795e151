"""The one place that survives a crash of a collector, a derivation or a check."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from agent.core.errors import PreuveError, SourceError
from agent.core.outcomes import NotApplicable, Reason, Unanswered

T = TypeVar("T")
log = logging.getLogger("preuve")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call gave nothing: a typed reason and a line for the operator."""

    reason: Reason
    detail: str


def attempt(call: Callable[[], T]) -> T | Failure:
    """Run a piece of a run; a crash becomes a Failure, never a silence.

    Outcomes raised on purpose (Unanswered, NotApplicable) pass through, and so does what ends the
    run itself: a store that is lost, full, taken over or not what it was.
    """
    try:
        return call()
    except (Unanswered, NotApplicable):
        raise
    except SourceError as error:
        return Failure(error.reason, str(error))
    except PreuveError:
        raise
    except Exception as error:
        # Broad on purpose: a crash must become an unanswered outcome.
        log.debug("crash", exc_info=True)
        return Failure(Reason.FAILED, f"{type(error).__name__}: {error}"[:500])
