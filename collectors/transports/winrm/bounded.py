"""A connection that a host can neither flood nor hold: so many bytes, so many seconds, no more."""

import io
import socket
import time
from contextlib import suppress
from typing import Any

from agent.core.errors import TimedOut, Truncated, Unreachable

_GREETING = 256 * 1024  # bytes until the logon has succeeded
CONNECT = 10.0  # seconds for TCP, then for TLS
LOGON = 20.0  # seconds of silence before the host has let the account in, then after
PATIENCE = 30.0


class Bounds:
    """What one session may still read, and the connections that it has open."""

    def __init__(self, *, where: str, seconds: float) -> None:
        self.where = where
        self.patience = LOGON
        self.certificate: bytes | None = None  # DER, of the host that TLS verified
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._left = _GREETING
        self._lasting = False
        self._stopped = False
        self._open: list[socket.socket] = []

    def logged_on(self, size: int) -> None:
        """Let that many more bytes come, by this connection alone: another is nobody's yet."""
        self._left += size
        self.patience = PATIENCE
        self._lasting = True

    def seconds(self) -> float:
        """How long the next read may wait.

        Raises:
            TimedOut: the session has lasted too long.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            limit = f"{self._seconds:.0f} s"
            raise TimedOut(f"{self.where}: not done after {limit}; time_limit allows more")
        return min(left, self.patience)

    def may_connect(self) -> None:
        """Allow a new connection.

        Raises:
            Truncated: the one that the logon opened has ended.
            Unreachable: the session was ended.
        """
        if self._lasting:
            raise Truncated(f"{self.where}: the host closed the connection before the end")
        if self._stopped:
            raise Unreachable(f"{self.where}: the session was ended")

    def opened(self, connection: socket.socket) -> None:
        """Know a connection, to be able to end it."""
        self._open.append(connection)

    def took(self, size: int) -> None:
        """Count bytes that came.

        Raises:
            Truncated: they are more than a session may send.
        """
        self._left -= size
        if self._left < 0:
            raise Truncated(f"{self.where}: more than a session may send; cut off")

    def stop(self) -> None:
        """End every connection; a read under way in another thread fails."""
        self._stopped = True
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class BoundedSocket:
    """What http.client needs of a socket; it reads through `makefile` alone."""

    def __init__(self, inner: socket.socket, bounds: Bounds) -> None:
        self._inner = inner
        self._bounds = bounds

    def makefile(self, mode: str = "rb", *_: Any) -> io.BufferedReader:
        """A reader of this socket, within its bounds."""
        del mode
        return io.BufferedReader(_Reader(self._inner, self._bounds))

    def __getattr__(self, name: str) -> Any:
        """Everything else is the socket's own."""
        return getattr(self._inner, name)


class _Reader(io.RawIOBase):
    def __init__(self, inner: socket.socket, bounds: Bounds) -> None:
        self._sock = inner  # requests_ntlm binds the logon to the certificate that it finds here
        self._raw = inner.makefile("rb", buffering=0)
        self._bounds = bounds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        self._sock.settimeout(self._bounds.seconds())
        got = self._raw.readinto(buffer)
        self._bounds.took(got or 0)
        return got

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()
