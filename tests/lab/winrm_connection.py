"""One connection to a Windows host of the lab: its logon, its shell, its output in pieces."""

import base64
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import spnego

from tests.lab import winrm_soap as soap

if TYPE_CHECKING:
    from tests.lab.winrm import WinrmLab

USER, PASSWORD = "CH\\audit", "Audit-2026!"
_BOUNDARY = b"--Encrypted Boundary"
_PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
_PIECE = 4096  # bytes of output in one answer
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
)


class Connection(BaseHTTPRequestHandler):
    """One connection: its logon, its shell, what of the output has been told."""

    protocol_version = "HTTP/1.1"
    server: Any

    def setup(self) -> None:
        super().setup()
        self.lab: WinrmLab = self.server
        self.address = str(self.client_address)
        self.host = self.lab.hosts[self.address]
        self.ntlm: Any = None
        self.inside = False
        self.command = ""
        self.left = b""
        self.due = 0.0
        self.waited = 0

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: tests read what the lab counts."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.host.fault == "silent":
            self.lab.ending.wait()
            return
        if self.host.fault == "redirects":
            elsewhere = f"http://127.0.0.254:{self.lab.port}/wsman"
            self._answer(302, b"", {"Location": elsewhere})
            return
        if not self._logged_on():
            return
        if not body:
            self._answer(200, b"")
            return
        encrypted = _PROTOCOL in self.headers["Content-Type"]
        if not (encrypted or self.lab.tls):
            self._answer(500, b"clear")
            return
        self._told(soap.read(self._opened(body) if encrypted else body), encrypted=encrypted)

    def _logged_on(self) -> bool:
        """Whether the account is known; else 401 has been answered."""
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            user, _, secret = base64.b64decode(token).decode().partition(":")
            if self.host.fault != "no-basic":
                return self._judged(user, good=(user, secret) == (USER, PASSWORD))
            self._challenge("Negotiate")
            return False
        if self.inside:
            return True
        if token:
            return self._by_ntlm(base64.b64decode(token))
        self._challenge("Negotiate")
        return False

    def _by_ntlm(self, token: bytes) -> bool:
        if self.ntlm is None:
            self.ntlm = spnego.server(protocol="ntlm")
        try:
            answer = self.ntlm.step(token)
        except spnego.exceptions.SpnegoError:
            return self._judged("ntlm", good=False)
        if not self.ntlm.complete:
            self._challenge("Negotiate " + base64.b64encode(answer).decode())
            return False
        return self._judged(str(self.ntlm.client_principal), good=True)

    def _judged(self, user: str, *, good: bool) -> bool:
        with self.lab.lock:
            (self.lab.accepted if good else self.lab.refused)[user] += not self.inside
        self.inside = good
        if not good:
            self._challenge("Negotiate")
        return good

    def _challenge(self, how: str) -> None:
        more = ', Basic realm="WSMAN"' if self.lab.tls and self.host.fault != "no-basic" else ""
        self._answer(401, b"", {"WWW-Authenticate": how + more})

    def _told(self, asked: soap.Question, *, encrypted: bool) -> None:
        with self.lab.lock:
            self.lab.asked.append((self.address, asked.action))
        status, told = getattr(self, f"_{asked.action.lower()}")(asked)
        if asked.action == "Receive" and self.host.fault == "clear":
            encrypted = False
        if told is None:
            self.close_connection = True
            return
        if not encrypted:
            self._answer(status, told, {"Content-Type": "application/soap+xml;charset=UTF-8"})
            return
        kind = f'multipart/encrypted;protocol="{_PROTOCOL}";boundary="Encrypted Boundary"'
        self._answer(status, self._closed(told), {"Content-Type": kind})

    def _create(self, asked: soap.Question) -> tuple[int, bytes]:
        if self.host.fault == "denied":
            return 500, soap.fault(asked.message, soap.ACCESS_DENIED, "Accès refusé.")
        shell = str(uuid4()).upper()
        with self.lab.lock:
            self.lab.shells.add(shell)
        return 200, soap.created(asked.message, shell)

    def _command(self, asked: soap.Question) -> tuple[int, bytes]:
        self.command = str(uuid4()).upper()
        self.lab.commands[self.address] = asked.command, asked.options
        return 200, soap.commanded(asked.message, self.command)

    def _send(self, asked: soap.Question) -> tuple[int, bytes]:
        self.lab.scripts[self.address] = self.lab.scripts.get(self.address, b"") + asked.stdin
        if asked.ends:
            self.due = time.monotonic() + self.host.seconds
            half = len(self.host.answer) // 2
            self.left = self.host.answer[:half] if self.host.fault == "cut" else self.host.answer
        return 200, soap.done(asked.message, "Send")

    def _receive(self, asked: soap.Question) -> tuple[int, bytes | None]:
        time.sleep(max(0.0, self.due - time.monotonic()))
        fault, message = self.host.fault, asked.message
        if fault in {"hangs", "drops"} and self.waited:
            if fault == "hangs":
                self.lab.ending.wait()
            return 0, None
        self.waited += 1
        if fault == "busy" and self.waited <= 3:
            return 500, soap.fault(message, soap.TIMED_OUT, "Délai dépassé.")
        said = "Stratégie de groupe : accès bloqué.".encode()
        strange = {
            "garbage": b"\x00\xff<html>",
            "bomb": _BOMB,
            "refuses": soap.received(message, self.command, b"", said, 1),
            "huge": soap.received(message, self.command, b"a" * 100_000, b"", None),
        }
        if fault in strange:
            return 200, strange[fault]
        piece, self.left = self.left[:_PIECE], self.left[_PIECE:]
        ended = None if self.left else int(fault == "cut")
        related = f"uuid:{uuid4()}" if fault == "unrelated" else message
        told = soap.received(related, self.command, piece, b"", ended)
        return 200, self.host.altered(told)

    def _delete(self, asked: soap.Question) -> tuple[int, bytes]:
        with self.lab.lock:
            self.lab.shells.discard(asked.shell)
        return 200, soap.done(asked.message, "Delete")

    def _opened(self, body: bytes) -> bytes:
        data = body.split(b"\tContent-Type: application/octet-stream\r\n", 1)[1]
        data = data.removesuffix(_BOUNDARY + b"--\r\n")
        size = int.from_bytes(data[:4], "little")
        return bytes(self.ntlm.unwrap_winrm(data[4 : 4 + size], data[4 + size :]))

    def _closed(self, plain: bytes) -> bytes:
        wrapped = self.ntlm.wrap_winrm(plain)
        return b"".join((
            _BOUNDARY, b"\r\n\tContent-Type: ", _PROTOCOL.encode(),
            b"\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=",
            str(len(plain) + wrapped.padding_length).encode(), b"\r\n", _BOUNDARY,
            b"\r\n\tContent-Type: application/octet-stream\r\n",
            len(wrapped.header).to_bytes(4, "little"), wrapped.header, wrapped.data,
            _BOUNDARY, b"--\r\n",
        ))  # fmt: skip

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
