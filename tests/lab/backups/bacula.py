"""A real Bacula: director, storage and file daemons on loopback, its catalogue in SQLite."""

import signal
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket
from types import TracebackType
from typing import Self

_TABLES = "/usr/share/bacula-director/make_sqlite3_tables"
_WAIT = 60.0  # seconds


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with closing(socket(AF_INET, SOCK_STREAM)) as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


class Bacula:
    """Three daemons in one folder; what is to be saved is in `source`, reports in `log`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "source"
        self.log = folder / "bacula.log"
        self.ports = {name: free_port() for name in ("dir", "sd", "fd")}
        for name in ("source", "work", "volumes", "restored"):
            (folder / name).mkdir(parents=True)
        for number in range(5):
            (self.source / f"file{number}").write_text("abc" * 1000 * number, "utf-8")
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._write()

    def _write(self) -> None:
        where, ports = self.folder, self.ports
        common = f'WorkingDirectory = "{where}/work"\n PidDirectory = "{where}/work"\n'
        (where / "sd.conf").write_text(
            f"Storage {{\n Name = lab-sd\n SDPort = {ports['sd']}\n SDAddress = 127.0.0.1\n {common}}}\n"
            'Director {\n Name = lab-dir\n Password = "sd"\n}\n'
            "Device {\n Name = Disk\n Media Type = File\n LabelMedia = yes\n Random Access = yes\n"
            f" AutomaticMount = yes\n RemovableMedia = no\n Archive Device = {where}/volumes\n}}\n"
            "Messages {\n Name = Standard\n director = lab-dir = all\n}\n",
            "utf-8",
        )
        (where / "fd.conf").write_text(
            f"FileDaemon {{\n Name = srv-dpi-fd\n FDPort = {ports['fd']}\n FDAddress = 127.0.0.1\n"
            f" {common}}}\n"
            'Director {\n Name = lab-dir\n Password = "fd"\n}\n'
            "Messages {\n Name = Standard\n director = lab-dir = all, !skipped, !restored\n}\n",
            "utf-8",
        )
        (where / "dir.conf").write_text(self._director(common), "utf-8")
        (where / "console.conf").write_text(
            f"Director {{\n Name = lab-dir\n DIRport = {ports['dir']}\n address = 127.0.0.1\n"
            ' Password = "dir"\n}\n',
            "utf-8",
        )

    def _director(self, common: str) -> str:
        where, ports = self.folder, self.ports
        job = "Client = srv-dpi-fd\n Storage = Disk\n Messages = Standard\n Pool = Default\n"
        kept = "all, !skipped"
        return (
            f"Director {{\n Name = lab-dir\n DIRport = {ports['dir']}\n DirAddress = 127.0.0.1\n"
            f' QueryFile = "/etc/bacula/scripts/query.sql"\n {common} Maximum Concurrent Jobs = 4\n'
            " FD Connect Timeout = 3\n SD Connect Timeout = 30\n"
            ' Password = "dir"\n Messages = Daemon\n}\n'
            'Console {\n Name = preuve\n Password = "read-only"\n CommandACL = list, llist\n'
            " JobACL = *all*\n ClientACL = *all*\n PoolACL = *all*\n CatalogACL = *all*\n}\n"
            f"Job {{\n Name = Sauve\n Type = Backup\n Level = Incremental\n FileSet = Source\n {job}}}\n"
            f"Job {{\n Name = Absent\n Type = Backup\n Level = Full\n FileSet = Absent\n {job}}}\n"
            f"Job {{\n Name = Restaure\n Type = Restore\n FileSet = Source\n {job}"
            f" Where = {where}/restored\n}}\n"
            "Job {\n Name = Verifie\n Type = Verify\n Level = VolumeToCatalog\n"
            f" Verify Job = Sauve\n FileSet = Source\n {job}}}\n"
            f"FileSet {{\n Name = Source\n Include {{\n Options {{ signature = MD5 }}\n"
            f" File = {self.source}\n }}\n}}\n"
            "FileSet {\n Name = Absent\n Include {\n Options { signature = MD5 }\n"
            f" File = {self.source}\n File = {where}/nothere\n }}\n}}\n"
            f"Client {{\n Name = srv-dpi-fd\n Address = 127.0.0.1\n FDPort = {ports['fd']}\n"
            ' Catalog = Catalog\n Password = "fd"\n}\n'
            f"Storage {{\n Name = Disk\n Address = 127.0.0.1\n SDPort = {ports['sd']}\n"
            ' Password = "sd"\n Device = Disk\n Media Type = File\n}\n'
            f'Catalog {{\n Name = Catalog\n dbname = "bacula"; dbuser = ""; dbpassword = ""\n}}\n'
            f"Messages {{\n Name = Standard\n append = {self.log} = {kept}\n catalog = all\n}}\n"
            f"Messages {{\n Name = Daemon\n append = {where}/daemon.log = {kept}\n}}\n"
            'Pool {\n Name = Default\n Pool Type = Backup\n Label Format = "Vol-"\n}\n'
        )

    def start(self, name: str) -> None:
        """Start one of the daemons."""
        config = self.folder / f"{name}.conf"
        self._processes[name] = subprocess.Popen(
            [f"/usr/sbin/bacula-{name}", "-f", "-c", str(config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _WAIT
        while time.monotonic() < deadline:
            with closing(socket(AF_INET, SOCK_STREAM)) as tried:
                if tried.connect_ex(("127.0.0.1", self.ports[name])) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"bacula-{name} does not listen")

    def stop(self, name: str) -> None:
        """Stop one of the daemons."""
        process = self._processes.pop(name)
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() is None:
            process.kill()

    def console(self, *commands: str) -> str:
        """What the console answers."""
        done = subprocess.run(
            ["/usr/sbin/bconsole", "-c", str(self.folder / "console.conf")],
            input="".join(f"{each}\n" for each in commands),
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        return done.stdout

    def run(self, job: str, *more: str) -> str:
        """Run a job to its end; the part of the log that it wrote."""
        return self.written(f"run job={job} yes", *more, "wait")

    def written(self, *commands: str) -> str:
        """What some commands have the director write to its log."""
        before = self.log.stat().st_size if self.log.exists() else 0
        self.console(*commands)
        with self.log.open("rb") as file:
            file.seek(before)
            return file.read().decode()

    def _make_catalogue(self) -> None:
        """Debian's own script, of which only the SQL is run: it would write under /var."""
        script = Path(_TABLES).read_text("utf-8")
        sql = script.partition("<<END-OF-DATA\n")[2].partition("END-OF-DATA")[0]
        with closing(sqlite3.connect(self.folder / "work" / "bacula.db")) as database:
            database.executescript(sql)

    def __enter__(self) -> Self:
        self._make_catalogue()
        try:
            for name in ("sd", "fd", "dir"):
                self.start(name)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in list(self._processes):
            self.stop(name)
