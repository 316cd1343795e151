"""`preuve accounts`: a person's decisions on accounts; they win over rules and last."""

import click

from agent.commands import options
from agent.commands.accounts import deciding, listing, owning, reviewing
from agent.commands.help import ToldGroup
from agent.commands.speech import Say


def command(say: Say) -> click.Command:
    """Build the command and its parts."""
    parts = [
        reviewing.command(say),
        deciding.link(say),
        deciding.unlink(say),
        deciding.classify(say),
        owning.command(say),
        listing.command(say),
    ]
    made = ToldGroup(
        "accounts",
        commands={str(each.name): each for each in parts},
        params=options.everywhere(say),
        help=say("accounts.help"),
        short_help=say("accounts.short"),
        callback=options.parts_told,
        invoke_without_command=True,
    )
    made.say = say
    return made
