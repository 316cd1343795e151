"""systemd: a service that runs once and the timer that starts it.

Sources: systemd.service(5), systemd.timer(5), systemd.syntax(7) for quoting.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from agent.core.errors import PreuveError
from agent.outward.scheduling.rhythm import Plan, Start

_SYSTEM = Path("/etc/systemd/system")
_LINGERING = Path("/var/lib/systemd/linger")  # a file for each account that does
_SECONDS = 30

_SERVICE = """\
[Unit]
Description=preuve: {what}, read-only ({name})
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
# 1: it found gaps; 2: some source did not answer. Both are audits that did their work, and
# `preuve status --nagios` watches them; anything else is a failure of the task.
SuccessExitStatus=1 2
UMask=0077
Nice=10
"""
_TIMER = """\
[Unit]
Description=preuve: when it begins ({name})

[Timer]
{when}
[Install]
WantedBy=timers.target
"""
_AUDIT = """\
OnCalendar={day}*-*-* {hour:02}:{minute:02}:00
RandomizedDelaySec={window}min
# An audit that was missed (the machine was off) is caught up once.
Persistent=true
"""


def here() -> bool:
    """Whether systemd runs this machine."""
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None


def files(plan: Plan) -> dict[str, str]:
    """The two units, by their names."""
    day = f"{plan.day.capitalize()} " if plan.day else ""
    when = _AUDIT.format(day=day, hour=plan.hour, minute=plan.minute, window=plan.window)
    if plan.every is not None:
        when = f"OnCalendar=*:0/{plan.every}\n"
    return {
        f"{plan.name}.service": _SERVICE.format(
            name=plan.name,
            what=plan.what,
            folder=_escaped(str(plan.config.parent)),
            command=" ".join(_quoted(each) for each in _started(plan)),
        ),
        f"{plan.name}.timer": _TIMER.format(name=plan.name, when=when),
    }


def _started(plan: Plan) -> tuple[str, ...]:
    """Its command line; systemd refuses a program whose path has a quote, even escaped."""
    if set(plan.program[0]).isdisjoint("'\"\\"):
        return plan.command
    return ("/bin/sh", "-c", 'exec "$@"', plan.name, *plan.command)


def _quoted(word: str) -> str:
    """One word of ExecStart: neither a specifier nor a variable is expanded in it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{_escaped(escaped)}"'


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def folder() -> Path:
    """Where units stand: root's are the machine's, another account's are its own."""
    if os.geteuid() == 0:
        return _SYSTEM
    return Path.home() / ".config" / "systemd" / "user"


def install(plan: Plan) -> list[Path]:
    """Write the units and start the timer; gives what was written.

    Raises:
        PreuveError: systemd refused.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files(plan).items():
        (place / name).write_text(text, "utf-8")
        written.append(place / name)
    _run("daemon-reload")
    _run("enable", "--now", f"{plan.name}.timer")
    return written


def remove(name: str) -> list[Path]:
    """Stop the timer and delete the units; gives what was deleted.

    Raises:
        PreuveError: systemd refused.
    """
    found = installed(name)
    if found:
        _run("disable", "--now", f"{name}.timer")
    for path in found:
        path.unlink()
    if found:
        _run("daemon-reload")
    return found


def installed(name: str) -> list[Path]:
    """The units of a task that are there."""
    paths = [folder() / f"{name}.{kind}" for kind in ("service", "timer")]
    return [path for path in paths if path.exists()]


def starts(name: str) -> list[Start]:
    """When the task of that name begins, as its timer says."""
    timers = [path.read_text("utf-8") for path in installed(name) if path.suffix == ".timer"]
    form = r"^OnCalendar=.*?(\d+):(\d+):\d+\nRandomizedDelaySec=(\d+)min$"
    return [
        Start(int(hour), int(minute), int(window))
        for text in timers
        for hour, minute, window in re.findall(form, text, re.MULTILINE)
    ]


def lingers(account: str, told: Path = _LINGERING) -> bool:
    """Whether what an account scheduled runs while it has no session; root's always does."""
    return folder() == _SYSTEM or (told / account).exists()


def state(name: str) -> str:
    """What systemd tells of the timer, the next start among it."""
    return _run("list-timers", "--all", "--no-pager", f"{name}.timer")


def _run(*arguments: str) -> str:
    mine = () if os.geteuid() == 0 else ("--user",)
    command = ["systemctl", *mine, *arguments]
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603  # no shell; our own words only
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PreuveError(f"systemctl {arguments[0]}: {error}") from None
    if done.returncode:
        raise PreuveError(f"systemctl {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout
