"""`preuve support`: a file to send with a question, in which nobody and no machine is named."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import PreuveError
from agent.engine import support_file
from agent.engine.configuration import read


def command(say: Say) -> click.Command:
    """Build the command."""

    def support(config: Path, output: Path | None) -> None:
        told = support_file.program()
        try:
            configuration = read(config)
        except PreuveError as error:
            told["configuration"] = support_file.unread(error)
        else:
            told["configuration"] = support_file.configured(configuration)
            try:
                with options.store_of(configuration) as store:
                    told["store"] = support_file.stored(store, configuration, datetime.now(UTC))
            except PreuveError as error:
                told["store"] = support_file.unread(error)
        text = json.dumps(told, ensure_ascii=False, indent=2)
        if output is None:
            click.echo(text)
            return
        private.write(output, f"{text}\n".encode())
        click.echo(say("support.written", path=output))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="JSON",
            help=say("support.output"),
        ),
    ]
    return options.new(say, "support", params, support)
