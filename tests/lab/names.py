"""A real name server on loopback, and machines that only listen: what is said to them is counted."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

# Every port that preuve, or a curious one, would speak to.
PORTS = (22, 53, 80, 88, 135, 139, 389, 443, 445, 636, 3268, 3389, 5985, 5986)
Records = Mapping[tuple[str, str], list[str]]  # (name, type): values


def answer(asked: bytes, records: Records, *, whole: bool) -> bytes:
    """What a server that knows these records says; cut when it is `whole` no longer."""
    question = dns.message.from_wire(asked)
    reply = dns.message.make_response(question)
    reply.flags |= dns.flags.AA | dns.flags.RA
    (first,) = question.question
    name, kind = first.name.to_text().rstrip(".").lower(), dns.rdatatype.to_text(first.rdtype)
    values = records.get((name, kind), [])
    if not any(known == name for known, _ in records):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    if values and not whole:
        reply.flags |= dns.flags.TC
    elif values:
        reply.answer.append(dns.rrset.from_text(first.name, 60, "IN", kind, *values))
    return reply.to_wire()


@contextmanager
def name_server(address: str, records: Records, *, cut: bool = False) -> Iterator[list[str]]:
    """Serve records on port 53, over UDP and TCP; gives the names asked. `cut`: TCP alone answers."""
    asked: list[str] = []

    def note(message: bytes) -> None:
        asked.append(dns.message.from_wire(message).question[0].name.to_text().rstrip("."))

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            message, sock = self.request
            note(message)
            sock.sendto(answer(message, records, whole=not cut), self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = self.rfile.read(2)
            message = self.rfile.read(struct.unpack(">H", head)[0])
            told = answer(message, records, whole=True)
            self.wfile.write(struct.pack(">H", len(told)) + told)

    class Again(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    servers: list[Any] = [
        socketserver.ThreadingUDPServer((address, 53), Datagram),
        Again((address, 53), Stream),
    ]
    for each in servers:
        threading.Thread(target=each.serve_forever, daemon=True).start()
    try:
        yield asked
    finally:
        for each in servers:
            each.shutdown()
            each.server_close()


@contextmanager
def listening(address: str) -> Iterator[list[int]]:
    """Listen on every port of an address; gives the ports that somebody connected to."""
    met: list[int] = []
    socks = [socket.create_server((address, port)) for port in PORTS]

    def take(sock: socket.socket) -> None:
        while True:
            try:
                visitor, _ = sock.accept()
            except OSError:
                return
            met.append(sock.getsockname()[1])
            visitor.close()

    threads = [threading.Thread(target=take, args=(each,), daemon=True) for each in socks]
    for each in threads:
        each.start()
    try:
        yield met
    finally:
        for sock in socks:
            sock.shutdown(socket.SHUT_RDWR)
            sock.close()


def asking(folder: Path, address: str, domain: str) -> list[str]:
    """A command's beginning that gives it a view of its own: this name server, that domain."""
    (folder / "resolv.conf").write_text(f"nameserver {address}\nsearch {domain}\n", "ascii")
    bound = 'mount --bind "$0" /etc/resolv.conf; exec "$@"'
    return ["unshare", "--mount", "sh", "-ec", bound, str(folder / "resolv.conf")]
