"""Everybody whom the store has ever known: what says who is meant, and what is somebody else's."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agent.core.facts.accounts import Account
from agent.core.facts.people import Person
from agent.core.facts.standing import AccountClass, Standing
from agent.store import Store
from checks.derive.reconciliation.registry import Registry

Place = tuple[str, str]  # a source (a roll, a directory, an application) and a key there

_IMPERSONAL = {AccountClass.GENERIC, AccountClass.SERVICE, AccountClass.BUILTIN}


@dataclass(frozen=True, slots=True)
class Whose:
    """What is read of a standing to know whose an account is."""

    source: str
    key: str
    account_class: AccountClass
    person: str | None = None
    roll: str | None = None


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person as the store knows them: lines of rolls and accounts, either of which may lack."""

    persons: frozenset[Place]
    accounts: frozenset[Place]


class Known:
    """Persons, accounts and whose they were when they were last judged."""

    def __init__(self, store: Store) -> None:
        self.persons: dict[Place, list[Person]] = defaultdict(list)
        for told in store.versions(Person):
            if told.fact is not None:
                self.persons[told.source, told.key].append(told.fact)
        self.accounts: dict[Place, list[Account]] = defaultdict(list)
        for seen in store.versions(Account):
            if seen.fact is not None:
                self.accounts[seen.source, seen.key].append(seen.fact)
        self.whose: dict[Place, Whose] = {}
        for _, standings in store.derived_ever(Standing, Whose):
            for each in standings:
                self.whose.setdefault((each.source, each.key), each)  # the newest comes first
        self._as_of = max((run.as_of for run in store.runs()), default=None)

    @cached_property
    def _holders(self) -> dict[Place, frozenset[Place]]:
        """Lines of several rolls that are one human being, as reconciliation says."""
        if self._as_of is None:
            return {}
        latest = [versions[-1] for versions in self.persons.values()]
        found: dict[Place, frozenset[Place]] = {}
        for holder in Registry(latest, self._as_of).holders:
            same = frozenset((each.source, each.key) for each in holder.persons)
            found |= dict.fromkeys(same, same)
        return found

    def of_person(self, place: Place) -> Somebody:
        """The person of a line of a roll, with the accounts that are theirs now."""
        persons = self._holders.get(place, frozenset({place}))
        held = {
            at for at, each in self.whose.items() if (each.roll or "", each.person or "") in persons
        }
        return Somebody(persons, frozenset(held))

    def of_account(self, place: Place) -> Somebody:
        """The person of an account, or the account alone when it is nobody's."""
        whose = self.whose.get(place)
        if whose and whose.roll and whose.person:
            return self.of_person((whose.roll, whose.person))
        return Somebody(frozenset(), frozenset({place}))

    def namesakes(self, somebody: Somebody) -> dict[str, set[str]]:
        """The person's identifiers that somebody else bears in another roll, with these rolls."""
        own = {key for _, key in somebody.persons}
        found: dict[str, set[str]] = {}
        for source, key in self.persons.keys() - somebody.persons:
            if key in own:
                found.setdefault(key, set()).add(source)
        return found

    def words(self, somebody: Somebody) -> set[str]:
        """Every text that tells this person from others: identifiers, logins, addresses, DNs."""
        return {
            word
            for place in somebody.persons
            for person in self.persons.get(place, ())
            for word in of_person(person)
        } | {
            word
            for place in somebody.accounts
            for account in self.accounts.get(place, ())
            for word in of_account(account)
        }

    def others(self, somebody: Somebody) -> set[str]:
        """The same of everybody else; an account that is nobody's in particular is no one else."""
        persons = self.persons.keys() - somebody.persons
        accounts = {
            place
            for place in self.accounts.keys() - somebody.accounts
            if place not in self.whose or self.whose[place].account_class not in _IMPERSONAL
        }
        borne = {
            value
            for place in accounts
            for account in self.accounts[place]
            for _, value in account.identifiers
        }
        rest = Somebody(frozenset(persons), frozenset(accounts))
        return (self.words(rest) | borne) - self.words(somebody)


def of_person(person: Person) -> Iterator[str]:
    """The texts that tell a line of a roll from others."""
    yield person.key
    yield from filter(None, (person.rpps, person.mail, person.login))


def of_account(account: Account) -> Iterator[str]:
    """The texts that tell an account from others; an identifier that it bears may be borrowed."""
    yield from (account.key, account.login)
    yield from filter(None, (account.dn, account.sid, account.upn, account.mail))
