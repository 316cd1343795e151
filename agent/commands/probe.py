"""`preuve probe`: asks each declared service once whether it answers; a timer runs it again."""

from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.engine.configuration import read
from agent.engine.probing import Pass, probed


def command(say: Say) -> click.Command:
    """Build the command."""

    def probe(config: Path) -> None:
        made = probed(read(config))
        if not made:
            raise UsageError(say("probe.none", path=config))
        for each in made:
            click.echo(_line(say, each))

    return options.new(say, "probe", [options.config(say)], probe)


def _line(say: Say, made: Pass) -> str:
    if not made.noted:
        return say("probe.early", service=made.service)
    told = say(f"probe.{made.answer.condition}", service=made.service)
    return f"{told} ({say(f'probe.why_{made.answer.why}')})" if made.answer.why else told
