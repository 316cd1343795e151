"""What a worker does with a request: one audit ends in the hospital's ledger, and one only."""

from collections.abc import Awaitable, Callable

from agent.core.acts import Act
from agent.core.errors import PreuveError
from agent.store import Store

_REFUSED = (3, 4)  # exit codes of what does not pass by itself: usage, configuration, integrity


class TryAgain(PreuveError):
    """An audit did not end, for a reason that may pass."""


async def answer(
    store: Store, settings: str, request: str, audit: Callable[[bool], Awaitable[int]]
) -> int:
    """The number of the audit that answers a request; `audit(resume)` runs one.

    The ledger says when a request was taken. The first audit that ended since then is its answer,
    so that a worker that died at any moment is followed by one that resumes, or has nothing to do.
    `settings`: the digest of the configuration, without which an audit is not resumed.

    Raises:
        TryAgain: the audit was cut, or somebody else is auditing.
        PreuveError: it is refused, as things are.
    """
    run, taken = _ended(store, request)
    if not taken:
        store.record(Act.REQUEST_TAKEN, {"request": request})
    if run is not None:
        return run
    cut = store.resumable()
    try:
        code = await audit(cut is not None and cut.settings_digest == settings)
    except TimeoutError:
        raise TryAgain("the audit took too long and was stopped") from None
    run, _ = _ended(store, request)
    if run is not None:
        return run
    if code in _REFUSED:
        raise PreuveError(f"the audit was refused (code {code})")
    raise TryAgain(f"the audit did not end (code {code})")


def _ended(store: Store, request: str) -> tuple[int | None, bool]:
    """The first audit that ended after a request was taken, and whether it was taken."""
    taken = False
    for each in store.ledger(Act.REQUEST_TAKEN, "run.ended"):
        if each["type"] == Act.REQUEST_TAKEN and each["payload"]["request"] == request:
            taken = True
        elif taken and each["type"] == "run.ended":
            return int(each["run"]), True
    return None, taken
