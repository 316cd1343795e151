"""What README tells an ordinary account to type, typed by one in a home of its own."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.end_to_end.road.network import empty, run, seen_as
from tests.lab.samba import LabError

ROOT = Path(__file__).parents[3]
# Where the road is told, and under which heading: in English, and in French for the administrator.
TOLD = {
    "README.md": "### From the kit to an audit",
    "docs/installer.md": "## 6. Tout, dans l’ordre",
}
NAME, NUMBER = "preuve", 1789
_PATH = "/usr/local/bin:/usr/bin:/bin"
# What the system's cron must find elsewhere than on the machine: its tasks would run twice.
_HIDDEN = ("/run", "/etc/cron.d", "/var/spool/cron/crontabs")
_MAILER = "/usr/sbin/sendmail"


@dataclass(frozen=True, slots=True)
class Step:
    """A line that was typed, and what became of it."""

    typed: str
    code: int
    out: str
    err: str
    seconds: float


def lines(document: str = "README.md") -> list[str]:
    """The lines of the road that a document tells, without their comments."""
    text = (ROOT / document).read_text("utf-8").partition(TOLD[document])[2]
    block = re.search(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    if block is None:
        raise LabError(f"{document} tells of no road")
    return [line.partition("  #")[0].strip() for line in block[1].splitlines()]


class Account:
    """An account that this machine has for these mounts alone, with nothing in its home."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.home, self.desk = home, home / "audit"
        self.desk.mkdir(parents=True)
        for path in _HIDDEN:
            empty(path)
        told = {
            "/etc/passwd": f"{NAME}:x:{NUMBER}:{NUMBER}::{home}:/bin/sh\n",
            "/etc/group": f"{NAME}:x:{NUMBER}:\n",
            "/etc/shadow": f"{NAME}:*:20000:0:99999:7:::\n",
        }
        known = {path: Path(path).read_text("utf-8") for path in told}
        seen_as(folder, {path: known[path] + more for path, more in told.items()})
        seen_as(folder, {"/etc/crontab": ""})
        self._environment = {
            "HOME": str(home),
            "LOGNAME": NAME,
            "USER": NAME,
            "LANG": "C.UTF-8",
            "PATH": f"{home}/.local/bin:{_PATH}",
            # A machine's own configuration of pip, which would take other packages, bears on nothing.
            "PIP_INDEX_URL": "https://nowhere.invalid/",
        }
        self._environment["PYTHON"] = self._python()

    def owns(self) -> None:
        """Have it own its home and all that is there."""
        for path in (self.home, *self.home.rglob("*")):
            os.chown(path, NUMBER, NUMBER, follow_symlinks=False)

    def types(self, line: str) -> Step:
        """Run a line in its shell, in the folder of the audit."""
        began = time.monotonic()
        done = self._run("sh", "-c", line)
        return Step(line, done.returncode, done.stdout, done.stderr, time.monotonic() - began)

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.desk,
            env=self._environment,
            user=NUMBER,
            group=NUMBER,
            extra_groups=[],
            umask=0o022,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _python(self) -> str:
        """A Python of the version that the kit was made for, which this account may run."""
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        own = Path(sys.base_prefix) / "bin" / version
        for found in (own, *(Path(folder) / version for folder in _PATH.split(":"))):
            words = ("sh", "-c", f'"{found}" -c "import ensurepip, venv"')
            if self._run(*words).returncode == 0:
                return str(found)
        raise LabError(f"no {version} with venv that an ordinary account may run")


def at_the_next_minute() -> tuple[str, float]:
    """An hour as `--at` takes it, which a cron started by then will not miss, and its instant."""
    soon = (datetime.now().astimezone() + timedelta(minutes=1, seconds=8)).replace(
        second=0, microsecond=0
    )
    return f"{soon:%H:%M}", soon.timestamp()


def much_later(instant: float) -> str:
    """An hour of the day that is another one in every zone that the audit's clock may be of."""
    first = datetime.fromtimestamp(instant).astimezone() + timedelta(hours=6)
    return f"{first:%H:%M}-{first + timedelta(hours=1):%H:%M}"


@contextmanager
def cron() -> Iterator[None]:
    """The system's own cron, as root starts it."""
    daemon = shutil.which("cron", path="/usr/sbin:/usr/bin")
    if daemon is None:
        raise LabError("cron is not here")
    if Path(_MAILER).exists():
        # cron mails what a task prints, and mail would be kept on the machine.
        run("mount", "--bind", "/bin/true", Path(_MAILER).resolve())
    running = subprocess.Popen([daemon, "-f"], env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    try:
        yield
    finally:
        running.terminate()
        running.wait()
