"""`preuve compare`: question 3 from two files, in the first hour."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from agent.commands import options
from agent.commands.answers import show_answers
from agent.commands.display import progress
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.engine.audit import scan
from agent.engine.configuration import build
from agent.engine.exits import exit_code
from agent.store import Store
from checks.guide.questions import IDS
from collectors.people.describe import Description, describe
from reports import registry, review, view

# Named properties: `-Properties *` is slow, and asks for what preuve must not see.
POWERSHELL = (
    "Get-ADUser -Filter * -Properties displayName,mail,employeeID,employeeNumber,department,"
    "description,accountExpires,whenCreated,pwdLastSet,lastLogon,lastLogonTimestamp,"
    "userAccountControl,servicePrincipalName,userWorkstations,adminCount,primaryGroupID,manager"
    " | Export-Csv ad.csv -NoTypeInformation -Encoding UTF8"
)


def command(say: Say) -> click.Command:
    """Build the command."""

    def compare(
        export: Path,
        rolls: tuple[Path, ...],
        extracted_on: date | None,
        as_of: date | None,
        output: Path,
    ) -> int:
        described = {roll: describe(roll) for roll in rolls}
        for roll, told in described.items():
            click.echo(recognised(roll, told, say), err=True)
        document = _document(export, described, extracted_on, say)
        configuration = build(Path.cwd() / "compare", document)
        # Names of persons are read: the store lives no longer than the command.
        with TemporaryDirectory(prefix="preuve-") as folder:
            url = f"sqlite:///{Path(folder) / 'compare.db'}"
            with Store.open(url, configuration.site.name) as store:
                with progress(say) as shown:
                    judgement = scan(store, configuration, shown, as_of=as_of, kept=False)
                show_answers(store, judgement.run, say)
                _write(store, judgement.run, output, say)
                return exit_code(judgement, store.units(judgement.run))

    existing = click.Path(path_type=Path, exists=True, dir_okay=False)
    params: list[click.Parameter] = [
        click.Argument(["export"], type=existing, metavar="DIRECTORY_EXPORT"),
        click.Argument(["rolls"], type=existing, nargs=-1, required=True, metavar="ROLL..."),
        options.day("--extracted-on", say("compare.extracted_on")),
        options.as_of(say),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path, file_okay=False),
            default=Path("comparaison"),
            help=say("compare.output"),
        ),
    ]
    made = options.new(say, "compare", params, compare)
    made.help = say("compare.help", powershell=POWERSHELL)
    return made


def _document(
    export: Path, rolls: dict[Path, Description], extracted_on: date | None, say: Say
) -> dict[str, Any]:
    """The configuration that the two files amount to; only question 3 is asked."""
    return {
        "site": {"name": "comparaison"},
        "scope": {"not_asked": [each for each in IDS if each != "Q3"]},
        "directory": [{"name": "annuaire", "export": str(export.resolve())}],
        "people": [
            {
                "name": roll.stem if len(rolls) > 1 else "rh",
                "path": str(roll.resolve()),
                "extracted_on": extracted_on or _drawn(roll, told, say),
            }
            for roll, told in rolls.items()
        ],
    }


def recognised(roll: Path, told: Description, say: Say) -> str:
    """What was understood of a roll, so that a wrong column is seen before its consequences."""
    how = told.sheet or f"{told.encoding} « {told.separator} »"
    columns = ", ".join(f"{header} ({field})" for field, header in told.columns)
    dropped = say("compare.dropped", columns=", ".join(told.dropped)) if told.dropped else ""
    return say(
        "compare.read", roll=roll.name, lines=told.lines, how=how, columns=columns, dropped=dropped
    )


def _drawn(roll: Path, told: Description, say: Say) -> date:
    """The latest date inside a roll: it was drawn that day or later, which is enough to be fair."""
    if told.latest is None:
        raise UsageError(say("compare.no_date", roll=roll.name))
    click.echo(say("compare.assumed", roll=roll.name, day=told.latest.isoformat()), err=True)
    return told.latest


def _write(store: Store, run: int, output: Path, say: Say) -> None:
    seen = view.build(store, run)
    output.mkdir(parents=True, exist_ok=True)
    page = output / f"report.{say.language}.html"
    private.write(page, registry.render("html", seen, say.language))
    workbook = output / f"review.{say.language}.xlsx"
    private.write(workbook, review.render(seen, say.language))
    click.echo(say("compare.written", page=page, review=workbook))
    click.echo(say("compare.export_again", powershell=POWERSHELL))
