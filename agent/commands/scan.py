"""`preuve scan`: one audit, from the sources to the answers."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from agent.commands import options
from agent.commands.answers import show_answers
from agent.commands.display import progress
from agent.commands.speech import Say
from agent.core.runs import RunRecord, RunState
from agent.engine.audit import scan as audit
from agent.engine.exits import exit_code
from agent.engine.stamping import stamp_if_configured
from agent.store import Store


def command(say: Say) -> click.Command:
    """Build the command."""

    def scan(
        config: Path,
        only: tuple[str, ...],
        as_of: date | None,
        resume: bool,  # noqa: FBT001 - click's call
        if_older_than: int | None,
        now: bool,  # noqa: FBT001 - click's call
    ) -> int:
        configuration, store = options.opened(config)
        with store, store.lock(options.holder()):
            if if_older_than and (last := _lately(store, timedelta(days=if_older_than))):
                click.echo(say("scan.lately", run=last.run, days=if_older_than))
                return 0
            with progress(say) as told:
                judgement = audit(
                    store,
                    configuration,
                    told,
                    only=only,
                    as_of=as_of,
                    resume=resume,
                    any_time=now,
                )
            if why := stamp_if_configured(store, configuration, judgement.run):
                click.echo(say("seal.unstamped", why=why), err=True)
            show_answers(store, judgement.run, say)
            return exit_code(judgement, store.units(judgement.run))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(["--only"], multiple=True, metavar="SOURCE", help=say("scan.only")),
        options.as_of(say),
        click.Option(["--resume"], is_flag=True, help=say("scan.resume")),
        click.Option(
            ["--if-older-than"], type=click.IntRange(1), metavar="N", help=say("scan.if_older_than")
        ),
        click.Option(["--now"], is_flag=True, help=say("scan.now")),
    ]
    return options.new(say, "scan", params, scan)


def _lately(store: Store, since: timedelta) -> RunRecord | None:
    """An audit that began within that time and went to its end.

    One of the future began under a wrong clock: it would have audits left out for years.
    """
    now = datetime.now(UTC)
    ended = (each for each in store.runs() if each.state is RunState.ENDED)
    return next((each for each in ended if timedelta() <= now - each.started < since), None)
