"""`preuve documents`: the register of documents, as the last audit knew it."""

from pathlib import Path

import click
from rich.console import Console

from agent.commands import options
from agent.commands.speech import Say
from reports import rows, terminal, view


def command(say: Say) -> click.Command:
    """Build the command."""

    def documents(
        config: Path,
        run: int | None,
        json: bool,  # noqa: FBT001 - click's call
    ) -> None:
        _, store = options.opened(config)
        with store:
            seen = view.build(store, run, accounts=False)
        lines = rows.table(seen, "documents", say.language)
        if json:
            click.echo(rows.as_json(lines))
        elif lines:
            terminal.table(lines, "documents", say.language, Console(highlight=False), seen)
        else:
            click.echo(say("documents.none"))

    params: list[click.Parameter] = [
        options.config(say),
        options.run_number(say),
        click.Option(["--json"], is_flag=True, help=say("show.json")),
    ]
    return options.new(say, "documents", params, documents)
