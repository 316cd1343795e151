"""The action plan: what a hospital says it will do about what a check finds, and by when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActionState(StrEnum):
    """How far an action is, by somebody's word; the next audit sees for itself."""

    TO_DO = "to_do"
    DOING = "doing"
    DONE = "done"
    REFUSED = "refused"  # decided not to do it, for a reason that is kept beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What was said of the action that all of a check's findings call for.

    `person` answers for it, as it was written; `run` is the last audit when it was said: only a
    later one can verify that it is done. A comment is free text, kept elsewhere.
    """

    check: str
    state: ActionState
    person: str
    due: date | None
    run: int
