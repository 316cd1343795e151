"""`preuve retire`: what to undo, then, once asked, its own task and its store."""

from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.fingerprints import short, spoken
from agent.engine import holding, keys, retiring
from agent.engine.configuration import Configuration
from agent.engine.scheduled import TASK
from agent.store import Store
from reports.handover import render
from reports.handover.held import Held
from reports.handover.papers import retire as paper
from reports.handover.words import words


def command(say: Say) -> click.Command:
    """Build the command."""

    def retire(
        config: Path,
        list: bool,  # noqa: FBT001 - click's call
        yes: bool,  # noqa: FBT001 - click's call
        name: str,
    ) -> None:
        configuration, store = options.opened(config)
        with store:
            held = holding.held(store, configuration, datetime.now(UTC), name)
            click.echo(render.plain(paper(held, words(say.language)), say.language))
            if list:
                return
            _without_bundle(held, say, yes=yes)
            _task(held, say, yes=yes)
            erase = held.store == "sqlite" and _agreed(
                say("retire.erase", path=held.store_place), yes=yes
            )
            if erase:
                _receipt(store, held, say)
        if erase:
            _erase(configuration, say)
        else:
            click.echo(say("retire.kept", place=held.store_place))
        click.echo(say("retire.not_done"))

    params: list[click.Parameter] = [
        options.config(say),
        click.Option(["--list"], is_flag=True, help=say("retire.list")),
        click.Option(["--yes"], is_flag=True, help=say("retire.yes")),
        click.Option(["--name"], default=TASK, show_default=True, help=say("schedule.name")),
    ]
    return options.new(say, "retire", params, retire)


def _agreed(question: str, *, yes: bool) -> bool:
    return yes or click.confirm(question)


def _without_bundle(held: Held, say: Say, *, yes: bool) -> None:
    """The last chance to keep the evidence: who says no makes the bundle first."""
    if held.last is not None and not held.exported and not held.last.demonstration:
        click.echo(say("retire.no_bundle", run=held.last.run), err=True)
        if not yes:
            click.confirm(say("retire.without"), abort=True)


def _task(held: Held, say: Say, *, yes: bool) -> None:
    if not held.tasks:
        click.echo(say("retire.no_task"))
        return
    for each in held.tasks:
        if _agreed(say("retire.task", kind=each.kind, name=each.name), yes=yes):
            retiring.unschedule(each)
            click.echo(say("retire.task_gone", kind=each.kind, name=each.name))


def _receipt(store: Store, held: Held, say: Say) -> None:
    """What is left of the evidence once the store is gone: a line to keep on paper."""
    with store.lock(options.holder()):  # nobody is auditing
        entries, key = sum(1 for _ in store.ledger()), keys.in_force(store)
    told = {"runs": held.runs, "entries": entries}
    if held.seal is None:
        click.echo(say("retire.receipt_unsealed", **told))
    else:
        seal = {"number": held.seal.number, "fingerprint": short(held.seal.digest)}
        click.echo(say("retire.receipt", **told, **seal))
    if key is not None:
        click.echo(say("retire.key", fingerprint=spoken(key.fingerprint)))
        click.echo(key.public, nl=False)


def _erase(configuration: Configuration, say: Say) -> None:
    for path in retiring.erase(configuration):
        click.echo(say("retire.erased", path=path))
