"""`preuve host-script`: prints the script that an administrator runs alone."""

from importlib.resources import files

import click

from agent.commands import options
from agent.commands.speech import Say


def command(say: Say) -> click.Command:
    """Build the command."""

    def host_script(which: str) -> None:
        script = files("collectors").joinpath(*SCRIPTS[which]).read_text("utf-8")
        click.echo(script)

    params: list[click.Parameter] = [
        click.Argument(["which"], type=click.Choice(list(SCRIPTS)), default="directory")
    ]
    return options.new(say, "host-script", params, host_script)


SCRIPTS = {"directory": ("directory", "export.ps1"), "linux": ("linux", "host.sh")}
