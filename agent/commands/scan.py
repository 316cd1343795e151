"""`preuve scan`: one audit, from the sources to the answers."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from agent.commands import journal, options
from agent.commands.answers import show_answers
from agent.commands.display import progress
from agent.commands.journal import Journal
from agent.commands.notify import tell
from agent.commands.speech import Say
from agent.core.judgements import Judgement
from agent.core.runs import RunRecord, RunState
from agent.engine import notifying
from agent.engine.audit import TOOL
from agent.engine.audit import scan as audit
from agent.engine.configuration import Configuration
from agent.engine.exits import INCOMPLETE, exit_code
from agent.engine.planning import planned, whole
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
        log_json: Path | None,
        now: bool,  # noqa: FBT001 - click's call
    ) -> int:
        configuration, store = options.opened(config)
        with store, store.lock(options.holder()):
            since = timedelta(days=if_older_than or 0)
            if since and (last := _lately(store, configuration, since)):
                click.echo(say("scan.lately", run=last.run, days=if_older_than))
                return 0
            with journal.opened(log_json) as log:
                with progress(say) as shown, log.failing():
                    log.write("scan.started", tool=TOOL, sources=len(configuration.sources))
                    judgement = audit(
                        store, configuration, log.beside(shown),
                        only=only, as_of=as_of, resume=resume, any_time=now,
                    )  # fmt: skip
                if why := stamp_if_configured(store, configuration, judgement.run):
                    click.echo(say("seal.unstamped", why=why), err=True)
                if log_json != journal.STANDARD_OUTPUT:
                    show_answers(store, judgement.run, say)
                code = exit_code(judgement, store.units(judgement.run))
                if not _told(store, configuration, judgement.run, say, log, partial=bool(only)):
                    code = max(code, INCOMPLETE)
                log.write("scan.ended", **_summary(judgement), code=code)
            if log.broken:
                click.echo(say("scan.log_broken", path=log_json), err=True)
            return code

    return options.new(say, "scan", _options(say), scan)


def _options(say: Say) -> list[click.Parameter]:
    return [
        options.config(say),
        click.Option(["--only"], multiple=True, metavar="SOURCE", help=say("scan.only")),
        options.as_of(say),
        click.Option(["--resume"], is_flag=True, help=say("scan.resume")),
        click.Option(
            ["--if-older-than"], type=click.IntRange(1), metavar="N", help=say("scan.if_older_than")
        ),
        click.Option(
            ["--log-json"],
            type=click.Path(path_type=Path, dir_okay=False),
            envvar="PREUVE_LOG_JSON",
            metavar="FILE|-",
            help=say("scan.log_json"),
        ),
        click.Option(["--now"], is_flag=True, help=say("scan.now")),
    ]


def _told(
    store: Store,
    configuration: Configuration,
    run: int,
    say: Say,
    log: Journal,
    *,
    partial: bool,
) -> bool:
    """Whether whoever is to be told of this audit was; a message that did not leave is an error."""
    if partial:
        notifying.partial(store, configuration, run)
    failed = notifying.send_due(store, configuration, datetime.now(UTC))
    tell(failed, say)
    for each in failed:
        log.write("notice.failed", channel=each.channel.name, reason=each.failure.reason.value)
    return not failed


def _summary(judgement: Judgement) -> dict[str, object]:
    return {
        "run": judgement.run,
        "checks": Counter(each.state.value for each in judgement.outcomes),
        "findings": Counter(each.finding.severity.value for each in judgement.findings),
        "verdicts": {each.id: each.verdict.value for each in judgement.answers},
    }


def _lately(store: Store, configuration: Configuration, since: timedelta) -> RunRecord | None:
    """An audit that began within that time, asked every source of today and went to its end.

    One of the future began under a wrong clock: it would have audits left out for years. One of
    some sources alone (`--only`) would have the others left out.
    """
    now = datetime.now(UTC)
    wanted = planned(configuration)
    for each in store.runs():
        lately = each.state is RunState.ENDED and timedelta() <= now - each.started < since
        if lately and whole(store.units(each.run), wanted):
            return each
    return None
