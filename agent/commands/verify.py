"""`preuve verify`: what a bundle proves, level by level; the same program also goes out alone."""

from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import UsageError
from reports.verifier import build
from reports.verifier.program import EXITS, told, verify, worst


def command(say: Say) -> click.Command:
    """Build the command."""

    def run(bundle: Path | None, key: str, receipt: str, program: Path | None) -> None:
        if program:
            program.write_text(build.script(), "utf-8")
            click.echo(say("verify.program_written", path=program))
            return
        if bundle is None:
            raise UsageError(say("verify.nothing"))
        if not bundle.is_file():
            raise UsageError(say("verify.absent", path=bundle))
        said = verify(bundle, key=key, receipt=receipt)
        said.doubt("rederivation", "not-rederived")
        for line in told(said, build.languages()[say.language]):
            click.echo(line)
        click.get_current_context().exit(EXITS[worst(said)])

    params: list[click.Parameter] = [
        click.Argument(
            ["bundle"], type=click.Path(path_type=Path), required=False, metavar="DOSSIER.zip"
        ),
        click.Option(["--key"], default="", metavar="EMPREINTE", help=say("verify.key")),
        click.Option(["--receipt"], default="", metavar="EMPREINTE", help=say("verify.receipt")),
        click.Option(
            ["--program"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FICHIER",
            help=say("verify.program"),
        ),
    ]
    return options.new(say, "verify", params, run)
