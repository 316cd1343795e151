"""`preuve fleet found`: the accounts that a hospital should ask about, from its group's count."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.commands import options
from agent.commands.fleet_tokens import FILE, composed, group_key, in_words
from agent.commands.speech import Say
from agent.core import inert, private
from agent.core.facts.standing import Standing
from agent.engine.region.persons import answer, delivery
from agent.engine.region.persons.answer import Answer, Met
from agent.engine.region.persons.gathering import Known, gather
from agent.engine.region.persons.group_key import GroupKey
from agent.engine.region.refusals import NotAlike
from agent.store import Store
from reports import delimited
from reports.words import words

FLAG = "other_site?"
_COLUMNS = ("account", "directory", "class", "flag", "why")


def part(say: Say) -> click.Command:
    """Build it."""

    def found(config: Path, key: str, given: Path, output: Path | None) -> None:
        configuration, store = options.opened(config)
        with store, in_words(say):
            secret = GroupKey.read(key)
            told = delivery.read(given, Answer, answer.SCHEMA, secret)
            own = composed(configuration.site.name)
            if told.site != own:
                raise NotAlike("other_site", site=told.site, known=own)
            known = gather(store, told.run, told.day).known
            met = answer.resolved(told, known, secret)
            rows = sorted(_rows(say, store, told.run, met))
        _tell(say, told, met, rows)
        if output is not None:
            titles = tuple(say(f"fleet_persons.column_{name}") for name in _COLUMNS)
            private.write(output, "".join(delimited.lines([titles, *rows])).encode())
            click.echo(say("report.written", path=output), err=True)

    params: list[click.Parameter] = [
        click.Argument(["given"], type=FILE, metavar="REPONSE"),
        options.config(say),
        group_key(say),
        click.Option(["--output"], type=FILE, metavar="CSV", help=say("fleet_persons.table")),
    ]
    return options.new(say, "found", params, found, group="fleet")


def _rows(
    say: Say, store: Store, run: int, met: Sequence[tuple[Known, Met]]
) -> Iterator[tuple[str, ...]]:
    """A line for each account of somebody who is known elsewhere, and for each reason."""
    classes = {(each.source, each.key): each.account_class for each in store.derived(run, Standing)}
    term = words(say.language).term
    for known, how in met:
        for account in known.accounts:
            place = account.source, account.key
            yield (
                account.login,
                account.source,
                term("classes", classes[place]),
                FLAG,
                say(f"fleet_persons.met_{how}"),
            )


def _tell(
    say: Say, told: Answer, met: Sequence[tuple[Known, Met]], rows: Sequence[tuple[str, ...]]
) -> None:
    click.echo(say("fleet_persons.found", count=told.count, day=told.day, run=told.run))
    counts = Counter(how for _, how in met)
    for how in Met:
        why = say(f"fleet_persons.met_{how}")
        click.echo(say("fleet_persons.tokens_met", why=why, count=counts[how]))
    click.echo(say("fleet_persons.no_account", count=sum(not known.accounts for known, _ in met)))
    if rows:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in _COLUMNS:
            table.add_column(say(f"fleet_persons.column_{name}"), overflow="fold")
        for row in rows:
            table.add_row(*(Text(inert.line(cell)) for cell in row))
        Console(highlight=False).print(table)
    click.echo(say("fleet_persons.question", flag=FLAG))
