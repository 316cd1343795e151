"""For human resources: persons and their accounts, to fill in; of an account's use, nothing.

A workbook and not a page, for it is to come back: `preuve accounts review --input` reads the sheet
whose titles are those of the workbook that this command itself writes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from agent.core.facts.people import Person
from agent.core.facts.standing import AccountClass, Standing
from reports import persons, sentences
from reports.readers.words import Words, words
from reports.rows import Row
from reports.sheets import Sheet
from reports.sheets import render as workbook
from reports.view import View

_TO_DECIDE = (AccountClass.AMBIGUOUS, AccountClass.ORPHAN)
_FILLED = ("decision", "author", "reason")
# The columns of each sheet, which one without a line still has.
_COLUMNS = {
    "decide": ("login", "directory", "key", "situation", "department", "candidates", *_FILLED),
    "left": (
        *("person", "name", "ended", "login", "directory", "department"),
        *("confirmed", "comment"),
    ),
    "several": ("person", "name", "directory", "accounts", "logins"),
    "reading": ("item", "value"),
}


def render(view: View, language: str) -> bytes:
    """A workbook: how to read it, accounts to decide, departures, several accounts, persons."""
    return workbook(_Workbook(view, words(language)).sheets())


class _Workbook:
    def __init__(self, view: View, say: Words) -> None:
        self.view = view
        self.say = say
        self.persons: dict[str, list[Person]] = defaultdict(list)
        for each in view.persons:
            self.persons[each.key].append(each)

    def sheets(self) -> list[Sheet]:
        enabled = [each for each in self.view.standings if each.enabled]
        decide = sorted(
            (each for each in enabled if each.account_class in _TO_DECIDE),
            key=lambda each: (_TO_DECIDE.index(each.account_class), each.source, each.login),
        )
        left = [each for each in enabled if each.account_class is AccountClass.LEAVER]
        choices = [self._choices(each) for each in decide]
        free: list[Sequence[str]] = [()] * len(decide)
        return [
            self._sheet("reading", self._reading()),
            self._sheet(
                "decide",
                map(self._decide, decide),
                {"decision": choices, "author": free, "reason": free},
            ),
            self._sheet(
                "left",
                map(self._left, sorted(left, key=lambda each: (each.source, each.login))),
                {"confirmed": [(self.say("hr.yes"), self.say("hr.no"))] * len(left), "comment": []},
            ),
            self._sheet("several", self._several(enabled)),
            self._persons(),
        ]

    def _sheet(
        self,
        name: str,
        rows: Iterable[Row],
        to_fill: Mapping[str, Sequence[Sequence[str]]] | None = None,
    ) -> Sheet:
        titles: Mapping[str, str] = self.say.chrome["hr_columns"]
        told = [{titles[column]: cell for column, cell in row.items()} for row in rows]
        columns = [titles[column] for column in _COLUMNS[name]]
        filled = {titles[column]: choices for column, choices in (to_fill or {}).items()}
        return Sheet(self.say(f"hr.{name}"), told, columns, filled)

    def _decide(self, account: Standing) -> Row:
        found = self._candidates(account)
        told = [f"{_choice(each)}{self.say('hr.colon')}{_described(each)}" for each in found]
        return {
            "login": account.login,
            "directory": account.source,
            "key": account.key,
            "situation": self.say.term("classes", account.account_class),
            "department": account.unit,
            "candidates": "\n".join(told),
            **dict.fromkeys(_FILLED, ""),
        }

    def _candidates(self, account: Standing) -> list[Person]:
        return [each for key, _ in account.candidates for each in self.persons.get(key, ())]

    def _choices(self, account: Standing) -> list[str]:
        """Nobody can be chosen where nobody is proposed: an identifier is typed there."""
        found = [_choice(each) for each in self._candidates(account)]
        return [*found, self.say("hr.nobody")] if found else []

    def _left(self, account: Standing) -> Row:
        return {
            "person": account.person,
            "name": self._name(account),
            "ended": account.ended,
            "login": account.login,
            "directory": account.source,
            "department": account.unit,
            "confirmed": "",
            "comment": "",
        }

    def _name(self, account: Standing) -> str:
        """As the roll that the account was matched with writes it."""
        found = self.persons.get(account.person or "", ())
        return next((_named(each) for each in found if each.source == account.roll), "")

    def _several(self, enabled: Iterable[Standing]) -> Iterable[Row]:
        """Persons with more than one open account in one directory or application."""
        held: dict[tuple[str, str, str], list[Standing]] = defaultdict(list)
        for each in enabled:
            if each.person and each.roll:
                held[each.person, each.roll, each.source].append(each)
        for (person, _, source), accounts in sorted(held.items()):
            if len(accounts) > 1:
                yield {
                    "person": person,
                    "name": self._name(accounts[0]),
                    "directory": source,
                    "accounts": len(accounts),
                    "logins": "\n".join(each.login for each in accounts),
                }

    def _persons(self) -> Sheet:
        header, rows = persons.table(self.view, self.say)
        told = [dict(zip(header, row, strict=True)) for row in rows]
        return Sheet(self.say("hr.persons"), told, header)

    def _reading(self) -> Iterable[Row]:
        """What this is, of which day, and what to do with each sheet."""
        say, view = self.say, self.view
        days = sentences.dates(view.collected_on, view.judgement.as_of, say)
        told = [
            (say("hr.about"), say("reader.about", site=view.run.site, run=view.run.run)),
            (say("hr.days"), days),
        ]
        if view.run.demonstration:
            told.append((say("hr.warning"), say("page.demonstration")))
        sheets = ("decide", "left", "several", "persons")
        told += [(say(f"hr.{name}"), say(f"hr.about_{name}")) for name in sheets]
        told.append((say("hr.never"), say("hr.about_never")))
        return [{"item": item, "value": value} for item, value in told]


def _choice(person: Person) -> str:
    return f"{person.key} ({person.source})"


def _named(person: Person) -> str:
    return f"{person.usage_name} {person.given_names}".strip()


def _described(person: Person) -> str:
    return ", ".join(part for part in (_named(person), person.unit, person.position) if part)
