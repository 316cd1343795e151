"""Tries a name and a port, and tells one from the other."""

import errno
import socket

from agent.core.diagnosis import Step, failed, ok
from collectors.registry import Reach

SECONDS = 10.0  # for one connection
_OWN = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


def name(reach: Reach) -> Step:
    """Whether the target's name leads to an address."""
    try:
        found = socket.getaddrinfo(reach.host, reach.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return failed("name", "no_address", host=reach.host, detail=str(error))
    addresses = dict.fromkeys(str(each[4][0]) for each in found)
    return ok("name", "address", host=reach.host, addresses=", ".join(addresses))


def port(reach: Reach) -> Step:
    """Whether something listens there."""
    told = {"host": reach.host, "port": str(reach.port)}
    try:
        socket.create_connection((reach.host, reach.port), SECONDS).close()
    except TimeoutError:
        return failed("port", "silent", remedy="closed", **told)
    except ConnectionRefusedError:
        return failed("port", "closed", **told)
    except OSError as error:
        why = "no_route" if error.errno in _OWN else "closed"
        return failed("port", why, remedy="closed", detail=str(error), **told)
    return ok("port", "open", **told)
