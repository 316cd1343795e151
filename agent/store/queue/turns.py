"""Whose turn it is: the request that has been due for longest, whichever hospital's it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job
from procrastinate.utils import utcnow

TRIES = 6  # how often an audit is tried again
_WAIT = 10  # seconds before the first of them, then tenfold
_LONGEST = timedelta(days=1)
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_LONG = 40  # bytes: PostgreSQL's channels have 63, and Procrastinate's prefix takes 23


def queue_of(site: str) -> str:
    """The name of a hospital's queue: its own, or a digest where that is too long for one."""
    name = site.encode()
    return site if len(name) <= _LONG else sha256(name).hexdigest()[:_LONG]


def turn(due: datetime) -> int:
    """A priority: the earlier a request is due, the higher.

    The queue's own order, by age, would have a hospital that failed an hour ago pass before those
    that have waited since.
    """
    return -int((due - _SINCE).total_seconds())


class Retries(BaseRetryStrategy):
    """Tried again at growing intervals, each time behind whoever is due before."""

    def __init__(self, passes: Callable[[BaseException], bool]) -> None:
        self._passes = passes

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again after a failure that may pass by itself; None when it does not."""
        if job.attempts >= TRIES or not self._passes(exception):
            return None
        due = utcnow() + min(timedelta(seconds=_WAIT ** (job.attempts + 1)), _LONGEST)
        return RetryDecision(retry_at=due, priority=turn(due))
