"""JSON posted to one address over HTTPS: one try, and nowhere else whatever the answer says."""

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from agent.core.errors import PasswordRefused, SourceError
from agent.outward.notices.line import Line, Place, explained

_LARGEST = 65536  # bytes of an answer that are read before it is let go


def send(place: Place, path: str, body: bytes, bearer: str | None) -> None:
    """Post `body`; only a 2xx is a message that arrived, and a redirection is not followed.

    `path` may hold a secret, and stands in no error.

    Raises:
        SourceError: it did not arrive.
    """
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "preuve",
        "Connection": "close",
    }
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    with explained(place.host), Line(place) as line:
        line.secure()
        connection = HTTPConnection(place.host, place.port)
        connection.sock = line.sock
        try:
            connection.request("POST", path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read(_LARGEST)
            status = answer.status
        except (HTTPException, ValueError) as error:
            # What a header or a path refuses would be told with its value.
            raise SourceError(f"{place.host}: no HTTP answer ({type(error).__name__})") from None
        finally:
            connection.close()
    if bearer is not None and status == HTTPStatus.UNAUTHORIZED:
        raise PasswordRefused(f"{place.host}: the secret is refused")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise SourceError(f"{place.host}: it answers {status}")
