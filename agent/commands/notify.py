"""`preuve notify`: what would be said of the last audit, a trial, or what could not be sent."""

from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.engine import notifying, posting
from agent.engine.channels import Channel
from agent.engine.configuration import Configuration
from agent.engine.exits import INCOMPLETE
from agent.engine.notifying import Unsent
from agent.store import Store


def command(say: Say) -> click.Command:
    """Build the command."""

    def notify(
        config: Path,
        dry_run: bool,  # noqa: FBT001 - click's call
        test: bool,  # noqa: FBT001 - click's call
    ) -> int:
        if dry_run and test:
            raise click.UsageError(say("notify.one"))
        configuration, store = options.opened(config)
        if not configuration.channels:
            raise UsageError(say("notify.none", path=config))
        with store:
            if dry_run:
                _show(store, configuration, say)
                return 0
            with store.lock(options.holder()):
                if test:
                    failed = _try(store, configuration, say)
                else:
                    failed = notifying.send_due(store, configuration, datetime.now(UTC))
        tell(failed, say)
        if not failed and not test:
            click.echo(say("notify.done"))
        return INCOMPLETE if failed else 0

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(["--dry-run"], is_flag=True, help=say("notify.dry_run")),
        click.Option(["--test"], is_flag=True, help=say("notify.test")),
    ]
    return options.new(say, "notify", params, notify)


def tell(failed: list[Unsent], say: Say) -> None:
    """Say on standard error what did not leave."""
    for each in failed:
        click.echo(say("notify.unsent", name=each.channel.name, why=each.failure.detail), err=True)


def _show(store: Store, configuration: Configuration, say: Say) -> None:
    """Each message whole, as it would leave; nothing is sent, and nothing is noted."""
    for channel in configuration.channels:
        said = False
        for notice in notifying.due(store, configuration, channel, datetime.now(UTC)):
            if notice.says:
                click.echo(say("notify.would", name=channel.name, url=channel.url))
                click.echo(posting.posted(channel, notice).shown)
                said = True
        if not said:
            click.echo(say("notify.nothing", name=channel.name))


def _try(store: Store, configuration: Configuration, say: Say) -> list[Unsent]:
    failed = []
    for channel in configuration.channels:
        message = posting.trial(configuration, channel)
        failure = posting.post(store, configuration, channel, message)
        if failure is None:
            click.echo(say(_arrived(channel), name=channel.name))
        else:
            failed.append(Unsent(channel, failure))
    return failed


def _arrived(channel: Channel) -> str:
    """A datagram that left says nothing of its arrival."""
    return "notify.left" if channel.kind.startswith("syslog") else "notify.taken"
