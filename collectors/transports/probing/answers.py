"""What a probe makes of an answer, and of silence: what is its own trouble accuses no service."""

import errno
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Timer

from agent.core.facts.availability import Condition


class Silence(StrEnum):
    """Why there was no good answer."""

    NONE = ""
    CERTIFICATE = "certificate"  # whoever answers may be another
    NAME = "name"  # nothing told where it is
    NETWORK = "network"  # this machine has none
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CUT = "cut"
    ERROR = "error"  # the service itself says that it does not work
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a service answered; DARK: nobody can say."""

    condition: Condition
    why: Silence = Silence.NONE


_OWN = {errno.ENETUNREACH, errno.ENETDOWN, errno.EMFILE, errno.ENFILE, errno.EACCES, errno.EPERM}


def silence(error: OSError) -> Answer:
    """The answer that an error is."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Answer(Condition.DARK, Silence.CERTIFICATE)
    if isinstance(error, socket.gaierror):
        return Answer(Condition.DARK, Silence.NAME)
    if error.errno in _OWN:
        return Answer(Condition.DARK, Silence.NETWORK)
    if isinstance(error, TimeoutError):
        return Answer(Condition.DOWN, Silence.TIMEOUT)
    if isinstance(error, ConnectionRefusedError):
        return Answer(Condition.DOWN, Silence.REFUSED)
    return Answer(Condition.DOWN, Silence.CUT)


@contextmanager
def connected(host: str, port: int, seconds: float) -> Iterator[socket.socket]:
    """A connection that ends after that time, however slowly the other end goes on talking.

    Raises:
        OSError: it could not be made, or was cut.
    """
    # Encryption takes the connection over: what cuts it is a hold of its own.
    with socket.create_connection((host, port), seconds) as made, made.dup() as hold:
        over: list[bool] = []

        def cut() -> None:
            over.append(True)
            with suppress(OSError):
                hold.shutdown(socket.SHUT_RDWR)

        limit = Timer(seconds, cut)
        limit.daemon = True
        limit.start()
        try:
            yield made
        except (OSError, ValueError):
            if over:
                raise TimeoutError from None
            raise
        finally:
            limit.cancel()
