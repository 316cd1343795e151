"""`preuve accounts review`: doubtful accounts, in the terminal or by a workbook out and in."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from agent.commands import options
from agent.commands.accounts import sheet
from agent.commands.accounts.doubts import Doubt, doubts, identifiers, names
from agent.commands.accounts.known import Known
from agent.commands.accounts.walking import walk
from agent.commands.answers import days_told
from agent.commands.speech import LANGUAGES, Say
from agent.core import private
from agent.core.errors import UsageError
from agent.core.facts.decisions import Decision, Verb
from agent.core.facts.people import Person
from agent.core.facts.standing import Standing
from agent.engine import saying
from agent.engine.saying import Speaker
from agent.store import Store
from reports.form import FormLine, render

COLUMNS = (
    "login", "directory", "key", "names", "mail", "department", "identifiers", "candidates",
    "decision", "author", "reason",
)  # fmt: skip
_NEEDED = ("login", "directory", "key", "decision", "author", "reason")
_PERSON = re.compile(r"(?P<person>.+?)\s*\((?P<roll>[^()]+)\)")


def command(say: Say) -> click.Command:
    """Build the command."""

    def review(config: Path, output: Path | None, input: Path | None, author: str) -> None:
        options.one_way(say, output, input)
        speaker, store = options.speaker(config, say, author)
        with store:
            known = Known(store, say)
            if input:
                click.echo(_take_back(store, known, input, speaker, say))
                return
            found = doubts(store, known)
            if output:
                private.write(output, _form(found, sheet.days(store, known.run, say), say))
                click.echo(say("review.written", path=output, count=len(found)))
            elif not found:
                click.echo(say("review.nothing"))
            else:
                days_told(store, known.run, say)
                click.echo(say("review.recorded", count=walk(store, found, speaker, say)))
                click.echo(say("decided.next"))

    return options.new(
        say, "review", [*options.out_and_in(say), options.author(say), options.config(say)], review,
        group="accounts",
    )  # fmt: skip


def _form(found: list[Doubt], days: Mapping[str, str], say: Say) -> bytes:
    lines = [_line(each, say) for each in found]
    return render(say("form.review"), sheet.titles(COLUMNS, say), lines, days)


def _line(doubt: Doubt, say: Say) -> FormLine:
    account = doubt.account
    choices = [_choice(each) for each in doubt.candidates]
    told = [f"{_choice(each)} · {_described(each)}" for each in doubt.candidates]
    cells = (
        account.login,
        account.source,
        account.key,
        names(account),
        account.mail or "",
        account.department or "",
        identifiers(account),
        "\n".join(told),
        "",
        "",
        "",
    )
    return FormLine(cells, {COLUMNS.index("decision"): [*choices, say("form.nobody")]})


def _choice(person: Person) -> str:
    return f"{person.key} ({person.source})"


def _described(person: Person) -> str:
    told = (person.usage_name, person.given_names, person.mail, person.unit)
    return ", ".join(part for part in told if part)


def _take_back(store: Store, known: Known, path: Path, speaker: Speaker, say: Say) -> str:
    """Record what was decided; nothing at all when a line is bad."""
    reader = _Reader(store, known, speaker, say)
    refused = sheet.Refused(path, say)
    read: list[tuple[Decision, str, Speaker]] = []
    for line in sheet.read(path, _NEEDED, say):
        if not line["decision"]:
            continue
        try:
            read += reader.decisions(line)
        except UsageError as error:
            refused.add(line, str(error))
    refused.check()
    new = sum(saying.decide(store, made, reason, whose) for made, reason, whose in read)
    told = say("form.taken", new=new, known=len(read) - new)
    return f"{told}\n{say('decided.next')}" if new else told


class _Reader:
    """Reads the lines of a workbook that came back."""

    def __init__(self, store: Store, known: Known, speaker: Speaker, say: Say) -> None:
        self._known = known
        self._speaker = speaker
        self._say = say
        self._nobody = {Say(language)("form.nobody").casefold() for language in LANGUAGES}
        self._standings = {
            (each.source, each.key): each for each in store.derived(known.run, Standing)
        }

    def decisions(self, line: sheet.Line) -> list[tuple[Decision, str, Speaker]]:
        """What a line decides; raises UsageError."""
        at = line["directory"], line["key"]
        account = self._known.by_key.get(at)
        if account is None:
            raise UsageError(self._say("form.no_account", login=line["login"]))
        for column in ("author", "reason"):
            if not line[column]:
                raise UsageError(self._say("form.empty", column=self._say(f"form.{column}")))
        whose = replace(self._speaker, author=line["author"])
        if line["decision"].casefold() in self._nobody:
            verb, persons = Verb.UNLINK, self._candidates(at)
        else:
            verb, persons = Verb.LINK, [self._person(line["decision"])]
        made = [saying.decision(account, verb, whose, person=each) for each in persons]
        return [(each, line["reason"], whose) for each in made]

    def _person(self, told: str) -> Person:
        if chosen := _PERSON.fullmatch(told):
            return self._known.person(chosen["person"], chosen["roll"])
        return self._known.person(told)

    def _candidates(self, at: tuple[str, str]) -> list[Person]:
        standing = self._standings.get(at)
        found = self._known.candidates(key for key, _ in standing.candidates) if standing else []
        if not found:
            raise UsageError(self._say("form.no_candidate"))
        return found
