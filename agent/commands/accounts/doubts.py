"""The accounts whose holder the last judgement could not tell, and nobody has told since."""

from dataclasses import dataclass

from agent.commands.accounts.known import Known
from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Verb
from agent.core.facts.people import Person
from agent.core.facts.standing import AccountClass, Standing
from agent.engine import words
from agent.store import Store


@dataclass(frozen=True, slots=True)
class Doubt:
    """An account beside the persons it may belong to."""

    account: Account
    candidates: tuple[Person, ...]


def doubts(store: Store, known: Known) -> list[Doubt]:
    """Enabled ambiguous accounts, by directory and login."""
    settled: set[tuple[str, str]] = set()
    refused: set[tuple[str | None, ...]] = set()
    for each in words.decisions(store):
        if each.verb is Verb.UNLINK and each.person is not None:
            refused.add((each.source, each.key, each.roll, each.person))
        else:
            settled.add((each.source, each.key))
    found = []
    for standing in _ambiguous(store, known.run):
        at = standing.source, standing.key
        account = known.by_key.get(at)
        persons = known.candidates(key for key, _ in standing.candidates)
        left = [each for each in persons if (*at, each.source, each.key) not in refused]
        if account is not None and at not in settled and left:
            found.append(Doubt(account, tuple(left)))
    return found


def _ambiguous(store: Store, run: int) -> list[Standing]:
    found = [
        each
        for each in store.derived(run, Standing)
        if each.enabled and each.account_class is AccountClass.AMBIGUOUS and each.candidates
    ]
    return sorted(found, key=lambda each: (each.source, each.login.casefold()))


def identifiers(account: Account) -> str:
    """What the directory holds that may be a person's identifier."""
    return ", ".join(f"{name} {value}" for name, value in account.identifiers)


def names(account: Account) -> str:
    """An account's own names."""
    told = " ".join(part for part in (account.surname, account.given_name) if part)
    return told or account.display_name or ""
