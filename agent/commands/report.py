"""`preuve report`: renders a stored run."""

from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from reports import view
from reports.registry import render

# Format -> the name of the file when none is given.
NAMES = {
    "html": "report.{}.html",
    "json": "report.{}.json",
    "xlsx": "report.{}.xlsx",
    "record": "record.{}.html",
}


def command(say: Say) -> click.Command:
    """Build the command."""

    def report(config: Path, format: str, output: Path | None, run: int | None) -> None:
        _, store = options.opened(config)
        with store:
            body = render(format, view.build(store, run), say.language)
        target = output or Path(NAMES[format].format(say.language))
        if str(target) == "-":
            click.echo(body, nl=False)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        private.write(target, body)
        click.echo(say("report.written", path=target), err=True)

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--format"],
            type=click.Choice(list(NAMES)),
            required=True,
            help=say("report.format"),
        ),
        click.Option(["--output"], type=click.Path(path_type=Path), help=say("report.output")),
        options.run_number(say),
    ]
    return options.new(say, "report", params, report)
