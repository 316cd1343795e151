"""`preuve privacy`: the papers that go with personal data, filled from the real configuration."""

from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.engine import configuration, processing
from reports.privacy import render
from reports.privacy.papers import PAPERS


def command(say: Say) -> click.Command:
    """Build the command."""

    def privacy(config: Path, output: Path) -> None:
        read = configuration.read(config)
        told = processing.processed(read, read.today(datetime.now(UTC)))
        paths = {name: output / render.file_name(name, say.language) for name in PAPERS}
        for path in paths.values():
            if path.exists():
                raise UsageError(say("privacy.exists", path=path))
        try:
            output.mkdir(parents=True, exist_ok=True)
            for name, path in paths.items():
                made = render.render(name, told, say.language)
                path.write_bytes(made.page)
                click.echo(say("privacy.written", path=path, blanks=made.blanks))
        except OSError as error:
            raise UsageError(f"--output: {output}: {error.strerror}") from None
        click.echo(say("privacy.next"))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path, file_okay=False),
            default=Path("rgpd"),
            help=say("privacy.output"),
        ),
    ]
    return options.new(say, "privacy", params, privacy)
