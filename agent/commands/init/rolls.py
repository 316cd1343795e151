"""Rolls of persons: the columns that are detected, shown and corrected, and the day of each."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from agent.commands.compare import recognised
from agent.commands.init.given import Talk
from agent.core.errors import SourceError, Unreadable
from agent.core.facts.people import Origin
from agent.engine.starting.draft import Roll
from checks.texts.loader import load
from collectors.people.columns import ASKED
from collectors.people.describe import Description, describe
from collectors.transports.shell import printable


def rolls(talk: Talk) -> tuple[Roll, ...]:
    """Every roll, those of the command line first."""
    made = [
        roll
        for path, origin, day in talk.given.rolls
        if (roll := _roll(talk, path, origin, day)) is not None
    ]
    if talk.given.rolls:
        return tuple(made)
    talk.tell("rolls")
    while told := talk.ask.text(talk.say("init.roll_next" if made else "init.roll"), needed=False):
        if (roll := _roll(talk, Path(told), None, None)) is not None:
            made.append(roll)
    return tuple(made)


def _roll(talk: Talk, path: Path, origin: str | None, day: date | None) -> Roll | None:
    columns: dict[str, str] = {}
    while True:
        seen: Description | None = None
        try:
            seen = describe(path, columns)
        except Unreadable as error:
            click.echo(f"  {printable(talk.say.failure(str(error)))}")
            if not path.suffix or not talk.ask.yes(talk.say("init.columns_by_hand")):
                return None
        except SourceError as error:
            click.echo(f"  {printable(talk.say.failure(str(error)))}")
            return None
        if seen is not None:
            click.echo("  " + recognised(path, seen, talk.say))
            if talk.ask.yes(talk.say("init.columns_right")):
                break
        columns = _columns(talk, seen)
    return Roll(path, origin or _origin(talk), day or _day(talk, seen), columns)


def _columns(talk: Talk, seen: Description | None) -> dict[str, str]:
    """Headers by field, where they are not those that were detected."""
    detected = dict(seen.columns) if seen else {}
    told: dict[str, str] = {}
    for field, usual in ASKED.items():
        question = talk.say("init.column", field=usual)
        header = talk.ask.text(question, detected.get(field, ""), needed=False)
        if header and header != detected.get(field):
            told[field] = header
    return told


def _origin(talk: Talk) -> str:
    words = load(talk.say.language)["origins"]
    origins = list(Origin)
    return origins[talk.ask.one(talk.say("init.origin"), [words[each] for each in origins])].value


def _day(talk: Talk, seen: Description) -> date:
    latest = seen.latest.isoformat() if seen.latest else ""

    def check(told: str) -> None:
        try:
            day = date.fromisoformat(told)
        except ValueError:
            raise ValueError(talk.say("init.no_day")) from None
        if day > datetime.now(UTC).date():
            raise ValueError(talk.say("init.future"))

    return date.fromisoformat(talk.ask.text(talk.say("init.drawn"), latest, check=check))
