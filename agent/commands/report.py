"""`preuve report`: renders a stored run."""

import sys
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from reports import view
from reports.registry import READERS, blocks, written_for

# Format -> the name of the file when none is given.
NAMES = {
    "html": "report.{}.html",
    "json": "report.{}.json",
    "xlsx": "report.{}.xlsx",
    "csv": "report.{}.csv",
    "oscal": "oscal.{}.json",
    "record": "record.{}.html",
}


def command(say: Say) -> click.Command:
    """Build the command."""

    def report(
        config: Path, format: str, reader: str | None, output: Path | None, run: int | None
    ) -> None:
        if reader and not written_for(format, reader):
            raise UsageError(say("report.not_for", format=format, reader=reader))
        _, store = options.opened(config)
        with store:
            made = blocks(format, view.build(store, run), say.language, reader)
        name = NAMES[format].format(say.language)
        target = output or Path(name.replace("report", reader) if reader else name)
        if str(target) == "-":
            sys.stdout.buffer.writelines(made)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        private.write(target, made)
        click.echo(say("report.written", path=target), err=True)

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--format"],
            type=click.Choice(list(NAMES)),
            required=True,
            help=say("report.format"),
        ),
        click.Option(["--for", "reader"], type=click.Choice(READERS), help=say("report.reader")),
        click.Option(["--output"], type=click.Path(path_type=Path), help=say("report.output")),
        options.run_number(say),
    ]
    return options.new(say, "report", params, report)
