"""`preuve fleet count`: the persons of a group counted once, by its pilot."""

import getpass
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.fleet_tokens import FILE, composed, group_key, in_words, line
from agent.commands.speech import Say
from agent.core import private
from agent.core.acts import Act
from agent.core.errors import UsageError
from agent.core.fingerprints import spoken
from agent.engine.region.persons import answer, delivery
from agent.engine.region.persons.answer import Answer
from agent.engine.region.persons.counting import Counted, Group
from agent.engine.region.persons.group_key import GroupKey
from checks.derive.reconciliation import names


def part(say: Say) -> click.Command:
    """Build it."""

    def count(config: Path, key: str, files: tuple[Path, ...], answers: Path | None) -> None:
        configuration, store = options.opened(config)
        with store, in_words(say):
            secret = GroupKey.read(key)
            group = Group([delivery.delivery(each, secret) for each in files])
            counted = group.counted()
            store.record(Act.PERSONS_COUNTED, _entry(group, counted))
        _tell(say, group, counted, {composed(each.name) for each in configuration.members})
        if answers is not None:
            made = answer.answers(group, configuration.today(datetime.now(UTC)))
            _answer(say, made, answers, secret)

    params: list[click.Parameter] = [
        click.Argument(["files"], type=FILE, nargs=-1, required=True, metavar="JETONS…"),
        options.config(say),
        group_key(say),
        click.Option(
            ["--answers"],
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DOSSIER",
            help=say("fleet_persons.answers"),
        ),
    ]
    return options.new(say, "count", params, count, group="fleet")


def _entry(group: Group, counted: Counted) -> dict[str, object]:
    first = group.deliveries[0]
    return {
        "count": first.count,
        "day": first.day.isoformat(),
        "key": first.key,
        "sites": [each.site for each in group.deliveries],
        "lines": counted.lines,
        "persons": counted.persons,
        "user": getpass.getuser(),
    }


def _tell(say: Say, group: Group, counted: Counted, expected: set[str]) -> None:
    """Who is missing first; what was counted; what is not decided."""
    first = group.deliveries[0]
    told = {each.site for each in group.deliveries}
    click.echo(say("fleet_persons.title", count=first.count, day=first.day, sites=len(told)))
    click.echo(say("fleet_persons.under", fingerprint=spoken(first.key)))
    for site in sorted(expected - told):
        click.echo(say("fleet_persons.absent", site=site))
    for site in sorted(told - expected) if expected else ():
        click.echo(say("fleet_persons.unexpected", site=site))
    for each in group.deliveries:
        line(say, each)
    click.echo(say("fleet_persons.total", lines=counted.lines, persons=counted.persons))
    for sites, persons in counted.by_hospitals.items():
        key = "fleet_persons.seen_one" if sites == 1 else "fleet_persons.seen"
        click.echo(say(key, sites=sites, count=persons))
    for (one, other), persons in sorted(counted.pairs.items()):
        click.echo(say("fleet_persons.pair", one=one, other=other, count=persons))
    for name in ("alike", "disagreeing", "without", "accounts"):
        click.echo(say(f"fleet_persons.left_{name}", count=getattr(counted, name)))
    click.echo(say("fleet_persons.pilot"))


def _answer(say: Say, made: Sequence[Answer], folder: Path, key: GroupKey) -> None:
    """Write each hospital's own answer; none where it would tell of another."""
    if not made:
        click.echo(say("fleet_persons.few", count=answer.FEWEST))
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or error}") from None
    for number, each in enumerate(made, 1):
        slug = re.sub(r"\W+", "-", names.fold(each.site).lower())
        path = folder / f"{number}-{slug}.answer"
        private.write(path, delivery.written(each, key))
        click.echo(say("fleet_persons.answer", site=each.site, path=path))
