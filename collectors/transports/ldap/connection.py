"""Opens an encrypted, verified and authenticated session; ldap3 does it, preuve checks it."""

import socket
import ssl
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from ldap3 import NONE, SIMPLE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException

from agent.core.errors import Denied, Unreachable, Unreadable
from collectors.transports.directory import PORTS
from collectors.transports.ldap.errors import translate


def connect(
    url: str, user: str, password: str, ca: Path | None, *, idle: float
) -> tuple[Connection, str]:
    """A bound connection, and the server's identity: `host:port sha256:<certificate>`.

    `ldaps://`, or `ldap://` with StartTLS before anything is said; one bind, never two.

    Raises:
        SourceError: unreachable, certificate refused, password refused.
    """
    connection, server = _opened(url, user, password, ca, idle=idle)
    try:
        connection.bind(read_server_info=False)
    except LDAPException as error:
        _drop(connection)
        raise translate(url, error) from None
    except (OSError, ssl.SSLError) as error:
        _drop(connection)
        raise _cut(url, error) from None
    return connection, f"{server} {_fingerprint(connection)}"


def verify(url: str, ca: Path | None, *, idle: float) -> str:
    """See that a controller answers and that its certificate is good; no account is named to it.

    Gives its identity, as `connect` does.

    Raises:
        SourceError: unreachable, certificate refused.
    """
    connection, server = _opened(url, None, None, ca, idle=idle)
    try:
        return f"{server} {_fingerprint(connection)}"
    finally:
        _drop(connection)


def _opened(
    url: str, user: str | None, password: str | None, ca: Path | None, *, idle: float
) -> tuple[Connection, str]:
    """An encrypted and verified connection on which nothing was said yet, and `host:port`."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unreachable(f"{url}: write ldaps://name or ldap://name (StartTLS)")
    if ca is not None and not ca.is_file():
        raise Denied(f"{ca}: no such certificate file (ca)")
    secure = parts.scheme == "ldaps"
    port = parts.port or PORTS[parts.scheme]
    _reach(url, parts.hostname, port)
    tls = Tls(
        validate=ssl.CERT_REQUIRED,
        version=ssl.PROTOCOL_TLS_CLIENT,
        ca_certs_file=str(ca) if ca else None,
    )
    server = Server(
        parts.hostname,
        port=port,
        use_ssl=secure,
        tls=tls,
        get_info=NONE,
        connect_timeout=min(idle, 15),
    )
    connection = Connection(
        server,
        user=user,
        password=password,
        authentication=SIMPLE if user else None,
        raise_exceptions=True,
        receive_timeout=max(1, int(idle)),  # whole seconds, or ldap3 fails
        auto_referrals=False,
        read_only=True,
    )
    try:
        connection.open(read_server_info=False)
        if not secure:
            connection.start_tls(read_server_info=False)
    except LDAPException as error:
        _drop(connection)
        raise translate(url, error) from None
    except (OSError, ssl.SSLError) as error:
        _drop(connection)
        raise _cut(url, error) from None
    return connection, f"{parts.hostname}:{port}"


def _cut(where: str, error: Exception) -> Unreachable:
    return Unreachable(f"{where}: the session was cut ({error})")


def _reach(where: str, host: str, port: int) -> None:
    """Tell an unknown name from a closed port: ldap3 words both alike."""
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Unreachable(f"{where}: no address for {host}; check the name and DNS") from None


def _fingerprint(connection: Connection) -> str:
    certificate = connection.socket.getpeercert(binary_form=True)
    if not certificate:
        raise Unreadable("the session bears no certificate")
    return "sha256:" + sha256(certificate).hexdigest()


def _drop(connection: Connection) -> None:
    """Close without a word: the session is of no use."""
    if connection.socket is not None:
        connection.socket.close()
