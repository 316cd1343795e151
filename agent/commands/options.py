"""Options and steps that several commands share, in the user's language."""

import getpass
import os
import platform
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent.commands.help import Told, ToldGroup
from agent.commands.speech import LANGUAGES, Say, language
from agent.core.errors import UsageError
from agent.engine.configuration import Configuration, read

if TYPE_CHECKING:
    from agent.engine.saying import Speaker
    from agent.store import Store


def day(option: str, text: str, *name: str) -> click.Option:
    """An option that takes a calendar day, AAAA-MM-JJ; `name` is the parameter's, if another."""

    def to_date(
        _ctx: click.Context, _option: click.Parameter, given: datetime | None
    ) -> date | None:
        return given.date() if given else None

    return click.Option(
        [option, *name],
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="AAAA-MM-JJ",
        callback=to_date,
        help=text,
    )


def everywhere(say: Say) -> list[click.Parameter]:
    """What every command takes."""
    return [
        click.Option(
            ["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=say("option.lang")
        ),
        click.Option(["--debug"], is_flag=True, expose_value=False, help=say("option.debug")),
    ]


def new(
    say: Say,
    name: str,
    params: list[click.Parameter],
    run: Callable[..., Any],
    *,
    group: str = "",
) -> click.Command:
    """A command with its help, its own parameters and those that every command takes.

    `group` is the command it is a part of, if any.
    """
    every = [*params, *everywhere(say)]
    section = f"{group}_{name}".removeprefix("_").replace("-", "_")
    made = Told(
        name,
        params=every,
        callback=run,
        help=say(f"{section}.help"),
        short_help=say(f"{section}.short"),
    )
    made.say = say
    return made


def group(say: Say, name: str, parts: Iterable[click.Command]) -> click.Command:
    """A command made of several; without the name of one, it tells what they are."""
    section = name.replace("-", "_")
    made = ToldGroup(
        name,
        commands={str(each.name): each for each in parts},
        params=everywhere(say),
        help=say(f"{section}.help"),
        short_help=say(f"{section}.short"),
        callback=_parts_told,
        invoke_without_command=True,
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


def opened(path: Path) -> "tuple[Configuration, Store]":
    """The configuration and its store."""
    configuration = read(path)
    return configuration, store_of(configuration)


def store_of(configuration: Configuration) -> "Store":
    """The store of a configuration; who opens it first after an update is told of its copy."""
    from agent.store import Store  # noqa: PLC0415 - a probe needs no store, and stays small

    store = Store.open(configuration.store_url, configuration.site.name)
    if store.copied:
        say = Say(language(sys.argv[1:]))
        click.echo(say("store.upgraded", path=store.copied), err=True)
    return store


def holder() -> str:
    """Who holds the store's lock: user, machine and process."""
    return f"{getpass.getuser()}@{platform.node()} ({os.getpid()})"


def author(say: Say) -> click.Option:
    """`--author`: whose word it is, the system user's unless told."""
    return click.Option(["--author"], default=getpass.getuser, help=say("option.author"))


def reason(say: Say) -> click.Option:
    """`--reason`, which `said` makes sure of: click would refuse in English."""
    return click.Option(["--reason"], default="", help=say("option.reason"))


def speaker(path: Path, say: Say, author: str) -> "tuple[Speaker, Store]":
    """Who speaks, at the site's own day, and the store that will keep it."""
    from agent.engine.saying import Speaker  # noqa: PLC0415 - a probe needs no store

    said(say, "--author", author)
    configuration, store = opened(path)
    day = configuration.today(datetime.now(UTC))
    return Speaker(getpass.getuser(), author.strip(), day), store


def said(say: Say, option: str, text: str) -> None:
    """Refuse a required option that says nothing."""
    if not text.strip():
        raise UsageError(say("option.empty", option=option))


def out_and_in(say: Say) -> list[click.Parameter]:
    """`--output` and `--input`: a workbook to fill in, and the same one back."""
    place = click.Path(path_type=Path, dir_okay=False)
    return [
        click.Option([f"--{way}"], type=place, metavar="XLSX", help=say(f"option.form_{way}"))
        for way in ("output", "input")
    ]


def one_way(say: Say, output: Path | None, input: Path | None, *, needed: bool = False) -> None:
    """Refuse both ways at once, and none where one is needed."""
    if (output and input) or (needed and not output and not input):
        raise UsageError(say("option.one_way"))


def digest(option: str, path: Path) -> str:
    """The digest of a file that is named and not kept, whatever its size."""
    try:
        with path.open("rb") as file:
            return "sha256:" + file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{option}: {path}: {error.strerror}") from None


def _parts_told() -> None:
    """What a command made of several does without a part's name: it tells what they are."""
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
