"""`preuve accounts`: a person's decisions on accounts; they win over rules and last."""

import click

from agent.commands import options
from agent.commands.accounts import deciding, listing, owning, reviewing
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
    return options.group(say, "accounts", parts)
