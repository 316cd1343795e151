"""`preuve scan`: one audit, from the sources to the answers."""

from datetime import date
from pathlib import Path

import click

from agent.commands import options
from agent.commands.answers import show_answers
from agent.commands.display import progress
from agent.commands.speech import Say
from agent.engine.audit import scan as audit
from agent.engine.exits import exit_code
from agent.engine.stamping import stamp_if_configured


def command(say: Say) -> click.Command:
    """Build the command."""

    def scan(config: Path, only: tuple[str, ...], as_of: date | None, resume: bool) -> int:  # noqa: FBT001 - click's call
        configuration, store = options.opened(config)
        with store, store.lock(options.holder()):
            with progress(say) as told:
                judgement = audit(store, configuration, told, only=only, as_of=as_of, resume=resume)
            if why := stamp_if_configured(store, configuration, judgement.run):
                click.echo(say("seal.unstamped", why=why), err=True)
            show_answers(store, judgement.run, say)
            return exit_code(judgement, store.units(judgement.run))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(["--only"], multiple=True, metavar="SOURCE", help=say("scan.only")),
        options.as_of(say),
        click.Option(["--resume"], is_flag=True, help=say("scan.resume")),
    ]
    return options.new(say, "scan", params, scan)
