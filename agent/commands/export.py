"""`preuve export`: the evidence of a sealed run, for whom it is meant."""

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.core.fingerprints import short


def command(say: Say) -> click.Command:
    """Build the command."""

    def export(
        config: Path, output: Path, recipient: Path | None, run: int | None, **flags: bool
    ) -> None:
        from agent.engine import exporting  # noqa: PLC0415 - cryptography is slow to import

        if flags["in_clear"] is (recipient is not None or flags["pseudonymise"]):
            raise UsageError(say("export.one_way"))
        reader = exporting.recipient(recipient) if recipient else None
        configuration, store = options.opened(config)
        if flags["in_clear"] and not flags["yes"]:
            click.confirm(say("export.confirm", site=configuration.site.name), abort=True)
        with store, store.lock(options.holder()):
            made = exporting.export(
                store,
                run,
                output,
                day=configuration.today(datetime.now(UTC)),
                user=getpass.getuser(),
                reader=reader,
                named=not flags["pseudonymise"],
            )
        click.echo(say("export.written", path=made.path, digest=made.digest))
        click.echo(say("export.receipt", number=made.seal.number, receipt=short(made.seal.digest)))
        if flags["pseudonymise"]:
            click.echo(say("export.pseudonymised"))
        if made.seal.signature is None:
            click.echo(say("export.unsigned"))
        if reader:
            click.echo(say("export.open", path=made.path))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path, dir_okay=False),
            required=True,
            help=say("export.output"),
        ),
        click.Option(
            ["--recipient"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="CERTIFICAT",
            help=say("export.recipient"),
        ),
        click.Option(["--in-clear"], is_flag=True, help=say("export.in_clear")),
        click.Option(["--pseudonymise"], is_flag=True, help=say("export.pseudonymise")),
        click.Option(["--yes"], is_flag=True, help=say("export.yes")),
        options.run_number(say),
    ]
    return options.new(say, "export", params, export)
