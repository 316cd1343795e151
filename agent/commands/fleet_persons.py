"""`preuve fleet tokens`, `count`, `found`: the persons of a group seen once, and not named."""

import getpass
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.commands import options
from agent.commands.speech import Say
from agent.core import inert, private
from agent.core.acts import Act
from agent.core.errors import IntegrityError, UsageError
from agent.core.facts.standing import Standing
from agent.core.fingerprints import spoken
from agent.engine.region.persons import answer, delivery
from agent.engine.region.persons.answer import Answer, Met
from agent.engine.region.persons.counting import Counted, Group
from agent.engine.region.persons.delivery import Delivery, Head
from agent.engine.region.persons.gathering import Known, gather
from agent.engine.region.persons.group_key import GroupKey, named
from agent.engine.region.refusals import NotAlike, NotCounted
from agent.store import Store
from checks.derive.reconciliation import names
from reports import delimited
from reports.words import words

_FLAG = "other_site?"
_COLUMNS = ("account", "directory", "class", "flag", "why")
_FILE = click.Path(path_type=Path, dir_okay=False)


def parts(say: Say) -> list[click.Command]:
    """The three parts, in the order in which they are used."""
    config = options.config(say)
    key = click.Option(["--key"], metavar="REF", required=True, help=say("fleet_persons.key"))
    return [
        options.new(
            say, "tokens", [config, key, *_tokens_params(say)], _tokens(say), group="fleet"
        ),
        options.new(say, "count", [config, key, *_count_params(say)], _count(say), group="fleet"),
        options.new(say, "found", [config, key, *_found_params(say)], _found(say), group="fleet"),
    ]


def _composed(name: str) -> str:
    """A hospital's name as files hold it, however somebody's keyboard makes its accents."""
    return normalize("NFC", name)


def _told(say: Say, error: NotAlike | NotCounted) -> UsageError | IntegrityError:
    """A refusal in the reader's words."""
    values = {
        name: spoken(str(each))
        if error.code == "other_key" and name in {"found", "known"}
        else each
        for name, each in error.values.items()
    }
    kind = UsageError if isinstance(error, NotAlike) else IntegrityError
    return kind(say(f"fleet_persons.why_{error.code}", **values))


def _tokens_params(say: Say) -> list[click.Parameter]:
    return [
        click.Option(["--count", "name"], metavar="NOM", required=True,
                     help=say("fleet_persons.count")),
        options.day("--day", say("fleet_persons.day")),
        click.Option(["--output"], type=_FILE, required=True, help=say("fleet_persons.output")),
        options.run_number(say),
    ]  # fmt: skip


def _tokens(say: Say) -> Callable[..., None]:
    def tokens(
        config: Path, key: str, name: str, day: date | None, output: Path, run: int | None
    ) -> None:
        if day is None:
            raise UsageError(say("option.empty", option="--day"))
        configuration, store = options.opened(config)
        try:
            secret, count = GroupKey.read(key), named(name, day)
            with store:
                record, known = gather(store, run, day)
                head = Head(
                    schema=delivery.SCHEMA,
                    site=_composed(configuration.site.name),
                    count=count.name,
                    day=count.day,
                    made=configuration.today(datetime.now(UTC)),
                    key=secret.fingerprint,
                    run=record.run,
                    audited=record.as_of,
                )
                made = delivery.made(head, known, secret)
                body = delivery.written(made, secret)
                private.write(output, body)
                store.record(Act.TOKENS_MADE, _entry(made, body), record.run)
        except (NotAlike, NotCounted) as error:
            raise _told(say, error) from None
        click.echo(say("fleet_persons.written", path=output, fingerprint=spoken(made.key)))
        _line(say, made)
        click.echo(say("fleet_persons.pseudonyms"))

    return tokens


def _entry(made: Delivery, body: bytes) -> dict[str, object]:
    return {
        "count": made.count,
        "day": made.day.isoformat(),
        "key": made.key,
        "file": "sha256:" + sha256(body).hexdigest(),
        "persons": made.persons,
        "user": getpass.getuser(),
    }


def _count_params(say: Say) -> list[click.Parameter]:
    return [
        click.Argument(["files"], type=_FILE, nargs=-1, required=True, metavar="JETONS…"),
        click.Option(["--answers"], type=click.Path(path_type=Path, file_okay=False),
                     metavar="DOSSIER", help=say("fleet_persons.answers")),
    ]  # fmt: skip


def _count(say: Say) -> Callable[..., None]:
    def count(config: Path, key: str, files: tuple[Path, ...], answers: Path | None) -> None:
        configuration, store = options.opened(config)
        try:
            secret = GroupKey.read(key)
            group = Group([delivery.delivery(each, secret) for each in files])
        except (NotAlike, NotCounted) as error:
            store.close()
            raise _told(say, error) from None
        counted = group.counted()
        with store:
            store.record(Act.PERSONS_COUNTED, _outcome(group, counted))
        _tell(say, group, counted, {_composed(each.name) for each in configuration.members})
        if answers is not None:
            made = answer.answers(group, configuration.today(datetime.now(UTC)))
            _answered(say, made, answers, secret)

    return count


