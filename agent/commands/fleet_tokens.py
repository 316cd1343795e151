"""`preuve fleet tokens`: a hospital's persons as tokens, for one count of its group."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.acts import Act
from agent.core.errors import IntegrityError, UsageError
from agent.core.fingerprints import spoken
from agent.engine.region.persons import delivery
from agent.engine.region.persons.delivery import Delivery, Head
from agent.engine.region.persons.gathering import gather
from agent.engine.region.persons.group_key import GroupKey, named
from agent.engine.region.refusals import NotAlike, NotCounted

FILE = click.Path(path_type=Path, dir_okay=False)


def part(say: Say) -> click.Command:
    """Build it."""

    def tokens(
        config: Path, key: str, name: str, day: date | None, output: Path, run: int | None
    ) -> None:
        if day is None:
            raise UsageError(say("option.empty", option="--day"))
        configuration, store = options.opened(config)
        with store, in_words(say):
            secret, count = GroupKey.read(key), named(name, day)
            gathered = gather(store, run, day)
            head = Head(
                schema=delivery.SCHEMA,
                site=composed(configuration.site.name),
                count=count.name,
                day=count.day,
                made=configuration.today(datetime.now(UTC)),
                key=secret.fingerprint,
                run=gathered.run.run,
                drawn=gathered.drawn,
            )
            made = delivery.made(head, gathered.known, secret)
            body = delivery.written(made, secret)
            private.write(output, body)
            store.record(Act.TOKENS_MADE, _entry(made, body), made.run)
        click.echo(say("fleet_persons.written", path=output, fingerprint=spoken(made.key)))
        line(say, made)
        click.echo(say("fleet_persons.pseudonyms"))

    params: list[click.Parameter] = [
        options.config(say),
        group_key(say),
        click.Option(
            ["--count", "name"], metavar="NOM", required=True, help=say("fleet_persons.count")
        ),
        options.day("--day", say("fleet_persons.day")),
        click.Option(["--output"], type=FILE, required=True, help=say("fleet_persons.output")),
        options.run_number(say),
    ]
    return options.new(say, "tokens", params, tokens, group="fleet")


def group_key(say: Say) -> click.Option:
    """`--key`."""
    return click.Option(["--key"], metavar="REF", required=True, help=say("fleet_persons.key"))


def composed(name: str) -> str:
    """A hospital's name as files hold it, however somebody's keyboard makes its accents."""
    return normalize("NFC", name)


@contextmanager
def in_words(say: Say) -> Iterator[None]:
    """Have a refusal told in the reader's words."""
    try:
        yield
    except (NotAlike, NotCounted) as error:
        kind = UsageError if isinstance(error, NotAlike) else IntegrityError
        raise kind(say(f"fleet_persons.why_{error.code}", **error.values)) from None


def line(say: Say, made: Delivery) -> None:
    """What a delivery holds, and what it leaves out."""
    told = ("persons", "without", "accounts", "accounts_without", "doubtful", "run")
    values = {name: getattr(made, name) for name in told}
    click.echo(say("fleet_persons.site", site=made.site, day=made.drawn, **values))


def _entry(made: Delivery, body: bytes) -> dict[str, object]:
    return {
        "count": made.count,
        "day": made.day.isoformat(),
        "key": made.key,
        "file": "sha256:" + sha256(body).hexdigest(),
        "persons": made.persons,
        "user": getpass.getuser(),
    }
