"""`preuve host-script`: prints the script that a host runs alone, and how to deploy it."""

from hashlib import sha256
from importlib.resources import files

import click

from agent.commands import options
from agent.commands.speech import Say


def command(say: Say) -> click.Command:
    """Build the command."""

    def host_script(which: str) -> None:
        script = files("collectors").joinpath(*SCRIPTS[which]).read_text("utf-8")
        click.echo(script, nl=False)
        # Beside it and not in it: what is redirected to a file is the script.
        digest = "sha256:" + sha256(script.encode()).hexdigest()
        click.echo(say("host_script.digest", digest=digest) + "\n", err=True)
        click.echo(say(f"host_script.{which}"), err=True)

    params: list[click.Parameter] = [
        click.Argument(["which"], type=click.Choice(list(SCRIPTS)), default="directory")
    ]
    return options.new(say, "host-script", params, host_script)


SCRIPTS = {
    "bconsole": ("backups", "asked", "bconsole.sh"),
    "borg": ("backups", "asked", "borg.sh"),
    "directory": ("directory", "export.ps1"),
    "linux": ("linux", "host.sh"),
    "restic": ("backups", "asked", "restic.sh"),
    "veeam": ("backups", "veeam", "veeam.ps1"),
    "windows": ("windows", "host.ps1"),
}
