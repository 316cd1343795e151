"""`preuve schedule`: the host's own scheduler runs the audits."""

import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine.configuration import read
from agent.outward.scheduling import cron, systemd, windows
from agent.outward.scheduling.rhythm import DAYS, Plan

_KINDS = ("systemd", "cron", "windows")
_LONGEST = 24 * 60  # minutes of a window
_AT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def command(say: Say) -> click.Command:
    """Build the command and its parts."""
    return options.group(say, "schedule", [_install(say), _show(say), _remove(say)])


def _install(say: Say) -> click.Command:
    def install(
        config: Path,
        kind: str | None,
        name: str,
        day: str,
        at: str,
        window: int,
        output: Path | None,
        print: bool,  # noqa: FBT001 - click's call
    ) -> None:
        found = _AT.fullmatch(at)
        if not found:
            raise UsageError(say("schedule.no_time", told=at))
        read(config)  # a task that could never run is not installed
        plan = Plan(
            name=_named(name, say),
            program=(_program(say),),
            config=config.resolve(),
            day=None if day == "daily" else day,
            hour=int(found[1]),
            minute=int(found[2]),
            window=window,
        )
        kind = kind or _detected(say)
        if kind == "windows":
            _windows(plan, output, say)
        elif print:
            click.echo(_text(plan, kind), nl=False)
        else:
            _installed(plan, kind, say)

    params: list[click.Parameter] = [
        options.config(say),
        _kind(say),
        _name(say),
        click.Option(["--day"], type=click.Choice([*DAYS, "daily"]), default="sun",
                     show_default=True, help=say("schedule.day")),
        click.Option(["--at"], default="02:00", show_default=True, metavar="HH:MM",
                     help=say("schedule.at")),
        click.Option(["--window"], type=click.IntRange(0, _LONGEST), default=180,
                     show_default=True, metavar="MINUTES", help=say("schedule.window")),
        click.Option(["--output"], type=click.Path(path_type=Path, dir_okay=False), metavar="XML",
                     help=say("schedule.output")),
        click.Option(["--print"], is_flag=True, help=say("schedule.print")),
    ]  # fmt: skip
    return options.new(say, "install", params, install, group="schedule")


def _kind(say: Say) -> click.Option:
    return click.Option(["--kind"], type=click.Choice(_KINDS), help=say("schedule.kind"))


def _name(say: Say) -> click.Option:
    return click.Option(["--name"], default="preuve", show_default=True, help=say("schedule.name"))


def _named(name: str, say: Say) -> str:
    """A name that every scheduler takes as it is."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", name):
        raise UsageError(say("schedule.no_name", told=name))
    return name


def _program(say: Say) -> str:
    """This very preuve, whatever the scheduler's own search path."""
    beside = Path(sys.executable).parent
    found = shutil.which("preuve", path=str(beside)) or shutil.which("preuve")
    if found is None:
        raise UsageError(say("schedule.no_program"))
    return str(Path(found).absolute())


def _detected(say: Say) -> str:
    if sys.platform == "win32":
        return "windows"
    for kind, module in (("systemd", systemd), ("cron", cron)):
        if module.here():
            return kind
    raise UsageError(say("schedule.none_here"))


def _text(plan: Plan, kind: str) -> str:
    if kind == "cron":
        return cron.lines(plan)
    return "\n".join(f"# {name}\n{text}" for name, text in systemd.files(plan).items())


def _installed(plan: Plan, kind: str, say: Say) -> None:
    if kind == "cron":
        click.echo(say("schedule.cron_made"))
        click.echo(cron.install(plan), nl=False)
    else:
        for path in systemd.install(plan):
            click.echo(say("schedule.written", path=path))
        click.echo(systemd.state(plan.name), nl=False)
    click.echo(say("schedule.watched"))


def _windows(plan: Plan, output: Path | None, say: Say) -> None:
    """A file and a line to type: who may register a task is an administrator."""
    text = windows.task(plan, datetime.now(UTC).astimezone())
    if output is None:
        click.echo(text, nl=False)
        return
    private.write(output, text.encode("utf-16"))
    click.echo(say("schedule.written", path=output))
    click.echo(say("schedule.windows_next"))
    click.echo(windows.how(plan.name, str(output)))


def _show(say: Say) -> click.Command:
    def show(name: str) -> None:
        found = False
        if systemd.here() and systemd.installed(_named(name, say)):
            click.echo(systemd.state(name), nl=False)
            found = True
        if cron.here() and (block := cron.installed(_named(name, say))):
            click.echo(block, nl=False)
            found = True
        if not found:
            click.echo(say("schedule.nothing", name=name))

    return options.new(say, "show", [_name(say)], show, group="schedule")


def _remove(say: Say) -> click.Command:
    def remove(name: str) -> None:
        gone = [str(path) for path in systemd.remove(_named(name, say))] if systemd.here() else []
        if cron.here() and cron.remove(name):
            gone.append("crontab")
        told = say("schedule.removed", what=", ".join(gone))
        click.echo(told if gone else say("schedule.nothing", name=name))

    return options.new(say, "remove", [_name(say)], remove, group="schedule")
