"""`preuve seal`: how an audit is sealed, and its timestamp by a third party, carried by files."""

from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine import sealing, stamping
from agent.outward import openssl
from reports import sentences
from reports.words import words


def command(say: Say) -> click.Command:
    """Build the command."""

    def seal(
        config: Path,
        run: int | None,
        tsq: Path | None,
        tsr: Path | None,
        ca: Path | None,
        ask: bool,  # noqa: FBT001 - click's call
    ) -> None:
        configuration, store = options.opened(config)
        with store:
            record = store.run(run)
            made = store.seal_of(record.run)
            if made is None:
                raise UsageError(say("seal.none", run=record.run))
            if tsq is not None:
                private.write(tsq, openssl.request(made.digest))
                click.echo(say("seal.written", path=tsq), err=True)
            if tsr is not None:
                if ca is None:
                    raise UsageError(say("seal.no_ca"))
                sealing.verify(store)
                store.stamp(made.number, *openssl.verified(tsr, made.digest, ca))
                click.echo(say("seal.kept", number=made.number), err=True)
            if ask:
                sealing.verify(store)
                stamping.stamp(store, configuration, made)
                click.echo(say("seal.kept", number=made.number), err=True)
            stamps = store.stamps(made.number)
        told = words(say.language)
        click.echo(sentences.seal(made, told))
        click.echo(sentences.stamp(stamps, told))

    file = click.Path(path_type=Path, dir_okay=False)
    params: list[click.Parameter] = [
        options.config(say),
        options.run_number(say),
        click.Option(["--tsq"], type=file, metavar="TSQ", help=say("seal.tsq")),
        click.Option(["--tsr"], type=file, metavar="TSR", help=say("seal.tsr")),
        click.Option(["--ca"], type=file, metavar="PEM", help=say("seal.ca")),
        click.Option(["--ask"], is_flag=True, help=say("seal.ask")),
    ]
    return options.new(say, "seal", params, seal)
