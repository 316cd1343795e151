"""Asks a timestamp authority over HTTP (RFC 3161, section 3.4); a digest is all that leaves."""

from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from agent.core.errors import PreuveError

_SECONDS = 20
_LARGEST = 1024 * 1024  # bytes of a reply with its whole chain; a few thousand in fact


class _Stay(HTTPRedirectHandler):
    """An authority that sends elsewhere is not the one that was configured."""

    def redirect_request(self, *_: object) -> None:
        """Refuse."""


def ask(url: str, request: bytes) -> bytes:
    """The authority's reply, unchecked; proxies are the environment's.

    Raises:
        PreuveError: it did not answer, refused, or said too much.
    """
    told = Request(  # noqa: S310 - the configuration accepts http and https alone
        url, data=request, headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with build_opener(_Stay).open(told, timeout=_SECONDS) as answer:
            body: bytes = answer.read(_LARGEST + 1)
    except HTTPError as error:
        raise PreuveError(f"{url}: the authority answers {error.code}") from None
    except (URLError, OSError, ValueError) as error:
        why = getattr(error, "reason", error)
        raise PreuveError(f"{url}: the authority does not answer ({why})") from None
    if len(body) > _LARGEST:
        raise PreuveError(f"{url}: too large for a timestamp")
    return body
