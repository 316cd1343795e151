"""The accounts and persons of the last run, found by what a person types."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from agent.commands.speech import Say
from agent.core.errors import UsageError
from agent.core.facts.accounts import Account
from agent.core.facts.people import Person
from agent.core.sources import Facts
from agent.engine.populations import Shelf
from agent.store import Store

_NEAR = 3  # names shown


class Known:
    """What the last run knows; every refusal says what is near what was typed."""

    def __init__(self, store: Store, say: Say) -> None:
        self.run = store.last_ended()
        self._say = say
        self._populations = Shelf(store, self.run).populations()

    def _facts(self, kind: type[Any]) -> list[Any]:
        known = self._populations.get(kind)
        return list(known.items) if isinstance(known, Facts) else []

    @cached_property
    def accounts(self) -> Sequence[Account]:
        """Every account of every directory read."""
        return self._facts(Account)

    @cached_property
    def persons(self) -> Sequence[Person]:
        """Every person of every roll read."""
        return self._facts(Person)

    @cached_property
    def by_key(self) -> dict[tuple[str, str], Account]:
        """Accounts by directory and key."""
        return {(each.source, each.key): each for each in self.accounts}

    def account(self, login: str, directory: str | None = None) -> Account:
        """The account of a login; raises UsageError."""
        same = [each for each in self.accounts if each.login.casefold() == login.casefold()]
        found = [each for each in same if directory in {None, each.source}]
        if not found:
            near = _near(login, (each.login for each in self.accounts))
            told = self._where({each.source for each in same}) or self._did_you_mean(near)
            raise UsageError(self._say("known.no_account", login=login, run=self.run) + told)
        if len(found) > 1:
            where = ", ".join(sorted(each.source for each in found))
            raise UsageError(self._say("known.several_accounts", login=login, where=where))
        return found[0]

    def person(self, identifier: str, roll: str | None = None) -> Person:
        """The person of an identifier; raises UsageError."""
        same = [each for each in self.persons if each.key.casefold() == identifier.casefold()]
        found = [each for each in same if roll in {None, each.source}]
        if not found:
            near = _near(identifier, (each.key for each in self.persons))
            told = self._where({each.source for each in same}) or self._did_you_mean(near)
            raise UsageError(self._say("known.no_person", person=identifier, run=self.run) + told)
        if len(found) > 1:
            where = ", ".join(sorted(each.source for each in found))
            raise UsageError(self._say("known.several_persons", person=identifier, where=where))
        return found[0]

    def candidates(self, identifiers: Iterable[str]) -> list[Person]:
        """The persons of some identifiers, in their order, in every roll that has them."""
        wanted = list(identifiers)
        found = [each for each in self.persons if each.key in wanted]
        return sorted(found, key=lambda each: (wanted.index(each.key), each.source))

    def _where(self, sources: set[str]) -> str:
        if not sources:
            return ""
        return self._say("known.elsewhere", where=", ".join(sorted(sources)))

    def _did_you_mean(self, near: list[str]) -> str:
        return self._say("known.near", near=", ".join(near)) if near else ""


def _near(word: str, known: Iterable[str]) -> list[str]:
    """Near names, whatever their case."""
    spelled = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), list(spelled), n=_NEAR, cutoff=0.6)
    return [spelled[each] for each in close]
