"""Windows hosts of the lab: they speak real WinRM, NTLM with encrypted messages or Basic by TLS.

No Windows runs here: what the protocol carries is the recorded answer of a host.
"""

import os
import selectors
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from tests.lab.certificates import Authority
from tests.lab.winrm_connection import PASSWORD, USER, Connection

__all__ = ["PASSWORD", "USER", "WindowsHost", "WinrmLab"]


@dataclass(frozen=True)
class WindowsHost:
    """One host: what its script tells, after how long, and how it misbehaves.

    Faults, from the logon on: `silent` never answers, `redirects` sends elsewhere, `no-basic`
    takes none, `denied` opens no shell; then at the first piece of output: `garbage`, `bomb`,
    `unrelated` (the answer to another question), `clear` (out of the encryption), `hangs`, `drops`;
    `cut` ends in half, `huge` never ends, `busy` has nothing to tell three times, `refuses` does
    not run the script. Of TLS: `expired`, `other-name`.
    """

    answer: bytes = b""
    seconds: float = 0.0
    fault: str = ""
    altered: Callable[[bytes], bytes] = lambda told: told  # what becomes of each piece


class WinrmLab:
    """Hosts by address, on one port; each counts what it is asked."""

    def __init__(
        self, folder: Path, hosts: Mapping[str, WindowsHost], *, tls: bool = False, port: int = 0
    ) -> None:
        self.hosts = dict(hosts)
        self.port = port
        self.tls = tls
        self.ca = folder / "ca.pem"
        self.refused: Counter[str] = Counter()  # logons with a wrong password, by account
        self.accepted: Counter[str] = Counter()
        self.asked: list[tuple[str, str]] = []  # host and action, in order
        self.scripts: dict[str, bytes] = {}
        self.commands: dict[str, tuple[str, dict[str, str]]] = {}
        self.shells: set[str] = set()  # open now
        self.lock = Lock()
        self.ending = Event()
        self._folder = folder
        self._listening: list[socket.socket] = []
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._accepting = Thread(target=self._accept, daemon=True)
        self._before = os.environ.get("NTLM_USER_FILE")

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        users = self._folder / "users"
        users.write_text("{}:{}:{}\n".format(*USER.split("\\"), PASSWORD), "ascii")
        os.environ["NTLM_USER_FILE"] = str(users)
        authority = Authority("WinRM lab")
        self.ca.write_bytes(authority.certificate)
        for address, host in self.hosts.items():
            if self.tls:
                self._contexts[address] = self._context(authority, address, host.fault)
            listening = socket.create_server((address, self.port), backlog=64)
            self.port = listening.getsockname()[1]
            self._listening.append(listening)
        self._accepting.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ending.set()
        self._accepting.join()
        for each in self._listening:
            each.close()
        if self._before is None:
            del os.environ["NTLM_USER_FILE"]
        else:
            os.environ["NTLM_USER_FILE"] = self._before

    def _context(self, authority: Authority, address: str, fault: str) -> ssl.SSLContext:
        named = "127.0.0.254" if fault == "other-name" else address
        pair = authority.issue("windows.ch.lan", named, expired=fault == "expired")
        path = self._folder / f"{address}.pem"
        path.write_bytes(b"".join(pair))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _accept(self) -> None:
        with selectors.DefaultSelector() as waiting:
            for each in self._listening:
                waiting.register(each, selectors.EVENT_READ)
            while not self.ending.is_set():
                for key, _ in waiting.select(0.2):
                    with suppress(OSError):
                        client, _ = key.fileobj.accept()  # type: ignore[union-attr]  # sockets only
                        Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        address = client.getsockname()[0]
        with suppress(OSError, ValueError), client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not self.tls:
                Connection(client, address, self)  # type: ignore[arg-type]  # the lab is its server
                return
            with self._contexts[address].wrap_socket(client, server_side=True) as inside:
                Connection(inside, address, self)  # type: ignore[arg-type]  # the lab is its server
