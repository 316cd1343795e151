"""`preuve schedule`: the host's own scheduler runs the audits."""

import getpass
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine import scheduled
from agent.engine.configuration import Configuration, read
from agent.engine.scheduled import Fit
from agent.outward.scheduling import cron, systemd, windows
from agent.outward.scheduling.rhythm import DAYS, PROBES, Plan

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
        configuration = read(config)  # a task that could never run is not installed
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
        _met(configuration, plan, kind, say)
        plans = (plan, plan.probing()) if scheduled.probes(configuration) else (plan,)
        if kind == "windows":
            _windows(plans, output, say)
        elif print:
            click.echo("\n".join(_text(each, kind) for each in plans), nl=False)
        else:
            _installed(plans, kind, say)

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


def _met(configuration: Configuration, plan: Plan, kind: str, say: Say) -> None:
    """Say what the task will meet.

    Raises:
        UsageError: it would always be outside of the window, and ask nothing.
    """
    now = datetime.now(UTC)
    last = now.replace(hour=plan.hour, minute=plan.minute) + timedelta(minutes=plan.window)
    told = {
        "first": plan.start.told, "last": f"{last:%H:%M}", "window": configuration.pace.window,
        "zone": configuration.site.timezone,
    }  # fmt: skip
    standing = scheduled.fit(configuration, plan.start, now)
    if standing is Fit.OUTSIDE:
        raise UsageError(say("schedule.outside", **told))
    if standing is Fit.PARTLY:
        click.echo(say("schedule.partly", **told), err=True)
    if lost := scheduled.lost(configuration, kind):
        click.echo(say("schedule.lost", references=", ".join(lost)), err=True)


def _installed(plans: tuple[Plan, ...], kind: str, say: Say) -> None:
    if len(plans) == 1:  # no service is to be asked any more
        _gone(plans[0].probing().name)
    for plan in plans:
        if kind == "cron":
            click.echo(say("schedule.cron_made"))
            click.echo(cron.install(plan), nl=False)
            continue
        for path in systemd.install(plan):
            click.echo(say("schedule.written", path=path))
        click.echo(systemd.state(plan.name), nl=False)
    if kind == "systemd" and not systemd.lingers(account := getpass.getuser()):
        click.echo(say("schedule.lingers", account=account), err=True)
    click.echo(say("schedule.watched"))


def _windows(plans: tuple[Plan, ...], output: Path | None, say: Say) -> None:
    """A file for each task and a line to type: who may register one is an administrator."""
    now = datetime.now(UTC).astimezone()
    for plan in plans:
        text = windows.task(plan, now)
        if output is None:
            click.echo(text, nl=False)
            continue
        own = output if plan.every is None else output.with_stem(output.stem + PROBES)
        private.write(own, text.encode("utf-16"))
        click.echo(say("schedule.written", path=own))
        click.echo(say("schedule.windows_next"))
        click.echo(windows.how(plan.name, str(own)))


def _show(say: Say) -> click.Command:
    def show(name: str) -> None:
        found = False
        for each in scheduled.named(_named(name, say)):
            if systemd.here() and systemd.installed(each):
                click.echo(systemd.state(each), nl=False)
                found = True
            if cron.here() and (block := cron.installed(each)):
                click.echo(block, nl=False)
                found = True
        if not found:
            click.echo(say("schedule.nothing", name=name))

    return options.new(say, "show", [_name(say)], show, group="schedule")


def _remove(say: Say) -> click.Command:
    def remove(name: str) -> None:
        gone = [what for each in scheduled.named(_named(name, say)) for what in _gone(each)]
        told = say("schedule.removed", what=", ".join(dict.fromkeys(gone)))
        click.echo(told if gone else say("schedule.nothing", name=name))

    return options.new(say, "remove", [_name(say)], remove, group="schedule")


def _gone(name: str) -> list[str]:
    """Take a task away from every scheduler; gives from where."""
    gone = [str(path) for path in systemd.remove(name)] if systemd.here() else []
    if cron.here() and cron.remove(name):
        gone.append("crontab")
    return gone
