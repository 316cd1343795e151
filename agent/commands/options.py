"""Options and steps that several commands share, in the user's language."""

import getpass
import os
import platform
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from agent.commands.speech import LANGUAGES, Say
from agent.engine.configuration import Configuration, read
from agent.store import Store

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


class Day(click.ParamType):
    """A calendar day, AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day or fail with an example."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r}: 2026-11-20", param, ctx)


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
    return click.Command(
        name,
        params=every,
        callback=run,
        help=say(f"{section}.help"),
        short_help=say(f"{section}.short"),
    )


def config(say: Say) -> click.Option:
    """`--config`."""
    return click.Option(
        ["--config"],
        type=click.Path(path_type=Path),
        default=Path("preuve.toml"),
        show_default=True,
        help=say("option.config"),
    )


def run_number(say: Say) -> click.Option:
    """`--run`."""
    return click.Option(["--run"], type=int, help=say("option.run"))


def as_of(say: Say) -> click.Option:
    """`--as-of`."""
    return click.Option(["--as-of"], type=Day(), help=say("option.as_of"))


def opened(path: Path) -> tuple[Configuration, Store]:
    """The configuration and its store."""
    configuration = read(path)
    return configuration, Store.open(configuration.store_url, configuration.site.name)


def holder() -> str:
    """Who holds the store's lock: user, machine and process."""
    return f"{getpass.getuser()}@{platform.node()} ({os.getpid()})"
