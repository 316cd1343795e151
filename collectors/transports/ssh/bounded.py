"""A socket that a host can neither flood nor hold: so many bytes, so many seconds, no more."""

import socket
import time
from typing import Any

from agent.core.errors import SourceError, TimedOut, Truncated

_GREETING = 128 * 1024  # bytes until the logon: paramiko copies a line anew with each of its pieces
_PIECE = 64 * 1024  # read at once: the memory is taken before the bytes are there


class BoundedSocket:
    """What paramiko needs of a socket; `failure` says which bound was met, for its own thread."""

    def __init__(self, inner: socket.socket, *, where: str, seconds: float) -> None:
        self._inner = inner
        self._where = where
        self._left = _GREETING
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds
        self.failure: SourceError | None = None

    def allow(self, size: int) -> None:
        """Let that many more bytes come: whoever sends them is known."""
        self._left += size

    def recv(self, size: int) -> bytes:
        """At most `size` bytes; none once a bound is met, which ends the session."""
        if time.monotonic() > self._deadline:
            self.failure = TimedOut(f"{self._where}: not done after {self._seconds:.0f} s")
        if self.failure:
            return b""
        got = self._inner.recv(min(size, _PIECE))
        self._left -= len(got)
        if self._left < 0:
            self.failure = Truncated(f"{self._where}: more than a session may send; cut off")
            return b""
        return got

    def __getattr__(self, name: str) -> Any:
        """Everything else is the socket's own."""
        return getattr(self._inner, name)
