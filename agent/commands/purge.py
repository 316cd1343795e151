"""`preuve purge`: erases what has aged; the ledger keeps the digests."""

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.engine import retention, sealing


def command(say: Say) -> click.Command:
    """Build the command."""

    def purge(config: Path, older_than: str | None, yes: bool) -> None:  # noqa: FBT001 - click's signature
        configuration, store = options.opened(config)
        now = datetime.now(UTC)
        limit = retention.before(older_than, now) if older_than else None
        with store, store.lock(options.holder()):
            sealing.verify(store)
            found = (
                retention.older(store, limit)
                if limit
                else retention.aged(store, configuration, now)
            )
            for name in ("bodies", "names", "exported"):
                if runs := getattr(found, name):
                    click.echo(say(f"purge.{name}", runs=_listed(runs), count=len(runs)))
            if not found:
                click.echo(say("purge.nothing"))
                return
            if not yes:
                click.confirm(say("purge.confirm"), abort=True)
            rule = {
                "older_than": older_than,
                "retention": configuration.retention.model_dump(),
                "user": getpass.getuser(),
            }
            made = store.erase(bodies=found.bodies, runs=found.names, told=rule)
        click.echo(say("purge.done", bodies=len(made.bodies), runs=len(made.runs)))
        click.echo(say("purge.copies"))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(["--older-than"], metavar="13m", help=say("purge.older_than")),
        click.Option(["--yes"], is_flag=True, help=say("purge.yes")),
    ]
    return options.new(say, "purge", params, purge)


def _listed(runs: tuple[int, ...]) -> str:
    """Numbers, those that follow one another as a span: 1-4, 7."""
    spans: list[list[int]] = []
    for run in runs:
        if spans and spans[-1][-1] == run - 1:
            spans[-1][1:] = [run]
        else:
            spans.append([run])
    return ", ".join("-".join(map(str, each)) for each in spans)
