"""An LDAP server on loopback that answers as it is told, well or badly, over real TLS."""

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from tests.lab.certificates import Authority, write_private

ADDRESS = "127.0.0.1"
_PAGED = b"1.2.840.113556.1.4.319"
# (number of the message, number of the search) -> what to send; None: hang up.
Answer = Callable[[int, int], Sequence[bytes | None]]


def tlv(tag: int, *content: bytes, long: bool = False) -> bytes:
    """One BER element; `long`: with a four-byte length, as Active Directory writes them."""
    body = b"".join(content)
    if long or len(body) > 0xFFFF:
        head = b"\x84" + len(body).to_bytes(4)
    elif len(body) > 0xFF:
        head = b"\x82" + len(body).to_bytes(2)
    else:
        head = bytes([len(body)]) if len(body) < 0x80 else b"\x81" + bytes([len(body)])
    return bytes([tag]) + head + body


def message(number: int, operation: bytes, controls: bytes = b"", *, long: bool = False) -> bytes:
    """An LDAPMessage (RFC 4511, 4.1.1)."""
    return tlv(0x30, tlv(2, number.to_bytes(2)), operation, controls, long=long)


def entry(number: int, dn: str, *, long: bool = False, **attributes: str | list[str]) -> bytes:
    """A SearchResultEntry."""
    told = []
    for name, values in attributes.items():
        listed = [values] if isinstance(values, str) else values
        held = tlv(0x31, *(tlv(4, value.encode(), long=long) for value in listed), long=long)
        told.append(tlv(0x30, tlv(4, name.replace("_", ";").encode()), held, long=long))
    body = tlv(0x64, tlv(4, dn.encode()), tlv(0x30, *told, long=long), long=long)
    return message(number, body, long=long)


def done(number: int, code: int = 0, text: str = "", cookie: bytes = b"") -> bytes:
    """A SearchResultDone with its paged-results control (RFC 2696)."""
    result = tlv(0x65, tlv(10, bytes([code])), tlv(4), tlv(4, text.encode()))
    value = tlv(4, tlv(0x30, tlv(2, b"\0"), tlv(4, cookie)))
    return message(number, result, tlv(0xA0, tlv(0x30, tlv(4, _PAGED), value)))


def bound(number: int, code: int = 0, text: str = "") -> bytes:
    """A BindResponse."""
    return message(number, tlv(0x61, tlv(10, bytes([code])), tlv(4), tlv(4, text.encode())))


def farewell() -> bytes:
    """A notice of disconnection (RFC 4511, 4.4.1)."""
    name = tlv(0x8A, b"1.3.6.1.4.1.1466.20036")
    return message(0, tlv(0x78, tlv(10, b"\x34"), tlv(4), tlv(4, b"going down"), name))


@contextmanager
def hostile(
    folder: Path, answer: Answer, *, bind: tuple[int, str] = (0, ""), expired: bool = False
) -> Iterator[tuple[str, Path]]:
    """Serve; yields the URL and the authority's certificate."""
    authority = Authority("Hostile")
    certificate, key = authority.issue("dc1.ch.lan", ADDRESS, expired=expired)
    (folder / "ca.pem").write_bytes(authority.certificate)
    (folder / "server.pem").write_bytes(certificate)
    write_private(folder / "server.key", key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    server = socket.create_server((ADDRESS, 0))
    Thread(target=_serve, args=(server, context, answer, bind), daemon=True).start()
    try:
        yield f"ldaps://{ADDRESS}:{server.getsockname()[1]}", folder / "ca.pem"
    finally:
        server.close()


def _serve(
    server: socket.socket, context: ssl.SSLContext, answer: Answer, bind: tuple[int, str]
) -> None:
    while True:
        try:
            plain, _ = server.accept()
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            return
        with suppress(OSError, ValueError):
            _talk(context.wrap_socket(plain, server_side=True), answer, bind)


def _talk(client: ssl.SSLSocket, answer: Answer, bind: tuple[int, str]) -> None:
    """Requests are small and come one by one: each fits a read."""
    searches = 0
    with client:
        while request := client.recv(65536):
            number, operation = _head(request)
            if operation == 0x60:
                client.sendall(bound(number, *bind))
                continue
            if operation != 0x63:
                return
            for part in answer(number, searches):
                if part is None:
                    return
                client.sendall(part)
            searches += 1


def _head(request: bytes) -> tuple[int, int]:
    at = 2 if request[1] < 0x80 else 2 + request[1] - 0x80
    size = request[at + 1]
    return int.from_bytes(request[at + 2 : at + 2 + size]), request[at + 2 + size]
