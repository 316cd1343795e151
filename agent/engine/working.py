"""What a worker does with a request: one audit ends in the hospital's ledger, and one only."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Collection

from agent.core.acts import Act
from agent.core.errors import PreuveError
from agent.engine.configuration import Configuration
from agent.engine.planning import planned, whole
from agent.store import Store

_REFUSED = (3, 4)  # exit codes of what does not pass by itself: usage, configuration, integrity


class TryAgain(PreuveError):
    """An audit did not end, for a reason that may pass."""


class Refused(PreuveError):
    """No audit can be, as things are: usage, configuration or integrity."""

    exit_code = 3


def passes(error: BaseException) -> bool:
    """Whether what ended an audit may pass by itself."""
    refused = isinstance(error, PreuveError) and error.exit_code in _REFUSED
    return isinstance(error, Exception) and not refused


async def answer(
    store: Store,
    configuration: Configuration,
    request: str,
    audit: Callable[[bool], Awaitable[int]],
) -> int:
    """The number of the audit that answers a request; `audit(resume)` runs one.

    The ledger says when a request was taken. The first whole audit that ended since then is its
    answer, so that a worker that died at any moment is followed by one that resumes, or has nothing
    to do. An audit is resumed under the settings it began with alone.

    What waits for the store waits in a thread: a worker's other audits go on.

    Raises:
        TryAgain: the audit was cut, or somebody else is auditing.
        Refused: it is refused, as things are.
    """
    wanted = planned(configuration)
    run, taken = await to_thread(_ended, store, request, wanted)
    if not taken:
        await to_thread(store.record, Act.REQUEST_TAKEN, {"request": request})
    if run is not None:
        return run
    cut = await to_thread(store.resumable)
    try:
        code = await audit(cut is not None and cut.settings_digest == configuration.digest)
    except TimeoutError:
        raise TryAgain("the audit took too long and was stopped") from None
    run, _ = await to_thread(_ended, store, request, wanted)
    if run is not None:
        return run
    if code in _REFUSED:
        raise Refused(f"the audit was refused (code {code})")
    raise TryAgain(f"the audit did not end (code {code})")


def _ended(
    store: Store, request: str, wanted: Collection[tuple[str, str, str]]
) -> tuple[int | None, bool]:
    """The first audit of all that is wanted that ended after a request was taken; was it taken?"""
    taken = False
    for each in store.ledger(Act.REQUEST_TAKEN, "run.ended"):
        if each["type"] == Act.REQUEST_TAKEN and each["payload"]["request"] == request:
            taken = True
        elif taken and each["type"] == "run.ended" and whole(store.units(each["run"]), wanted):
            return int(each["run"]), True
    return None, taken
