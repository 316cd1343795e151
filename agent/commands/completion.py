"""`preuve completion`: what a shell needs to complete preuve's commands and options."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from agent.commands import options
from agent.commands.speech import Say

SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}
_VARIABLE = "_PREUVE_COMPLETE"  # click's own name for it, which the printed text sets


def command(say: Say) -> click.Command:
    """Build the command."""

    def completion(shell: str) -> None:
        made = SHELLS[shell](click.Command("preuve"), {}, "preuve", _VARIABLE)
        # Not its own method, which for bash runs the bash of this machine to know its version.
        click.echo(ShellComplete.source(made))

    params: list[click.Parameter] = [
        click.Argument(["shell"], type=click.Choice(list(SHELLS))),
    ]
    return options.new(say, "completion", params, completion)
