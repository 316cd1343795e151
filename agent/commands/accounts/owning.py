"""`preuve accounts owners`: who answers for generic and service accounts, by workbook."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import click

from agent.commands import options
from agent.commands.accounts import sheet
from agent.commands.accounts.known import Known
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import UsageError
from agent.core.facts.accounts import Account
from agent.core.facts.standing import AccountClass, Standing
from agent.engine import saying
from agent.engine.saying import Speaker, Use
from agent.store import Store
from reports.form import FormLine, render
from reports.words import words

COLUMNS = ("login", "directory", "key", "class", "owner", "use", "procedure", "author")
_NEEDED = ("login", "directory", "key", "owner", "use", "procedure", "author")
_IMPERSONAL = {AccountClass.GENERIC, AccountClass.SERVICE}
_Named = tuple[Account, str, Use, Speaker]


def command(say: Say) -> click.Command:
    """Build the command."""

    def owners(config: Path, output: Path | None, input: Path | None, author: str) -> None:
        options.one_way(say, output, input, needed=True)
        speaker, store = options.speaker(config, say, author)
        with store:
            known = Known(store, say)
            if input:
                click.echo(_take_back(store, known, input, speaker, say))
            elif output:
                lines = _lines(store, known, say)
                days = sheet.days(store, known.run, say)
                body = render(say("form.owners"), sheet.titles(COLUMNS, say), lines, days)
                private.write(output, body)
                click.echo(say("owners.written", path=output, count=len(lines)))

    return options.new(
        say, "owners", [*options.out_and_in(say), options.author(say), options.config(say)], owners,
        group="accounts",
    )  # fmt: skip


def _lines(store: Store, known: Known, say: Say) -> list[FormLine]:
    """Enabled generic and service accounts and preuve's own, with what is known of each."""
    told = words(say.language)
    register = saying.register(store)
    askers = store.askers(known.run)
    found = [
        each
        for each in store.derived(known.run, Standing)
        if each.enabled
        and (
            each.account_class in _IMPERSONAL
            or asks(known.by_key.get((each.source, each.key)), askers.get(each.source, ()))
        )
    ]
    lines = []
    for each in sorted(found, key=lambda each: (each.source, each.login.casefold())):
        owner, use = register.get((each.source, each.key), (None, Use()))
        account_class = told.term("classes", each.account_class)
        named = (owner.person, use.use, use.procedure, owner.author) if owner else ("",) * 4
        lines.append(FormLine((each.login, each.source, each.key, account_class, *named)))
    return lines


def asks(account: Account | None, askers: Collection[str]) -> bool:
    """Whether preuve itself asked with this account, named as a logon name or after its domain."""
    if account is None:
        return False
    names = {(name or "").casefold() for name in (account.login, account.upn)} - {""}
    return any(each.rpartition("\\")[2].casefold() in names for each in askers)


def _take_back(store: Store, known: Known, path: Path, speaker: Speaker, say: Say) -> str:
    """Record the owners; nothing at all when a line is bad."""
    refused = sheet.Refused(path, say)
    read: list[_Named] = []
    for line in sheet.read(path, _NEEDED, say):
        if not (line["owner"] or line["use"] or line["procedure"]):
            continue
        try:
            read.append(_named(line, known, speaker, say))
        except UsageError as error:
            refused.add(line, str(error))
    refused.check()
    new = sum(saying.name_owner(store, *each) for each in read)
    told = say("form.taken", new=new, known=len(read) - new)
    return f"{told}\n{say('decided.next')}" if new else told


def _named(line: sheet.Line, known: Known, speaker: Speaker, say: Say) -> _Named:
    account = known.by_key.get((line["directory"], line["key"]))
    if account is None:
        raise UsageError(say("form.no_account", login=line["login"]))
    if not line["owner"]:
        raise UsageError(say("form.empty", column=say("form.owner")))
    persons = known.candidates([line["owner"]])
    # An owner in several rolls is one person: which roll tells it does not matter here.
    owner = persons[0] if persons else known.person(line["owner"])
    whose = replace(speaker, author=line["author"] or speaker.author)
    return account, owner.key, Use(line["use"], line["procedure"]), whose
