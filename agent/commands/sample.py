"""`preuve sample`: accounts drawn on an auditor's own seed, with room for what he finds."""

from pathlib import Path
from typing import Any

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine.sampling import Drawn, draw
from reports import rows, view
from reports.words import Words, words

_BLANK = ("checked_by", "checked_on", "agrees", "remark")


def command(say: Say) -> click.Command:
    """Build the command."""

    def sample(
        config: Path, source: str, size: int, seed: str, output: Path | None, run: int | None
    ) -> None:
        del source  # one table so far; the option is the contract's
        _, store = options.opened(config)
        with store:
            seen = view.build(store, run)
            drawn = draw(store, seen.run.run, seen.standings, size, seed)
        if not drawn:
            raise UsageError(say("sample.empty", run=seen.run.run))
        told = words(say.language)
        text = rows.as_csv([_row(rank, each, told, say) for rank, each in enumerate(drawn, 1)])
        target = output or Path("sample.csv")
        if target.exists():
            raise UsageError(say("sample.exists", path=target))
        private.write(target, text.encode())
        count = told.number(len(seen.standings))
        click.echo(say("sample.written", size=len(drawn), population=count, path=target))
        click.echo(say("sample.method", seed=seed))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(
            ["--from", "source"],
            type=click.Choice(["accounts"]),
            default="accounts",
            show_default=True,
            help=say("sample.source"),
        ),
        click.Option(
            ["--size"],
            type=click.IntRange(min=1),
            default=25,
            show_default=True,
            help=say("sample.size"),
        ),
        click.Option(["--seed"], required=True, help=say("sample.seed")),
        click.Option(
            ["--output"], type=click.Path(path_type=Path, dir_okay=False), help=say("sample.output")
        ),
        options.run_number(say),
    ]
    return options.new(say, "sample", params, sample)


def _row(rank: int, drawn: Drawn, told: Words, say: Say) -> dict[str, Any]:
    standing, got = drawn.standing, drawn.got
    values = {
        "rank": rank,
        "ticket": drawn.ticket[:16],
        "account": standing.login,
        "directory": standing.source,
        "class": told.term("classes", standing.account_class),
        "person": standing.person,
        "reasons": " ; ".join(told.reason(each) for each in standing.reasons),
        "exhibit": drawn.exhibit,
        "target": got.target if got else None,
        "query": got.query if got else None,
        "collected": got.ended.isoformat(timespec="seconds") if got else None,
    }
    every = values | dict.fromkeys(_BLANK)
    return {say(f"sample_columns.{name}"): value for name, value in every.items()}
