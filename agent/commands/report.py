"""`preuve report`: renders a stored run."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine.steering import steering
from reports import view
from reports.registry import READERS, blocks, formats_for, pairs

# Format -> the name of the file when none is given.
NAMES = {
    "html": "report.{}.html",
    "json": "report.{}.json",
    "xlsx": "report.{}.xlsx",
    "csv": "report.{}.csv",
    "oscal": "oscal.{}.json",
    "ciso-assistant": "ciso-assistant.{}.csv",
    "ciso-assistant-library": "ciso-assistant-library.{}.yaml",
    "record": "record.{}.html",
}


def command(say: Say) -> click.Command:
    """Build the command."""

    def report(
        config: Path, format: str | None, reader: str | None, output: Path | None, run: int | None
    ) -> None:
        chosen = _format(format, reader, say)
        configuration, store = options.opened(config)
        with store:
            seen = view.build(store, run)
            if reader:
                decided = steering(store, seen.judgement, configuration)
                seen = replace(seen, steering=decided)
            made = blocks(chosen, seen, say.language, reader)
        name = NAMES[chosen].format(say.language)
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
            help=say("report.format"),
        ),
        click.Option(["--for", "reader"], type=click.Choice(READERS), help=say("report.reader")),
        click.Option(["--output"], type=click.Path(path_type=Path), help=say("report.output")),
        options.run_number(say),
    ]
    return options.new(say, "report", params, report)


def _format(format: str | None, reader: str | None, say: Say) -> str:
    """The format asked for, or the reader's natural one.

    Raises:
        UsageError: neither is told, or that format is not written for that reader.
    """
    if reader is None:
        if format is None:
            raise UsageError(say("report.nothing_asked", known=", ".join(NAMES)))
        return format
    if format and format not in formats_for(reader):
        known = ", ".join(f"--for {who} ({how})" for who, how in pairs())
        raise UsageError(say("report.not_for", format=format, reader=reader, known=known))
    return format or formats_for(reader)[0]
