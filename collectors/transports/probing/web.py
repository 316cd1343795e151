"""A page of an application: one GET, of which the status alone is looked at."""

import ssl
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import SplitResult

from agent.core.facts.availability import Condition
from collectors.transports.probing.answers import Answer, Silence, connected

_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


def ask_web(target: SplitResult, ca: Path | None, seconds: float) -> Answer:
    """Ask for a page; one that wants a password, or sends elsewhere, is there.

    Raises:
        OSError: nothing answered, or its certificate is not that of the host.
    """
    host, safe = str(target.hostname), target.scheme == "https"
    port = target.port or (443 if safe else 80)
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    with connected(host, port, seconds) as raw:
        if safe:
            context = ssl.create_default_context(cafile=str(ca) if ca else None)
            with context.wrap_socket(raw, server_hostname=host) as secured:
                status = _status(secured, host, path)
        else:
            status = _status(raw, host, path)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _GONE:
        return Answer(Condition.DOWN, Silence.ERROR)
    return Answer(Condition.UP)


def _status(sock: object, host: str, path: str) -> int:
    connection = HTTPConnection(host)
    connection.sock = sock
    headers = {"User-Agent": "preuve-probe", "Connection": "close"}
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    except HTTPException as error:
        raise ValueError(type(error).__name__) from None
