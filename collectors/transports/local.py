"""This machine: the script that other hosts run, given to its own shell."""

import getpass
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import psutil

from agent.core.errors import TimedOut, Truncated, Unreachable
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep, Limits
from collectors.transports.shell import LARGEST, Asked, Machine, Script, is_whole

# Read whole before it runs: no limit on a command's length and no policy on files bears on it.
_POWERSHELL = (
    "powershell.exe", "-NoProfile", "-NonInteractive", "-Command",
    "& ([ScriptBlock]::Create([Console]::In.ReadToEnd()))",
)  # fmt: skip


class LocalSession:
    """This machine; see `HostSession`."""

    ground = Ground.LIVE

    def __init__(
        self,
        *,
        collector: str,
        source: str,
        machine: Machine,
        arguments: tuple[str, ...],
        time_limit: float,
        keep: Keep,
    ) -> None:
        self.name = source
        self.machine = machine
        self.completeness = Completeness.UNKNOWN
        self._arguments = arguments
        self._time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = Asked(
            collector=collector,
            source=source,
            machine=machine,
            keep=keep,
            account=_account(),
            server="local",
            ground=self.ground,
        )

    def run(self, script: Script) -> Exhibit:
        """See `HostSession`."""
        started = _now()
        shell = _POWERSHELL if script.name == "windows" else ("sh", "-s", "--")
        command = [*shell, *self._arguments]
        # An unnamed file rather than a pipe: an answer of any size, and a limit in time.
        with tempfile.TemporaryFile() as output:
            try:
                with (
                    subprocess.Popen(  # noqa: S603  # nosec B603  # no word of a target: a script that preuve ships
                        command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL
                    ) as process,
                    _ended_with_its_children(process.pid),
                ):
                    self._process = process
                    process.communicate(script.text.encode(), self._time_limit)
            except subprocess.TimeoutExpired:
                raise TimedOut(f"this machine: not done after {self._time_limit:.0f} s") from None
            except OSError as error:
                raise Unreachable(f"this machine: no {shell[0]} ({error.strerror})") from None
            output.seek(0)
            raw = output.read(LARGEST + 1)
        exhibit = self._asked.answered(f"{' '.join(command)} < {script.digest}", raw, started, _now)
        if len(raw) > LARGEST or not is_whole(exhibit.body):
            raise Truncated("this machine: the script stopped before its end")
        self.completeness = Completeness.COMPLETE
        return exhibit

    def close(self) -> None:
        """See `HostSession`; a script that still runs is ended."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            _end(process.pid)


@contextmanager
def _ended_with_its_children(pid: int) -> Iterator[None]:
    """What a script started does not outlive it: a shell that is killed leaves the rest running."""
    try:
        yield
    except BaseException:
        _end(pid)
        raise


def _end(pid: int) -> None:
    """End a process that was not waited for yet: its number is still its own."""
    with suppress(psutil.NoSuchProcess):
        shell = psutil.Process(pid)
        for each in (*shell.children(recursive=True), shell):
            with suppress(psutil.NoSuchProcess):
                each.kill()


def open_local(
    collector: str,
    keep: Keep,
    limits: Limits,
    *,
    source: str,
    machine: Machine,
    arguments: tuple[str, ...],
    time_limit: float,
) -> LocalSession:
    """Open this machine for one collector."""
    return LocalSession(
        collector=collector,
        source=source,
        machine=machine,
        arguments=arguments,
        time_limit=min(time_limit, limits.hard),
        keep=keep,
    )


def _account() -> str:
    """Who asks: Windows has names where others have numbers."""
    return str(os.geteuid()) if hasattr(os, "geteuid") else getpass.getuser()


def _now() -> datetime:
    return datetime.now(UTC)
