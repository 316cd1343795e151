"""`preuve check`: judges a stored run again, without touching any source."""

from datetime import date
from pathlib import Path

import click

from agent.commands import options
from agent.commands.answers import show_answers
from agent.commands.speech import Say
from agent.engine.audit import judge_again
from agent.engine.exits import exit_code
from agent.engine.stamping import stamp_if_configured


def command(say: Say) -> click.Command:
    """Build the command."""

    def check(config: Path, run: int | None, as_of: date | None) -> int:
        configuration, store = options.opened(config)
        with store, store.lock(options.holder()):
            record = store.run(run)
            judgement = judge_again(store, record.run, configuration, as_of or record.as_of)
            if why := stamp_if_configured(store, configuration, record.run):
                click.echo(say("seal.unstamped", why=why), err=True)
            show_answers(store, record.run, say)
            return exit_code(judgement, store.units(record.run))

    params: list[click.Parameter] = [
        options.config(say),
        options.run_number(say),
        options.as_of(say),
    ]
    return options.new(say, "check", params, check)
