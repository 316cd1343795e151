"""`preuve init`: a first preuve.toml, by asking little and detecting much."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from agent.commands import options
from agent.commands.init.given import Given, Talk, params
from agent.commands.speech import Say
from agent.core.errors import UsageError


def command(say: Say) -> click.Command:
    """Build the command."""

    def init(yes: bool, **told: Any) -> None:  # noqa: FBT001 - click's call
        from agent.commands.init import flags, questions, writing  # noqa: PLC0415 - help is instant
        from agent.commands.init.asking import Asker  # noqa: PLC0415 - help is instant

        talk = Talk(say, Asker(say), _given(told, say))
        if not talk.given.folder.is_dir():
            raise UsageError(say("init.no_folder", path=talk.given.folder))
        if not yes and not sys.stdin.isatty():
            raise UsageError(say("init.no_terminal"))
        draft, passphrase = flags.answered(talk) if yes else questions.answered(talk)
        text = writing.text(draft, talk)
        if not yes:
            questions.agreed(draft, text, talk)
        writing.keep(draft, text, passphrase, talk)

    return options.new(say, "init", params(say), init)


def _given(told: dict[str, Any], say: Say) -> Given:
    """The options as they were given; the n-th origin and day are those of the n-th roll."""
    paths: tuple[Path, ...] = told.pop("roll")
    origins: tuple[str, ...] = told.pop("origin")
    days: tuple[datetime, ...] = told.pop("extracted_on")
    if max(len(origins), len(days)) > len(paths):
        raise UsageError(say("init.more_than_rolls"))
    rolls = tuple(
        (
            path,
            origins[rank] if rank < len(origins) else None,
            days[rank].date() if rank < len(days) else None,
        )
        for rank, path in enumerate(paths)
    )
    return Given(controllers=told.pop("controller"), hosts=told.pop("host"), rolls=rolls, **told)
