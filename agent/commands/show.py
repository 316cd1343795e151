"""`preuve show`: a stored run's tables, in the terminal, as JSON or as CSV."""

from pathlib import Path

import click
from rich.console import Console

from agent.commands import options
from agent.commands.speech import Say
from reports import rows, terminal, view

TABLES = ("answers", "accounts", "hosts", "backups", "findings", "runs", "quick-wins")


def command(say: Say) -> click.Command:
    """Build the command."""

    def show(
        config: Path,
        table: str,
        run: int | None,
        json: bool,  # noqa: FBT001 - click's call
        csv: bool,  # noqa: FBT001 - click's call
        references: bool,  # noqa: FBT001 - click's call
    ) -> None:
        if json and csv:
            raise click.UsageError(say("show.both"))
        if references and table != "answers":
            raise click.UsageError(say("show.references_of"))
        _, store = options.opened(config)
        with store:
            if table == "runs":
                lines = rows.runs(store)
                seen = None
            else:
                named = table not in {"answers", "backups", "quick-wins"}
                seen = view.build(store, run, accounts=named, jobs=table == "backups")
                lines = rows.table(seen, table, say.language)
        if references:
            lines = rows.with_references(lines, say.language)
        if json:
            click.echo(rows.as_json(lines))
        elif csv:
            click.echo(rows.as_csv(lines), nl=False)
        elif table == "answers" and seen is not None:
            console = Console(highlight=False)
            terminal.answers(seen, say.language, console, referring=references)
        else:
            terminal.table(lines, table, say.language, Console(highlight=False), seen)

    params: list[click.Parameter] = [
        click.Argument(["table"], type=click.Choice(TABLES), default="answers"),
        options.config(say),
        options.run_number(say),
        click.Option(["--json"], is_flag=True, help=say("show.json")),
        click.Option(["--csv"], is_flag=True, help=say("show.csv")),
        click.Option(["--references"], is_flag=True, help=say("show.references")),
    ]
    return options.new(say, "show", params, show)
