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
        self._read_in: dict[Place, list[int]] = defaultdict(list)  # the run of each version
        for seen in store.versions(Account):
            if seen.fact is not None:
                self.accounts[seen.source, seen.key].append(seen.fact)
                self._read_in[seen.source, seen.key].append(seen.run)
        self.whose: dict[Place, Whose] = {}
        self._held: dict[Place, dict[int, Whose]] = defaultdict(dict)
        for run, standings in store.derived_ever(Standing, Whose):
            for each in standings:
                place = each.source, each.key
                self.whose.setdefault(place, each)  # the newest comes first
                self._held[place].setdefault(run, each)
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

    def is_others(self, place: Place, run: int, somebody: Somebody) -> bool:
        """Whether an account was somebody else's in a run: an object may change hands."""
        whose = self._held.get(place, {}).get(run)
        if whose is None or whose.person is None:
            return False
        return (whose.roll or "", whose.person) not in somebody.persons

    def is_others_version(self, place: Place, since: int, somebody: Somebody) -> bool:
        """Whether what a run read of an account was somebody else's for as long as it stood."""
        whose = self.holders(place, since)
        return bool(whose) and not any(
            (each.roll or "", each.person or "") in somebody.persons for each in whose
        )

    def holders(self, place: Place, since: int) -> list[Whose]:
        """Who held an account while the version that a run read of it stood, newest first."""
        later = (run for run in self._read_in.get(place, ()) if run > since)
        end = min(later, default=None)
        return [
            each
            for run, each in sorted(self._held.get(place, {}).items(), reverse=True)
            if run >= since and (end is None or run < end) and each.person is not None
        ]

    def versions(self, place: Place) -> Iterator[tuple[int, Account]]:
        """Each version of an account, with the run that read it first."""
        yield from zip(self._read_in.get(place, ()), self.accounts.get(place, ()), strict=True)

    def own(self, somebody: Somebody) -> Iterator[Account]:
        """The versions of a person's accounts that were never somebody else's alone."""
        for place in somebody.accounts:
            for run, each in self.versions(place):
                if not self.is_others_version(place, run, somebody):
                    yield each

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
        } | {word for account in self.own(somebody) for word in of_account(account)}

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
        rest = {word for place in persons for one in self.persons[place] for word in of_person(one)}
        # Of an account that changed hands, what it was before is somebody else's too.
        rest |= {
            word
            for place in accounts | somebody.accounts
            for account in self.accounts.get(place, ())
            for word in of_account(account)
        }
        return (rest | borne) - self.words(somebody)


def of_person(person: Person) -> Iterator[str]:
    """The texts that tell a line of a roll from others."""
    yield person.key
    yield from filter(None, (person.rpps, person.mail, person.login))


def of_account(account: Account) -> Iterator[str]:
    """The texts that tell an account from others; an identifier that it bears may be borrowed."""
    yield from (account.key, account.login)
    yield from filter(None, (account.dn, account.sid, account.upn, account.mail))
