"""`preuve doctor`: what works, what is missing, and how to grant it; nothing is written."""

import getpass
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path

import click

from agent.commands import options
from agent.commands.display import progress
from agent.commands.speech import Say
from agent.core.diagnosis import all_good
from agent.engine.configuration import Configuration, read
from agent.engine.doctor.advance_notice import advance_notice
from agent.engine.doctor.ladder import ladder, opened_by
from agent.engine.doctor.trial import trial
from agent.engine.exits import CONFORM, INCOMPLETE
from reports.doctor import advance_notice as notice_words
from reports.doctor import ladder as ladder_words
from reports.doctor import trials
from reports.doctor.words import Words, words


def command(say: Say) -> click.Command:
    """Build the command."""

    def doctor(
        config: Path,
        only: tuple[str, ...],
        again: tuple[str, ...],
        rights: bool,  # noqa: FBT001 - click's call
        announce: bool,  # noqa: FBT001 - click's call
        json: bool,  # noqa: FBT001 - click's call
    ) -> int:
        if (only or again) and (rights or announce):
            raise click.UsageError(say("doctor.only_tries"))
        if rights and announce and json:
            raise click.UsageError(say("doctor.one"))
        told = words(say.language)
        if rights:
            _rights(config, told, json=json)
        if announce:
            _announce(read(config), told, json=json)
        if rights or announce:
            return CONFORM
        if only and again:
            raise click.UsageError(say("doctor.only_or_again"))
        by = getpass.getuser() if again else ""
        return _try(config, again or only, by, say, told, json=json)

    flags = ("rights", "announce")
    params: list[click.Parameter] = [
        options.config(say),
        click.Option(["--only"], multiple=True, metavar="SOURCE", help=say("scan.only")),
        click.Option(["--again"], multiple=True, metavar="SOURCE", help=say("doctor.again")),
        *(click.Option([f"--{name}"], is_flag=True, help=say(f"doctor.{name}")) for name in flags),
        click.Option(["--json"], is_flag=True, help=say("show.json")),
    ]
    return options.new(say, "doctor", params, doctor)


def _try(
    config: Path, only: Sequence[str], again: str, say: Say, told: Words, *, json: bool
) -> int:
    configuration = read(config)
    with progress(say) as news:
        found = trial(configuration, news, only=only, again=again)
    if json:
        _as_json(trials.rows(found, told))
    else:
        _show(trials.lines(configuration.site.name, found, told))
    return CONFORM if all_good(found) else INCOMPLETE


def _rights(config: Path, told: Words, *, json: bool) -> None:
    """The ladder itself needs no configuration: it is read before there is one."""
    configuration = read(config) if config.exists() else None
    rungs = ladder(configuration)
    opened = opened_by(configuration) if configuration else ()
    if json:
        _as_json(ladder_words.rows(rungs, opened, told))
    else:
        _show(ladder_words.lines(rungs, opened, told))


def _announce(configuration: Configuration, told: Words, *, json: bool) -> None:
    made = advance_notice(configuration)
    if json:
        _as_json(asdict(made))
    else:
        _show(notice_words.lines(made, told))


def _as_json(told: object) -> None:
    click.echo(dumps(told, ensure_ascii=False, indent=2))


def _show(lines: Iterable[str]) -> None:
    """Whole lines, not folded: commands are copied from them."""
    click.echo("\n".join(lines))
