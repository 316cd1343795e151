"""`preuve restore-test`: restoration sheets, kept as evidence. preuve itself restores nothing."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from agent.commands import options, recanting
from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.core.restore_sheets import Restored, RestoreSheet
from agent.core.statements import StatementKind
from agent.engine import restoring, sheets

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
_TEXTS = ("system", "data", "operator", "role", "requester")  # all required
_LONGEST = 60 * 24 * 365  # minutes


def command(say: Say) -> click.Command:
    """Build the command and its parts."""
    parts = [_record(say), _list(say)]
    return options.group(say, "restore-test", parts)


def _record(say: Say) -> click.Command:
    def record(config: Path, author: str, **told: Any) -> None:
        for name in _TEXTS:
            option = name.upper() if name == "system" else f"--{name}"
            options.said(say, option, told[name])
        restored, original = _compared(say, told)
        speaker, store = options.speaker(config, say, author)
        with store:
            sheet = _sheet(say, told, speaker.day)
            sheet = replace(sheet, restored_digest=restored, original_digest=original)
            number = restoring.record(store, sheet, told["data"].strip(), speaker)
        click.echo(say("restore_test.made", number=number, system=sheet.system))
        if sheet.compared is not None:
            click.echo(say("restore_test.same" if sheet.compared else "restore_test.differs"))
        click.echo(say("restore_test.next"))

    return options.new(say, "record", _params(say), record, group="restore_test")


def _params(say: Say) -> list[click.Parameter]:
    place = click.Path(path_type=Path, dir_okay=False)
    return [
        click.Argument(["system"], metavar="SYSTEM"),
        *(
            click.Option([f"--{name}"], default="", help=say(f"restore_test.{name}"))
            for name in _TEXTS[1:]
        ),
        options.day("--backup-date", say("restore_test.backup_date"), "backup_day"),
        options.day("--date", say("restore_test.date"), "day"),
        click.Option(
            ["--minutes"],
            type=click.IntRange(0, _LONGEST),
            metavar="N",
            help=say("restore_test.minutes"),
        ),
        click.Option(
            ["--result"], default="", metavar="|".join(Restored), help=say("restore_test.result")
        ),
        click.Option(["--file"], type=place, help=say("restore_test.file")),
        click.Option(["--original"], type=place, help=say("restore_test.original")),
        click.Option(["--original-sha256"], default="", help=say("restore_test.original_sha256")),
        options.author(say),
        options.config(say),
    ]


def _sheet(say: Say, told: Mapping[str, Any], today: date) -> RestoreSheet:
    day = told["day"] or today
    return RestoreSheet(
        system=told["system"].strip(),
        operator=told["operator"].strip(),
        role=told["role"].strip(),
        requester=told["requester"].strip(),
        backup_day=_day(say, "--backup-date", told["backup_day"], day),
        day=_day(say, "--date", day, today),
        minutes=told["minutes"],
        result=_result(say, told["result"]),
    )


def _day(say: Say, option: str, given: date | None, last: date) -> date:
    if given is None:
        raise UsageError(say("option.empty", option=option))
    if given > last:
        raise UsageError(say("restore_test.later", option=option, day=given, last=last))
    return given


def _result(say: Say, given: str) -> Restored:
    try:
        return Restored(given.strip().lower())
    except ValueError:
        raise UsageError(say("restore_test.no_result", known=", ".join(Restored))) from None


def _compared(say: Say, told: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Both digests: one alone compares nothing, and would look as if it did."""
    file, original, digest = told["file"], told["original"], told["original_sha256"]
    if file is None and original is None and not digest:
        return None, None
    if file is None or (original is None) == (not digest):
        raise UsageError(say("restore_test.both"))
    restored = options.digest("--file", file)
    if original is not None:
        if original.exists() and original.samefile(file):
            raise UsageError(say("restore_test.itself", path=file))
        return restored, options.digest("--original", original)
    found = _DIGEST.fullmatch(digest.strip())
    if found is None:
        raise UsageError(say("restore_test.no_digest"))
    return restored, f"sha256:{found[1].lower()}"


def _list(say: Say) -> click.Command:
    def list_sheets(
        config: Path, withdraw: int | None, erase_text: int | None, reason: str, author: str
    ) -> None:
        speaker, store = options.speaker(config, say, author)
        with store:
            if recanting.recanted(
                store,
                (StatementKind.RESTORE_TEST,),
                speaker,
                say,
                withdraw=withdraw,
                erase_text=erase_text,
                reason=reason,
            ):
                return
            told = sheets.recorded(store)
            for each in told:
                click.echo(_line(say, each))
            if not told:
                click.echo(say("restore_test.none"))

    params: list[click.Parameter] = [
        *recanting.params(say),
        recanting.reason(say),
        options.author(say),
        options.config(say),
    ]
    return options.new(say, "list", params, list_sheets, group="restore_test")


def _line(say: Say, told: sheets.Recorded) -> str:
    sheet = told.sheet
    compared = {None: "not_compared", True: "is_same", False: "is_other"}[sheet.compared]
    return say(
        "restore_test.line",
        number=told.number,
        day=sheet.day.isoformat(),
        system=sheet.system,
        data=told.data or say("attest.erased"),
        backup_day=sheet.backup_day.isoformat(),
        result=say(f"restore_test.{sheet.result}"),
        minutes="–" if sheet.minutes is None else sheet.minutes,
        compared=say(f"restore_test.{compared}"),
        operator=sheet.operator,
        role=sheet.role,
        requester=sheet.requester,
    )
