"""Whether a server turned a connection away, which it may not do a moment later.

Only a connection that is refused as it is made counts: nothing was said, so that no password was
presented, and asking once more presents none a second time.
"""

from agent.core.errors import TurnedAway, Unreachable

_SIGNS = ("errno 111", "errno 61]", "10061")  # ECONNREFUSED on Linux, BSD and Windows


def unreachable(text: str) -> type[Unreachable]:
    """The error for what a socket, or a library above it, said of a connection that failed."""
    told = text.lower()
    return TurnedAway if any(sign in told for sign in _SIGNS) else Unreachable