def _outcome(group: Group, counted: Counted) -> dict[str, object]:
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


def _line(say: Say, made: Delivery) -> None:
    told = ("persons", "without", "accounts", "accounts_without", "doubtful", "run")
    values = {name: getattr(made, name) for name in told}
    click.echo(say("fleet_persons.site", site=made.site, day=made.audited, **values))


def _tell(say: Say, group: Group, counted: Counted, expected: set[str]) -> None:
    """What was counted, what is not decided, and what is missing."""
    first = group.deliveries[0]
    told = {each.site for each in group.deliveries}
    click.echo(say("fleet_persons.title", count=first.count, day=first.day, sites=len(told)))
    click.echo(say("fleet_persons.under", fingerprint=spoken(first.key)))
    for each in group.deliveries:
        _line(say, each)
    for site in sorted(expected - told):
        click.echo(say("fleet_persons.absent", site=site))
    for site in sorted(told - expected) if expected else ():
        click.echo(say("fleet_persons.unexpected", site=site))
    click.echo(say("fleet_persons.total", lines=counted.lines, persons=counted.persons))
    for sites, persons in counted.by_hospitals.items():
        key = "fleet_persons.seen_one" if sites == 1 else "fleet_persons.seen"
        click.echo(say(key, sites=sites, count=persons))
    for (one, other), persons in sorted(counted.pairs.items()):
        click.echo(say("fleet_persons.pair", one=one, other=other, count=persons))
    for name in ("alike", "disagreeing", "without", "accounts"):
        click.echo(say(f"fleet_persons.left_{name}", count=getattr(counted, name)))
    click.echo(say("fleet_persons.pilot"))


def _answered(say: Say, made: Sequence[Answer], folder: Path, key: GroupKey) -> None:
    """Write each hospital's own answer; none where it would tell of another."""
    if not made:
        click.echo(say("fleet_persons.few", count=answer.FEWEST))
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or error}") from None
    for number, each in enumerate(made, 1):
        slug = re.sub(r"\W+", "-", names.fold(each.site).lower()) or "site"
        path = folder / f"{number}-{slug}.json"
        private.write(path, delivery.written(each, key))
        click.echo(say("fleet_persons.answer", site=each.site, path=path))


def _found_params(say: Say) -> list[click.Parameter]:
    return [
        click.Argument(["given"], type=_FILE, metavar="REPONSE"),
        click.Option(["--output"], type=_FILE, metavar="CSV", help=say("fleet_persons.table")),
    ]


def _found(say: Say) -> Callable[..., None]:
    def found(config: Path, key: str, given: Path, output: Path | None) -> None:
        configuration, store = options.opened(config)
        try:
            secret = GroupKey.read(key)
            told = delivery.read(given, Answer, answer.SCHEMA, secret)
            own = _composed(configuration.site.name)
            if told.site != own:
                raise NotAlike("other_site", site=told.site, known=own)  # noqa: TRY301 - told as the others
            with store:
                _, known = gather(store, told.run, told.day)
                met = answer.resolved(told, known, secret)
                rows = list(_rows(say, store, told.run, met))
        except (NotAlike, NotCounted) as error:
            raise _told(say, error) from None
        _candidates(say, told, met, rows)
        if output is not None:
            titles = [say(f"fleet_persons.column_{name}") for name in _COLUMNS]
            private.write(output, "".join(delimited.lines([titles, *rows])).encode())
            click.echo(say("report.written", path=output), err=True)

    return found


def _rows(
    say: Say, store: Store, run: int, met: Sequence[tuple[Known, Met]]
) -> Iterator[tuple[str, ...]]:
    """A line for each account that may be of somebody known elsewhere."""
    classes = {(each.source, each.key): each.account_class for each in store.derived(run, Standing)}
    term = words(say.language).term
    for known, how in met:
        for account in known.accounts:
            place = account.source, account.key
            yield (
                account.login,
                account.source,
                term("classes", classes[place]),
                _FLAG,
                say(f"fleet_persons.met_{how}"),
            )


def _candidates(
    say: Say, told: Answer, met: Sequence[tuple[Known, Met]], rows: Sequence[tuple[str, ...]]
) -> None:
    click.echo(say("fleet_persons.found", count=told.count, day=told.day, run=told.run))
    counts = Counter(how for _, how in met)
    for how in Met:
        click.echo(
            say("fleet_persons.tokens_met", why=say(f"fleet_persons.met_{how}"), count=counts[how])
        )
    click.echo(say("fleet_persons.no_account", count=sum(not known.accounts for known, _ in met)))
    if rows:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in _COLUMNS:
            table.add_column(say(f"fleet_persons.column_{name}"), overflow="fold")
        for row in sorted(rows):
            table.add_row(*(Text(inert.line(cell)) for cell in row))
        Console(highlight=False).print(table)
    click.echo(say("fleet_persons.question"))
