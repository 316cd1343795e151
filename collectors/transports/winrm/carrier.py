"""The transport of pywinrm on our own connections: verified, bounded, never elsewhere or clear."""

import re
import ssl
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from winrm.transport import Transport

from agent.core.errors import Denied, Unreadable
from collectors.transports.winrm.bounded import CONNECT, BoundedSocket, Bounds
from collectors.transports.winrm.settings import Access

_MESSAGE = re.compile(r"<a:MessageID>([^<]*)</a:MessageID>")
_RELATES = "{http://schemas.xmlsoap.org/ws/2004/08/addressing}RelatesTo"
_ENCRYPTED = "application/HTTP-SPNEGO-session-encrypted"


class Carrier(Transport):
    """Carries messages to one host; `offered` are the ways to log on that it has named."""

    def __init__(self, access: Access, password: str | None, bounds: Bounds) -> None:
        super().__init__(
            endpoint=access.endpoint,
            username=access.user,
            password=password,
            service="HTTP",
            ca_trust_path=None,  # type: ignore[arg-type]  # documented: no authority but ours
            auth_method=access.logon,
            message_encryption="always" if access.encryption == "message" else "never",
            proxy=None,
        )
        self._where = access.where
        self._adapter = _Adapter(access, bounds)

    @property
    def offered(self) -> str:
        """The ways to log on that the host has named, in lower case."""
        return self._adapter.offered

    def build_session(self) -> Session:
        """See pywinrm; without message encryption nothing is sent before our adapter is there."""
        fresh = self.session is None
        session = super().build_session()
        if fresh and self.encryption is None:
            self._fit(session)
        return session

    def setup_encryption(self, session: Session) -> None:
        """See pywinrm; here the first request is sent."""
        self._fit(session)
        super().setup_encryption(session)

    def _fit(self, session: Session) -> None:
        session.trust_env = False  # no proxy, no .netrc
        session.max_redirects = 0
        session.headers["Accept-Encoding"] = "identity"
        session.mount("https://", self._adapter)
        session.mount("http://", self._adapter)

    def send_message(self, message: str | bytes) -> bytes:
        """The answer to this message, and to no other."""
        answer = super().send_message(message)
        text = message if isinstance(message, str) else message.decode()
        asked = _MESSAGE.search(text)
        told = fromstring(answer).find(f".//{_RELATES}")
        if asked is None or told is None or told.text != asked[1]:
            raise Unreadable(f"{self._where}: it answered another question")
        return answer

    def _get_message_response_text(self, response: Response) -> bytes:
        if self.encryption and _ENCRYPTED not in response.headers.get("Content-Type", ""):
            raise Unreadable(f"{self._where}: it answered in clear; nothing of it is used")
        text = super()._get_message_response_text(response)
        try:
            fromstring(text, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            status = response.status_code
            raise Unreadable(f"{self._where}: what it sent is not WinRM (HTTP {status})") from None
        return text


class _Adapter(HTTPAdapter):
    """One pool, whose certificates are verified whatever requests is told."""

    def __init__(self, access: Access, bounds: Bounds) -> None:
        self._bounds = bounds
        self._pool = _pool(access, bounds)
        self.offered = ""
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        """See requests."""
        return self._pool

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """See requests: the pool's own context verifies."""

    def send(self, request: PreparedRequest, *args: Any, **how: Any) -> Response:
        """See requests; the time limits are ours."""
        left = self._bounds.seconds()
        how["timeout"] = (min(left, CONNECT), left)
        return super().send(request, *args, **how)

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        """See requests."""
        if resp.status == 401:  # noqa: PLR2004 - RFC 9110
            self.offered += " " + str(resp.headers.get("WWW-Authenticate", "")).lower()
        return super().build_response(req, resp)

    def close(self) -> None:
        """See requests."""
        super().close()
        self._pool.close()


def _pool(access: Access, bounds: Bounds) -> HTTPConnectionPool:
    parts = urlsplit(access.endpoint)
    pool: HTTPConnectionPool
    if access.encryption == "tls":
        pool = HTTPSConnectionPool(parts.hostname or "", parts.port, ssl_context=_context(access))
        pool.ConnectionCls = partial(_Tls, bounds)  # type: ignore[assignment]  # only ever called
    else:
        pool = HTTPConnectionPool(parts.hostname or "", parts.port)
        pool.ConnectionCls = partial(_Plain, bounds)  # type: ignore[assignment]  # only ever called
    return pool


def _context(access: Access) -> ssl.SSLContext:
    """Authorities of the file that is named, or of the system; the host's name is compared."""
    if access.ca is None:
        return ssl.create_default_context()
    path = access.folder / access.ca
    try:
        return ssl.create_default_context(cafile=path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no certificate in it"
        raise Denied(f"{path}: ca cannot be read ({why})") from None


class _Plain(HTTPConnection):
    def __init__(self, bounds: Bounds, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self._bounds = bounds

    def connect(self) -> None:
        self._bounds.may_connect()
        super().connect()
        self._bounds.opened(self.sock)
        self.sock = BoundedSocket(self.sock, self._bounds)


class _Tls(HTTPSConnection):
    def __init__(self, bounds: Bounds, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self._bounds = bounds

    def connect(self) -> None:
        self._bounds.may_connect()
        super().connect()
        self._bounds.opened(self.sock)
        self._bounds.certificate = self.sock.getpeercert(binary_form=True)  # type: ignore[union-attr]  # TLS's own
        self.sock = BoundedSocket(self.sock, self._bounds)
