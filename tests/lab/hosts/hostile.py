"""Hosts that misbehave: some behind real OpenSSH, some that only pretend to speak it."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import Thread

from tests.lab.hosts.debian_like import DEBIAN_12
from tests.lab.hosts.sshd import Host, Known, SshHosts, own_address
from tests.lab.hosts.trees import Description, Expected, build
from tests.lab.samba import LabError

# What was asked, of which 100 bytes come back.
_BEGIN = 'sh -c "$SSH_ORIGINAL_COMMAND" | head -c 100'
_NOTHING = Expected("debian", "Debian GNU/Linux", "12", logs={})
# Window title, clear screen, colours, a bell, invalid UTF-8, a right-to-left override, a NUL.
ESCAPES = (
    b'NAME="Deb\x1b]0;owned\x07\x1b[2J\x1b[31mian"\nID=debian\nVERSION_ID="12\xff\xfe"\n'
    b'PRETTY_NAME="\xe2\x80\xaegro.live\x00 <script>alert(1)</script>"\n'
)
# The same where a collector looks further, and a line of a megabyte.
_FOUL = {
    "/etc/logrotate.d/foul": b"/var/log/\x1b[2J*.log {\n rotate 99999999999999999999\n weekly\n",
    "/var/log/syslog": b"2026-01-01T00:00:00+00:00 \x1b]0;owned\x07 \xff\n" + b"a" * 2**20 + b"\n",
    "/var/log/new\nline.log": b"2026-13-45T99:99:99+00:00 host: \x00\n",
}
BANNER = ("Accès réservé au personnel du CH Saint-Exemple.", "Toute connexion est enregistrée.")
_LINES = b"".join(f"{line}\r\n".encode() for line in BANNER)

# What a server that is not sshd does with a connection, until it returns or the client leaves.
Answer = Callable[[socket.socket], None]


def _silent(client: socket.socket) -> None:
    while client.recv(65536):
        pass


def _endless_lines(client: socket.socket) -> None:
    while True:
        client.sendall(b"Maintenance en cours\r\n" * 1000)


def _endless_line(client: socket.socket) -> None:
    while True:
        client.sendall(b"a" * 65536)


def _closes(client: socket.socket) -> None:
    """Nothing: returning hangs up."""


def _other_protocol(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


# Servers that never get as far as SSH, by name; "refused" has no server at all.
PRETENDERS: dict[str, Answer] = {
    "silent": _silent,
    "endless-lines": _endless_lines,
    "endless-line": _endless_line,
    "closes": _closes,
    "other-protocol": _other_protocol,
}
REFUSED = "refused"
PROXIED = "banner-lines"


class HostileHosts(SshHosts):
    """The same lab, full of hosts to survive; every one answers at `address_of`, at `port`.

    Behind sshd:

    - `endless-output`: a gigabyte of the letter a, whatever is asked.
    - `escapes`: os-release is `ESCAPES`; its logs and a stanza of logrotate are as foul.
    - `hangs`: the first 100 bytes of the answer, then nothing, the connection staying open.
    - `hangs-at-once`: no answer at all.
    - `exits`: a message on standard error, then 1.
    - `killed`: the first 100 bytes, then its shell is killed: no exit status, but a signal.
    - `nologin`: the account's program says that it is not available, and ends in 1.
    - `sftp-only`: serves SFTP; of anything else it says so, and ends in 1.
    - `no-session`: the key is accepted, a session is not.
    - `changed-key`: known_hosts has another key of it. `unknown`: known_hosts does not name it.
    - `denied`: the lab's key opens nothing. `by-password`: only `trees.PASSWORD` opens.
    - `before`: `banner-lines` once more, without its lines.

    Without: `PRETENDERS`, `refused`, and `banner-lines`, which says `BANNER` before its version, as
    RFC 4253 (4.2) allows, and is `before` from then on.
    """

    def __init__(self, folder: Path, today: date, address: str | None = None) -> None:
        hosts = [_host(folder, today, name, how) for name, how in _BEHIND_SSHD.items()]
        super().__init__(folder / "lab", hosts, address or own_address())
        first, last = self.address_of(hosts[0].name).rsplit(".", 1)
        for number, name in enumerate((*PRETENDERS, REFUSED, PROXIED), int(last) + len(hosts)):
            self._addresses[name] = f"{first}.{number}"
        self._pretending = ExitStack()

    def start(self) -> None:
        """Start the hosts, then the servers that pretend."""
        super().start()
        proxied = (self.address_of("before"), self.port)
        pretenders = {**PRETENDERS, PROXIED: _forward(proxied)}
        try:
            for name, answer in pretenders.items():
                self._pretending.enter_context(serving(self.address_of(name), self.port, answer))
        except OSError as error:
            self.stop()
            raise LabError(f"{name} cannot be served: {error}") from error
        lines = self.known_hosts.read_text("ascii").splitlines(keepends=True)
        own = next(line for line in lines if line.startswith(f"[{proxied[0]}]:"))
        with self.known_hosts.open("a", encoding="ascii") as file:
            file.write(own.replace(proxied[0], self.address_of(PROXIED)))

    def stop(self) -> None:
        """Stop everything."""
        self._pretending.close()
        super().stop()


@contextmanager
def serving(address: str, port: int, answer: Answer) -> Iterator[int]:
    """Serve on an address, each connection in its own thread; yields the port."""
    server = socket.create_server((address, port))
    clients: list[socket.socket] = []
    Thread(target=_accept, args=(server, answer, clients), daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        for each in (server, *clients):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # wakes whoever waits on it
            each.close()


def _accept(server: socket.socket, answer: Answer, clients: list[socket.socket]) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        clients.append(client)
        Thread(target=_answer, args=(client, answer), daemon=True).start()


def _answer(client: socket.socket, answer: Answer) -> None:
    with suppress(OSError), client:
        answer(client)


def _forward(to: tuple[str, int]) -> Answer:
    """Say a few lines, then be another server."""

    def answer(client: socket.socket) -> None:
        client.sendall(_LINES)
        with socket.create_connection(to) as server:
            back = Thread(target=_pour, args=(server, client), daemon=True)
            back.start()
            _pour(client, server)
            back.join()

    return answer


def _pour(source: socket.socket, into: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            into.sendall(data)
        into.shutdown(socket.SHUT_WR)


@dataclass(frozen=True)
class _Behaviour:
    forced: str = ""  # the command that runs instead of the one that was asked
    known: Known = "its key"
    stranger: bool = False
    by_password: bool = False
    max_sessions: int = 10
    os_release: bytes = DEBIAN_12.os_release
    files: Mapping[str, bytes] = field(default_factory=dict)


_BEHIND_SSHD = {
    "endless-output": _Behaviour("head -c 1G /dev/zero | tr '\\0' a"),
    "escapes": _Behaviour(os_release=ESCAPES, files=_FOUL),
    "hangs": _Behaviour(f"{_BEGIN}; exec sleep 3600"),
    "hangs-at-once": _Behaviour("exec sleep 3600"),
    "exits": _Behaviour("echo 'Ce compte est fermé.' >&2; exit 1"),
    "killed": _Behaviour(f"{_BEGIN}; kill -9 $$"),
    "nologin": _Behaviour("/usr/sbin/nologin"),
    "sftp-only": _Behaviour("internal-sftp"),
    "no-session": _Behaviour(max_sessions=0),
    "changed-key": _Behaviour(known="another key"),
    "unknown": _Behaviour(known="nothing"),
    "denied": _Behaviour(stranger=True),
    "by-password": _Behaviour(by_password=True),
    "before": _Behaviour(),
}


def _host(folder: Path, today: date, name: str, how: _Behaviour) -> Host:
    distribution = replace(DEBIAN_12, os_release=how.os_release)
    description = Description(name, distribution, _NOTHING, files=how.files)
    options = {"MaxSessions": str(how.max_sessions)}
    if how.forced:
        options["ForceCommand"] = how.forced
    return Host(
        build(description, folder / name, today),
        known=how.known,
        stranger=how.stranger,
        by_password=how.by_password,
        options=options,
    )
