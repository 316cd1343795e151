"""`preuve attest`: a dated answer that a person gives by name, until a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from agent.commands import options, recanting, rounds
from agent.commands.speech import LANGUAGES, Say
from agent.core import private
from agent.core.attestations import Attestation
from agent.core.errors import UsageError
from agent.core.statements import StatementKind
from agent.engine import attesting
from agent.engine.attesting import Attested
from agent.engine.saying import Speaker
from agent.store import Store
from checks.guide.questions import SUBS
from checks.guide.quick_wins import QUICK_WINS

_SAID = ("yes", "no")
_OLDEST = 99  # years: no server is older


def command(say: Say) -> click.Command:
    """Build the command."""

    def attest(
        config: Path,
        statement: str | None,
        sheet: str | None,
        output: Path | None,
        input: Path | None,
        author: str,
        list: bool,  # noqa: FBT001 - click's call
        withdraw: int | None,
        erase_text: int | None,
        **told: Any,
    ) -> None:
        if bool(sheet) != bool(output or input) or (output and input):
            raise UsageError(say("round.output_alone"))
        if sheet and output:
            private.write(output, rounds.written(sheet, say))
            click.echo(say("round.written", path=output, question=sheet))
            return
        speaker, store = options.speaker(config, say, author)
        with store:
            if list:
                _list(store, speaker.day, say)
            elif recanting.recanted(
                store,
                (StatementKind.ATTESTATION,),
                speaker,
                say,
                withdraw=withdraw,
                erase_text=erase_text,
                reason=told["reason"],
            ):
                return
            elif sheet and input:
                _take_back(store, sheet, input, _whose(told, speaker, say), speaker, say)
            else:
                _attest(store, statement, told, speaker, say)

    return options.new(say, "attest", _params(say), attest)


def _params(say: Say) -> list[click.Parameter]:
    return [
        click.Argument(["statement"], required=False),
        click.Option(["--answer"], default="", help=say("attest.answer")),
        click.Option(["--person"], default="", help=say("attest.person")),
        click.Option(["--role"], default="", help=say("attest.role")),
        options.day("--date", say("attest.date"), "day"),
        options.day("--expires", say("attest.expires")),
        click.Option(
            ["--file"],
            type=click.Path(path_type=Path, dir_okay=False),
            help=say("attest.file"),
        ),
        click.Option(["--sheet"], metavar="Q5|Q9", help=say("attest.sheet")),
        *options.out_and_in(say),
        options.author(say),
        click.Option(["--list"], is_flag=True, help=say("attest.list")),
        *recanting.params(say),
        recanting.reason(say),
        options.config(say),
    ]


def _attest(
    store: Store, statement: str | None, told: Mapping[str, Any], speaker: Speaker, say: Say
) -> None:
    if not statement or not statement.strip():
        raise UsageError(say("attest.what"))
    known = statement in SUBS or statement in QUICK_WINS
    made = _whose(told, speaker, say)
    says, years = answered(statement, told["answer"], say)
    made = replace(made, sub_question=statement if known else None, answer=says, years=years)
    if file := told["file"]:
        made = replace(made, file_digest=options.digest("--file", file), file_name=file.name)
    attesting.attest(store, made, "" if known else statement, speaker)
    click.echo(say("attest.made", person=made.person, expires=made.expires.isoformat()))
    if known:
        click.echo(say("attest.next"))


def _whose(told: Mapping[str, Any], speaker: Speaker, say: Say) -> Attestation:
    """Who answers, and from when until when; what is still to be said."""
    for name in ("person", "role"):
        options.said(say, f"--{name}", told[name])
    day = told["day"] or speaker.day
    return Attestation(
        sub_question=None,
        person=told["person"].strip(),
        role=told["role"].strip(),
        day=day,
        expires=_expires(day, told["expires"], speaker.day, say),
    )


def _take_back(
    store: Store, question: str, path: Path, whose: Attestation, speaker: Speaker, say: Say
) -> None:
    """Record what a round came to; the sheet itself stays where it is, known by its digest."""
    found = rounds.read(question, path, say)
    document = replace(whose, file_digest=options.digest("--input", path), file_name=path.name)
    for about, answer in found.items():
        if answer is None:
            click.echo(say("round.too_little", about=about))
            continue
        attesting.attest(store, replace(document, sub_question=about, answer=answer), "", speaker)
        told = say(f"round.{answer}")
        until = whose.expires.isoformat()
        click.echo(
            say("round.recorded", about=about, answer=told, person=whose.person, expires=until)
        )
    if any(found.values()):
        click.echo(say("attest.next"))


def answered(statement: str, told: str, say: Say) -> tuple[str | None, int | None]:
    """Yes or no, or a number of years, as the statement asks; a sentence asks for neither.

    Raises:
        UsageError: that is no answer to it.
    """
    if statement not in SUBS and statement not in QUICK_WINS:
        if told:
            raise UsageError(say("attest.no_answer"))
        return None, None
    word = told.strip().casefold()
    if statement in SUBS and SUBS[statement].good is None:
        if not (word.isascii() and word.isdecimal() and int(word) <= _OLDEST):
            raise UsageError(say("attest.years", statement=statement))
        return None, int(word)
    values = {Say(language)(f"attest.{each}"): each for language in LANGUAGES for each in _SAID}
    if word not in values:
        raise UsageError(say("attest.yes_or_no", statement=statement))
    return values[word], None


def _expires(day: date, expires: date | None, today: date, say: Say) -> date:
    if day > today:
        raise UsageError(say("attest.future", day=day.isoformat()))
    if expires is None or expires < day:
        raise UsageError(say("attest.no_end"))
    return expires


def _list(store: Store, today: date, say: Say) -> None:
    told = attesting.attested(store)
    for each in told:
        made = each.attestation
        state = "expired_state" if made.expires < today else "current_state"
        click.echo(
            say(
                "attest.line",
                number=each.number,
                state=say(f"attest.{state}"),
                what=_what(each, say),
                person=made.person,
                role=made.role,
                day=made.day.isoformat(),
                expires=made.expires.isoformat(),
                file=made.file_name or "-",
            )
        )
    if not told:
        click.echo(say("attest.none"))


def _what(told: Attested, say: Say) -> str:
    made = told.attestation
    if not made.sub_question:
        return told.text or say("attest.erased")
    says = say(f"attest.{made.answer}") if made.answer else made.years
    return made.sub_question if says is None else f"{made.sub_question} = {says}"
