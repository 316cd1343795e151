"""`preuve diff`: what changed from one audit to another."""

from pathlib import Path

import click
from rich.console import Console

from agent.commands import options
from agent.commands.speech import Say
from reports import changes, rows
from reports.changed import as_rows, show


def command(say: Say) -> click.Command:
    """Build the command."""

    def diff(
        config: Path,
        run: int | None,
        other: int | None,
        json: bool,  # noqa: FBT001 - click's call
    ) -> None:
        _, store = options.opened(config)
        with store:
            # With both, in the order in which they are typed; with one, from it to the last.
            found = changes.between(store, run, other)
        if json:
            click.echo(rows.as_json(as_rows(found, say.language) if found else []))
        elif found is None:
            click.echo(say("diff.first"))
        else:
            show(found, say.language, Console(highlight=False))

    params: list[click.Parameter] = [
        click.Argument(["run"], type=int, required=False),
        click.Argument(["other"], type=int, required=False),
        options.config(say),
        click.Option(["--json"], is_flag=True, help=say("show.json")),
    ]
    return options.new(say, "diff", params, diff)
