"""`preuve status`: the last audit and its age, for a person or for supervision."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import PreuveError
from agent.engine.exits import INCOMPLETE, exit_code
from agent.store import Store
from reports import rows
from reports.screen import text
from reports.sentences import dates, seal
from reports.status import UNKNOWN, Status, age, as_row, metrics, plugin, status, unsent
from reports.words import words

_WARNING, _CRITICAL = 8, 15  # days: a weekly audit that is late, one that was missed


def command(say: Say) -> click.Command:
    """Build the command."""

    def told(
        config: Path,
        nagios: bool,  # noqa: FBT001 - click's call
        prometheus: bool,  # noqa: FBT001 - click's call
        json: bool,  # noqa: FBT001 - click's call
        warning: int,
        critical: int,
    ) -> int:
        if nagios + prometheus + json > 1:
            raise click.UsageError(say("status.one"))
        try:
            configuration, store = options.opened(config)
            channels = [each.name for each in configuration.channels]
            with store:
                found = status(store, datetime.now(UTC), channels)
                code = _code(store, found)
        except PreuveError as error:
            if not nagios:
                raise
            # A plugin that cannot tell says so on its one line, with its own code.
            why = say.failure(str(error)).splitlines()[0].replace("|", "/")
            click.echo(f"PREUVE UNKNOWN - {why}")
            return UNKNOWN
        if nagios:
            state, line = plugin(found, words(say.language), warning=warning, critical=critical)
            click.echo(line)
            return state
        if prometheus:
            click.echo(metrics(found), nl=False)
            return 0
        if json:
            click.echo(rows.as_json([as_row(found)]))
        else:
            _show(found, say, Console(highlight=False))
        return code

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(["--nagios"], is_flag=True, help=say("status.nagios")),
        click.Option(["--prometheus"], is_flag=True, help=say("status.prometheus")),
        click.Option(["--json"], is_flag=True, help=say("show.json")),
        *(
            click.Option([f"--{name}"], type=click.IntRange(1), default=days, show_default=True,
                         metavar="N", help=say(f"status.{name}"))
            for name, days in (("warning", _WARNING), ("critical", _CRITICAL))
        ),
    ]  # fmt: skip
    return options.new(say, "status", params, told)


def _code(store: Store, found: Status) -> int:
    if found.run is None or found.judgement is None:
        return INCOMPLETE
    if found.unsent:
        return INCOMPLETE
    return exit_code(found.judgement, store.units(found.run.run))


def _show(found: Status, say: Say, console: Console) -> None:
    told = words(say.language)
    console.print(text(told("page.subtitle", site=found.site), style="bold"))
    if found.run is None or found.judgement is None or found.age is None:
        console.print(text(told("status.never")))
        return
    console.print(text(told("status.last", run=str(found.run.run), age=age(found.age, told))))
    console.print(text(dates(found.run.started.date(), found.judgement.as_of, told)))
    if found.silent:
        console.print(text(told("status.silent", names=", ".join(found.silent))))
    for line in unsent(found, told):
        console.print(text(line))
    if found.later:
        console.print(text(told(f"status.{found.later.value}")))
    for each in found.judgement.answers:
        verdict = told.term("verdicts", each.verdict)
        said = told("changes.not_asked") if each.not_asked else verdict
        console.print(text(f"  {each.id:<4} {told.labelled(told.title(each.id), said)}"))
    counts = found.findings()
    console.print(text(told("status.findings", **counts)))
    if not found.run.demonstration:
        console.print(text(seal(found.seal, told)))
