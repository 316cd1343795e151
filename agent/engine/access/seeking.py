"""Who is meant by an identifier: a matricule, an account's name, an RPPS or an address."""

from collections.abc import Iterable, Iterator

from agent.core.facts.accounts import Account
from agent.core.facts.people import Person
from agent.engine.access.known import Known, Place, Somebody
from checks.derive.reconciliation.registry import bare

_FIRST = "#1"  # of two people under one identifier, the one that has no number


def seek(known: Known, identifier: str, source: str | None = None) -> list[Somebody]:
    """Everybody whom an identifier may mean, each once; `source` keeps one roll or directory.

    Missing leading zeros are forgiven only when nobody has the identifier as it is written.
    """
    wanted = identifier.strip().casefold()
    for means in (_written, _bare):
        persons, accounts = means(known, wanted)
        found = [
            *map(known.of_person, _within(persons, source)),
            *(
                somebody
                for place in _within(accounts, source)
                for somebody in _holders(known, place, wanted)
            ),
        ]
        if found:
            return list(dict.fromkeys(found))
    return []


def _holders(known: Known, place: Place, wanted: str) -> Iterator[Somebody]:
    """Whose an account was when it bore a name; it may have changed hands since."""
    for run, version in known.versions(place):
        told = wanted in _folded(_logins(version)) or bare(wanted) in _borne(version)
        whose = next(iter(known.holders(place, run)), None) if told else None
        if whose and whose.roll and whose.person:
            yield known.of_person((whose.roll, whose.person))
        elif told:
            yield known.of_account(place)


def _within(places: Iterable[Place], source: str | None) -> list[Place]:
    return sorted(place for place in places if source in {None, place[0]})


def _written(known: Known, wanted: str) -> tuple[set[Place], set[Place]]:
    persons = {
        place
        for place, versions in known.persons.items()
        if any(wanted in _folded(_names(each)) for each in versions)
    }
    accounts = {
        place
        for place, versions in known.accounts.items()
        if any(wanted in _folded(_logins(each)) for each in versions)
    }
    return persons, accounts


def _bare(known: Known, wanted: str) -> tuple[set[Place], set[Place]]:
    """Matricules that lost their zeros, and those that only an account bears."""
    short = bare(wanted)
    if not short:
        return set(), set()
    persons = {place for place in known.persons if bare(place[1]) == short}
    accounts = {
        place
        for place, versions in known.accounts.items()
        if not persons and any(short in _borne(each) for each in versions)
    }
    return persons, accounts


def bearers(known: Known, somebody: Somebody) -> dict[str, int]:
    """By source, the accounts that bear an identifier of this person and are not theirs."""
    own = {
        bare(word)
        for place in somebody.persons
        for person in known.persons.get(place, ())
        for word in (person.key.partition("#")[0], person.rpps)
        if word
    }
    found: dict[str, int] = {}
    for place in sorted(known.accounts.keys() - somebody.accounts):
        if not own.isdisjoint(_borne(known.accounts[place][-1])):
            found[place[0]] = found.get(place[0], 0) + 1
    return found


def _borne(account: Account) -> set[str]:
    return {bare(value) for _, value in account.identifiers}


def _names(person: Person) -> Iterator[str | None]:
    yield person.key
    plain, mark, _ = person.key.partition("#")
    yield plain
    yield None if mark else f"{plain}{_FIRST}"
    yield from (person.rpps, person.mail, person.login)


def _logins(account: Account) -> Iterator[str | None]:
    yield from (account.login, account.mail, account.upn)


def _folded(words: Iterable[str | None]) -> set[str]:
    return {word.strip().casefold() for word in words if word}
