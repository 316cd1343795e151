"""`preuve host-script`: prints the script that a host runs alone, and how to deploy it."""

from hashlib import sha256
from importlib.resources import files

import click

from agent.commands import options
from agent.commands.speech import Say
from collectors.backups import asked


def command(say: Say) -> click.Command:
    """Build the command."""

    def host_script(which: str) -> None:
        script = text(which)
        click.echo(script, nl=False)
        # Beside it and not in it: what is redirected to a file is the script.
        digest = "sha256:" + sha256(script.encode()).hexdigest()
        click.echo(say("host_script.digest", digest=digest) + "\n", err=True)
        click.echo(say(f"host_script.{which}"), err=True)

    params: list[click.Parameter] = [
        click.Argument(["which"], type=click.Choice(SCRIPTS), default="directory")
    ]
    return options.new(say, "host-script", params, host_script)


_FILES = {
    "directory": ("directory", "export.ps1"),
    "linux": ("linux", "host.sh"),
    "rights": ("shares", "rights.sh"),
    "veeam": ("backups", "veeam", "veeam.ps1"),
    "windows": ("windows", "host.ps1"),
}
SCRIPTS = sorted((*_FILES, *asked.NAMES))


def text(which: str) -> str:
    """The whole text of one of SCRIPTS."""
    if which in asked.NAMES:
        return asked.script(which)
    return files("collectors").joinpath(*_FILES[which]).read_text("utf-8")
