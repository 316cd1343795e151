"""`preuve handover`: what the next person must know, on paper or in the terminal."""

from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine import holding
from agent.engine.scheduled import TASK
from reports.handover import render
from reports.handover.papers import handover as paper
from reports.handover.words import words


def command(say: Say) -> click.Command:
    """Build the command."""

    def handover(config: Path, output: Path | None, name: str) -> None:
        if output is not None and output.suffix not in {".html", ".txt"}:
            raise UsageError(say("handover.suffix", path=output))
        configuration, store = options.opened(config)
        with store:
            held = holding.held(store, configuration, datetime.now(UTC), name)
        made = paper(held, words(say.language))
        if output is None:
            click.echo(render.plain(made, say.language), nl=False)
            return
        if output.exists():
            raise UsageError(say("handover.exists", path=output))
        text = render.plain(made, say.language).encode()
        body = render.page(made, held, say.language) if output.suffix == ".html" else text
        private.write(output, body)
        click.echo(say("handover.written", path=output, blanks=made.blanks))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="HTML|TXT",
            help=say("handover.output"),
        ),
        click.Option(["--name"], default=TASK, show_default=True, help=say("schedule.name")),
    ]
    return options.new(say, "handover", params, handover)
