"""Who answered lately enough to be taken at their word."""

from collections.abc import Iterable
from datetime import date

from agent.core.facts.hosts import HostState
from agent.core.outcomes import Reason


class Lately:
    """The days on which hosts answered; what they said long ago is not what they do today."""

    def __init__(self, states: Iterable[HostState], as_of: date, limit_days: int) -> None:
        self.seen_on = {(each.source, each.key): each.seen_on for each in states}
        self._as_of = as_of
        self._limit = limit_days

    def refused(self, source: str, host: str) -> Reason | None:
        """Why a host is not taken at its word; None when it is."""
        seen = self.seen_on.get((source, host))
        if seen is None:
            return Reason.FAILED
        return Reason.STALE if (self._as_of - seen).days > self._limit else None
