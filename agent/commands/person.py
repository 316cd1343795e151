"""`preuve person`: all that the store holds of one person, for an access request."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import PreuveError, UsageError
from agent.engine import sealing
from agent.engine.access import answering
from agent.engine.access.known import Known, Somebody
from agent.engine.access.seeking import seek
from reports.privacy.words import words

_COUNTED = ("facts", "links", "findings", "statements", "ledger", "exhibits", "runs")


def command(say: Say) -> click.Command:
    """Build the command."""

    def person(config: Path, id: str, export: Path | None, source: str | None) -> None:
        options.said(say, "ID", id)
        if export is None:
            raise UsageError(say("person.no_export"))
        configuration, store = options.opened(config)
        with store:
            sealing.verify(store)
            known = Known(store)
            somebody = _one(known, seek(known, id, source), id, say)
            day = configuration.today(datetime.now(UTC))
            request = answering.Request(id.strip(), somebody, day)
            told = answering.answer(store, known, request, words(say.language))
            answering.write(store, told, export, user=getpass.getuser())
        _summary(told, export, _named(known, somebody, say), say)

    params: list[click.Parameter] = [
        click.Argument(["id"], metavar="ID"),
        click.Option(
            ["--export"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="JSON",
            help=say("person.export"),
        ),
        click.Option(["--source"], help=say("person.source")),
        options.config(say),
    ]
    return options.new(say, "person", params, person)


def _one(known: Known, found: list[Somebody], identifier: str, say: Say) -> Somebody:
    """The one person who is meant.

    Raises:
        UsageError: several may be.
        PreuveError: nobody is known by that identifier.
    """
    if not found:
        raise PreuveError(say("person.none", identifier=identifier))
    if len(found) > 1:
        told = [say("person.several", identifier=identifier, count=len(found))]
        told += [f"  {_named(known, each, say)}" for each in found]
        raise UsageError("\n".join(told))
    return found[0]


def _named(known: Known, somebody: Somebody, say: Say) -> str:
    """By identifiers and accounts: no name is shown."""
    rolls = [
        say("person.roll", source=source, identifier=key)
        for source, key in sorted(somebody.persons)
    ]
    accounts = [
        say("person.account", login=known.accounts[place][-1].login, source=place[0])
        for place in sorted(somebody.accounts)
        if place in known.accounts
    ]
    return ", ".join([*rolls, *accounts])


def _summary(told: dict[str, Any], path: Path, who: str, say: Say) -> None:
    click.echo(say("person.who", who=who))
    click.echo(say("person.counts", **{name: len(told[name]) for name in _COUNTED}))
    if not told["identity"]["rolls"]:
        click.echo(say("person.nobody"))
    if told["withheld"]:
        click.echo(say("person.withheld", count=told["withheld"]))
    if count := sum(map(len, told["to_check_by_hand"].values())):
        click.echo(say("person.by_hand", count=count))
    click.echo(say("person.written", path=path))
    click.echo(say("person.identity"))
