"""What the command line of `preuve init` told already: it is not asked again."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from agent.commands.init.asking import Asker
from agent.commands.speech import Say
from agent.core.facts.people import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The options; what was not given is None or empty. `rolls`: path, origin, day."""

    site: str | None
    timezone: str | None
    domain: str | None
    controllers: tuple[str, ...]
    ca: Path | None
    user: str | None
    password_from: str | None
    export: Path | None
    rolls: tuple[tuple[Path, str | None, date | None], ...]
    hosts: tuple[str, ...]
    ssh_user: str | None
    ssh_key: Path | None
    passphrase_from: str | None
    output: Path

    @property
    def folder(self) -> Path:
        """Where the configuration will be."""
        return self.output.absolute().parent

    @property
    def aside(self) -> Path:
        """Where a configuration that was there already is put."""
        return self.output.with_name(f"{self.output.name}.before")


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: the words, the questions, and what was said beforehand."""

    say: Say
    ask: Asker
    given: Given

    def tell(self, key: str, **values: object) -> None:
        """Say something that asks nothing."""
        click.echo(self.say(f"init.{key}", **values))


def params(say: Say) -> list[click.Parameter]:
    """Every option of the command."""
    file = click.Path(path_type=Path, dir_okay=False)

    def told(name: str, key: str, metavar: str, *, several: bool = False) -> click.Option:
        return click.Option([name], metavar=metavar, multiple=several, help=say(f"init.{key}_help"))

    def at(name: str, key: str, *, several: bool = False) -> click.Option:
        words = say(f"init.{key}_help")
        return click.Option([name], type=file, metavar="FILE", multiple=several, help=words)

    days = click.Option(
        ["--extracted-on"],
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="AAAA-MM-JJ",
        multiple=True,
        help=say("init.extracted_on_help"),
    )
    origins = click.Option(
        ["--origin"],
        type=click.Choice([each.value for each in Origin]),
        multiple=True,
        help=say("init.origin_help"),
    )
    output = click.Option(
        ["--output"], type=file, default=Path("preuve.toml"), help=say("init.output_help")
    )
    return [
        told("--site", "site", "NAME"),
        told("--timezone", "timezone", "ZONE"),
        told("--domain", "domain", "DOMAIN"),
        told("--controller", "controller", "HOST", several=True),
        at("--ca", "ca"),
        told("--user", "user", "USER"),
        told("--password-from", "password_from", "REF"),
        at("--export", "export"),
        at("--roll", "roll", several=True),
        origins,
        days,
        told("--host", "host", "WHICH=HOW", several=True),
        told("--ssh-user", "ssh_user", "USER"),
        at("--ssh-key", "ssh_key"),
        told("--passphrase-from", "passphrase_from", "REF"),
        output,
        click.Option(["--yes"], is_flag=True, help=say("init.yes_help")),
    ]
