"""Real receivers of messages on loopback: a mail server, an HTTPS server, rsyslog, and what they got."""

import asyncio
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.lab.certificates import Authority, write_private

HOST = "mail.ch.lan"  # the name in the certificate; 127.0.0.1 stands in it too


@dataclass
class Trust:
    """An authority's certificate, and a server's context under it."""

    ca: Path
    server: ssl.SSLContext


def trust(folder: Path, *, expired: bool = False, address: str = "127.0.0.1") -> Trust:
    """A server whose certificate names 127.0.0.1, unless another address is said."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority("CH")
    certificate, key = authority.issue(HOST, address, expired=expired)
    (folder / "ca.pem").write_bytes(authority.certificate)
    (folder / "server.pem").write_bytes(certificate)
    write_private(folder / "server.key", key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return Trust(folder / "ca.pem", context)


@dataclass
class Mailbox:
    """What a mail server received, and how it behaves."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    logins: list[LoginPassword] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    password: bytes = b"Courrier-Secret-51"
    refuses: tuple[str, ...] = ()  # recipients
    answers: str | None = None  # instead of taking a message

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greetings.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answers:
            return self.answers
        made = message_from_bytes(envelope.original_content, policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.messages.append(made)
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken"

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any
    ) -> AuthResult:
        self.logins.append(told)
        good = told.password == self.password
        return AuthResult(success=good, handled=good)


@contextmanager
def mail_server(
    secure: Trust | None, *, implicit: bool = False, account: bool = False
) -> Iterator[Mailbox]:
    """A mail server: STARTTLS, or TLS from the start, or (without trust) neither."""
    box = Mailbox()
    starttls = secure.server if secure is not None and not implicit else None

    def talk() -> SMTP:
        return SMTP(
            box,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=account,
            auth_require_tls=starttls is not None,
            authenticator=box.authenticate if account else None,
            loop=loop,
        )

    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # who refuses a certificate hangs up
    context = secure.server if secure is not None and implicit else None
    server = loop.run_until_complete(loop.create_server(talk, "127.0.0.1", 0, ssl=context))
    box.port = server.sockets[0].getsockname()[1]
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        _end(loop, server)


def _end(loop: asyncio.AbstractEventLoop, server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.05))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


@dataclass
class Hook:
    """What a webhook received, and the status that it answers."""

    port: int = 0
    path: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    bearers: list[str | None] = field(default_factory=list)
    status: int = 204


@contextmanager
def web_server(secure: Trust) -> Iterator[Hook]:
    """An HTTPS server that takes what is posted to it."""
    hook = Hook()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.path.append(self.path)
            hook.bearers.append(self.headers["Authorization"])
            hook.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(hook.status)
            self.send_header("Location", f"https://127.0.0.1:{hook.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that refuses the certificate hangs up: that is what is tested."""

    server = Quiet(("127.0.0.1", 0), Answers)
    server.socket = secure.server.wrap_socket(server.socket, server_side=True)
    hook.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


_RSYSLOG = """
global(workDirectory="{folder}")
module(load="imudp") module(load="imtcp")
input(type="imudp" address="127.0.0.1" port="{port}")
input(type="imtcp" address="127.0.0.1" port="{port}")
template(name="told" type="list" option.jsonf="on") {{
  property(outname="facility" name="syslogfacility-text" format="jsonf")
  property(outname="severity" name="syslogseverity-text" format="jsonf")
  property(outname="version" name="protocol-version" format="jsonf")
  property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="raw" name="rawmsg" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="process" name="procid" format="jsonf")
  property(outname="what" name="msgid" format="jsonf")
  property(outname="data" name="structured-data" format="jsonf")
  property(outname="text" name="msg" format="jsonf")
}}
action(type="omfile" file="{folder}/told.jsonl" template="told")
"""


@contextmanager
def rsyslog(folder: Path) -> Iterator[tuple[int, Path]]:
    """A real rsyslog on one port, by UDP and TCP; its file has what it understood, one JSON a line."""
    program = which("rsyslogd", path="/usr/sbin:/usr/bin")
    assert program is not None
    port = free_port()
    (folder / "rsyslog.conf").write_text(_RSYSLOG.format(folder=folder, port=port), "utf-8")
    command = [program, "-n", "-f", str(folder / "rsyslog.conf"), "-i", str(folder / "pid")]
    with (folder / "rsyslog.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for_port(port)
            yield port, folder / "told.jsonl"
        finally:
            process.terminate()
            process.wait()


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for_port(port: int, seconds: float = 60) -> None:
    """Until somebody listens there."""
    limit = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < limit, "nobody listens"
            time.sleep(0.05)
        else:
            return


def lines_of(path: Path, count: int, seconds: float = 60) -> list[str]:
    """The lines of a file, once it has that many."""
    limit = time.monotonic() + seconds
    while True:
        told = path.read_text("utf-8").splitlines() if path.exists() else []
        if len(told) >= count:
            return told
        assert time.monotonic() < limit, told
        time.sleep(0.05)
