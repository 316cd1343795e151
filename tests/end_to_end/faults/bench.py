"""The bench of faults: a small domain, two hosts, files, and folders that all audit the same."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread, Timer
from types import TracebackType
from typing import Self

from tests.lab.filling import fill_users
from tests.lab.hosts.kept import EVERY
from tests.lab.hosts.sshd import Host, SshHosts
from tests.lab.hosts.trees import build
from tests.lab.samba import SambaDomain
from tests.program.ready import LOCALE, PREUVE, run

AS_OF = "2026-11-20"
AGENTS = 60
LATE = 20_000  # bytes of a session with the controller, at which it is reading accounts
_PATIENCE = 300.0  # seconds for one command, on a slow machine


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    said: str


class Folder:
    """A correspondent's folder; `preuve` runs in it as he runs it."""

    def __init__(self, path: Path, environment: dict[str, str]) -> None:
        self.path = path
        self.environment = {**os.environ, **environment, "PREUVE_LANG": "", "LC_ALL": LOCALE}

    @property
    def store(self) -> Path:
        return self.path / "store" / "preuve.db"

    def run(self, *line: str, prelude: str = "", **environment: str) -> Ended:
        """Run a command to its end; `prelude` is Python that the process runs before it."""
        done = run(self.path, self.environment | environment, *line, prelude=prelude)
        return Ended(done.returncode, done.stdout + done.stderr)

    def scan(self, *more: str, prelude: str = "", **environment: str) -> Ended:
        # An audit that is gone on with has its date already.
        dated = () if "--resume" in more else ("--as-of", AS_OF)
        return self.run("scan", *dated, *more, prelude=prelude, **environment)

    def start(self, *before: str, **environment: str) -> "subprocess.Popen[str]":
        """Start the installed program on a scan, under the command `before`."""
        return subprocess.Popen(
            [*before, str(PREUVE), "scan", "--as-of", AS_OF],
            cwd=self.path,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def add(self, text: str) -> None:
        """Write more at the end of the configuration."""
        with (self.path / "preuve.toml").open("a", encoding="utf-8") as file:
            file.write(text)

    def edit(self, old: str, new: str) -> None:
        """Change the configuration."""
        path = self.path / "preuve.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


def ended(process: "subprocess.Popen[str]", said: str = "") -> Ended:
    """Wait for a program that was started."""
    said += process.communicate(timeout=_PATIENCE)[0]
    return Ended(process.returncode, said)


class Bench:
    """The lab's servers, while it is entered; whoever changes one puts it back."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.domain = SambaDomain(folder / "domain", address=address, realm="pannes.lan")
        self.silent = "{}.{}".format(*address.rsplit(".", 1)[:1], 253)  # where nothing answers
        self._running = ExitStack()
        self._made = 0

    def __enter__(self) -> Self:
        today = datetime.now(UTC).date()
        trees = [build(each, self.folder / each.name, today) for each in EVERY[:2]]
        self.hosts = SshHosts(self.folder / "hosts", [Host(tree) for tree in trees])
        self.domain.provision()
        fill_users(self.domain, AGENTS)
        with ExitStack() as starting:
            starting.enter_context(self.hosts)
            self.domain.start()
            starting.callback(self.domain.stop)
            self._running = starting.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.close()

    def desk(self, url: str = "") -> Folder:
        """A new folder with its configuration; `url` is another road to the controller."""
        self._made += 1
        path = self.folder / f"desk{self._made}"
        (path / "store").mkdir(parents=True)
        (path / "rh.csv").write_text(_roll(), "utf-8")
        (path / "paie.csv").write_text(_users(), "utf-8")
        (path / "preuve.toml").write_text(
            '[site]\nname = "CH"\ntimezone = "UTC"\n[store]\nurl = "sqlite:///store/preuve.db"\n'
            f'[[people]]\nname = "rh"\npath = "rh.csv"\nextracted_on = {AS_OF}\n'
            f'[[accounts]]\nname = "paie"\npath = "paie.csv"\nextracted_on = {AS_OF}\n'
            f'[[directory]]\nname = "ad"\nurl = "{url or self.domain.url}"\nuser = "{self.domain.audit}"\n'
            f'password = "env:AD"\nca = "{self.domain.ca}"\n'
            + "".join(self.host(each.name, self.hosts.address_of(each.name)) for each in EVERY[:2]),
            "utf-8",
        )
        return Folder(path, {"AD": self.domain.audit_password})

    def host(self, name: str, address: str) -> str:
        """A block of the configuration; the lab's key opens its own hosts."""
        return (
            f'[[hosts]]\nname = "{name}"\naddress = "{address}"\n'
            f'port = {self.hosts.port}\nuser = "{self.hosts.user}"\nkey = "{self.hosts.key}"\n'
            f'known_hosts = "{self.hosts.known_hosts}"\n'
        )

    @contextmanager
    def certified(self, *, expired: bool) -> Iterator[None]:
        """Within, the controller shows such a certificate."""
        try:
            self._certify(expired=expired)
            yield
        finally:
            self._certify(expired=False)

    def _certify(self, *, expired: bool) -> None:
        self.domain.stop()
        self.domain.certify(expired=expired)
        self.domain.start()

    @contextmanager
    def relay(self, then: Callable[[], object], *, refusing: float = 0) -> Iterator[str]:
        """The controller at another port; once a session has brought LATE bytes, `then` is done.

        Once in all. Meanwhile that session waits. Connections of the first seconds are refused.
        """
        relaying = _Relay(self.domain.address, then)
        with socket.socket() as server:
            server.bind((self.domain.address, 0))
            opening = Timer(refusing, relaying.serve, [server])
            opening.daemon = True
            opening.start()
            yield f"{self.domain.url}:{server.getsockname()[1]}"
            opening.cancel()
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)  # wakes who waits on it


class _Relay:
    def __init__(self, address: str, then: Callable[[], object]) -> None:
        self._address = address
        self._then = then
        self._once = Lock()

    def serve(self, server: socket.socket) -> None:
        server.listen()
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            with socket.create_connection((self._address, 636)) as upstream:
                Thread(target=self._pour, args=(client, upstream), daemon=True).start()
                self._pour(upstream, client, counted=True)
            client.shutdown(socket.SHUT_RDWR)

    def _pour(self, source: socket.socket, sink: socket.socket, *, counted: bool = False) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(4096):
                passed += len(data)
                if counted and passed > LATE and self._once.acquire(blocking=False):
                    self._then()
                sink.sendall(data)


def _roll() -> str:
    lines = ["MATRICULE;NOM;PRENOM;SERVICE"]
    lines += [f"{n:07};AGENT{n:06};Élodie;Médecine" for n in range(AGENTS - 5)]
    return "\n".join(lines) + "\n"


def _users() -> str:
    lines = ["LOGIN;NOM;PRENOM;ACTIF"]
    lines += [f"eagent{n:06};AGENT{n:06};Élodie;OUI" for n in range(0, AGENTS, 2)]
    return "\n".join(lines) + "\n"
