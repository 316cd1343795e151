"""One connection to one configured host: verified where it is encrypted, and short by nature."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Self

from agent.core.errors import Denied, TimedOut, Unreachable

_IDLE = 20.0  # seconds without a word
_WHOLE = 60.0  # seconds in all, whoever drips


@dataclass(frozen=True, slots=True)
class Place:
    """A host and its port; `ca` is an authority's certificate in PEM, None for the system's."""

    host: str
    port: int
    ca: Path | None = None


class Line:
    """A TCP connection that ends by itself; leave the context to close it."""

    def __init__(self, place: Place) -> None:
        self._place = place
        # Read first: a missing authority must not cost a connection.
        self._context = _context(place.ca)
        self.sock: socket.socket = socket.create_connection((place.host, place.port), _IDLE)
        self._late = False
        self._limit = Timer(_WHOLE, self._cut)
        self._limit.daemon = True
        self._limit.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._limit.cancel()
        self.sock.close()
        if self._late and error is not None:
            raise TimedOut(
                f"{self._place.host}: too slow, cut after {_WHOLE:.0f} seconds"
            ) from None

    def secure(self) -> None:
        """Encrypt from here on, once the host has shown that it is the one that was meant."""
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self._place.host)

    def _cut(self) -> None:
        self._late = True
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _context(ca: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(ca) if ca else None)
    except (OSError, ssl.SSLError) as error:
        raise Denied(f"{ca}: no certificate can be read there ({type(error).__name__})") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def explained(host: str) -> Iterator[None]:
    """Turn what a network raises into a typed error of one line."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Denied(f"{host}: its certificate is not accepted: {error.verify_message}") from None
    except ssl.SSLError as error:
        raise Unreachable(f"{host}: no encrypted session ({printable(error.reason)})") from None
    except TimeoutError:
        raise TimedOut(f"{host}: no answer in time") from None
    except socket.gaierror:
        raise Unreachable(f"{host}: this name leads to no address") from None
    except OSError as error:
        if isinstance(error.__context__, TimeoutError):  # told by a library in its own words
            raise TimedOut(f"{host}: no answer in time") from None
        raise Unreachable(f"{host}: {printable(error.strerror or error)}") from None


def printable(said: object) -> str:
    """What a server said, as one short line that no terminal obeys."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return "".join(c if c.isprintable() else " " for c in text)[:200].strip()
