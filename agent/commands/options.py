"""Options and steps that several commands share, in the user's language."""

import getpass
import os
import platform
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from agent.commands.help import Told
from agent.commands.speech import LANGUAGES, Say
from agent.engine.configuration import Configuration, read
from agent.store import Store


def day(option: str, text: str) -> click.Option:
    """An option that takes a calendar day, AAAA-MM-JJ."""

    def to_date(
        _ctx: click.Context, _option: click.Parameter, given: datetime | None
    ) -> date | None:
        return given.date() if given else None

    return click.Option(
        [option],
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="AAAA-MM-JJ",
        callback=to_date,
        help=text,
    )


def new(
    say: Say, name: str, params: list[click.Parameter], run: Callable[..., Any]
) -> click.Command:
    """A command with its help, its own parameters and those that every command takes."""
    every = [
        *params,
        click.Option(
            ["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=say("option.lang")
        ),
        click.Option(["--debug"], is_flag=True, expose_value=False, help=say("option.debug")),
    ]
    section = name.replace("-", "_")
    made = Told(
        name,
        params=every,
        callback=run,
        help=say(f"{section}.help"),
        short_help=say(f"{section}.short"),
    )
    made.say = say
    return made


def config(say: Say) -> click.Option:
    """`--config`."""
    return click.Option(
        ["--config"],
        type=click.Path(path_type=Path),
        default=Path("preuve.toml"),
        help=say("option.config"),
    )


def run_number(say: Say) -> click.Option:
    """`--run`."""
    return click.Option(["--run"], type=int, help=say("option.run"))


def as_of(say: Say) -> click.Option:
    """`--as-of`."""
    return day("--as-of", say("option.as_of"))


def opened(path: Path) -> tuple[Configuration, Store]:
    """The configuration and its store."""
    configuration = read(path)
    return configuration, Store.open(configuration.store_url, configuration.site.name)


def holder() -> str:
    """Who holds the store's lock: user, machine and process."""
    return f"{getpass.getuser()}@{platform.node()} ({os.getpid()})"
