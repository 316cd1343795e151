"""What a decision on an account rested on, and whether it still stands."""

from hashlib import sha256

from agent.core.facts.accounts import Account
from agent.core.facts.people import Person
from checks.derive.reconciliation import names


def basis(account: Account, person: Person | None) -> str:
    """A digest of the names and identifiers on both sides.

    The login, the folder and the rights are left out: a decision survives a new name and a move.
    """
    told = [
        *(names.fold(text or "") for text in (account.surname, account.given_name)),
        *sorted(f"{name}={value.strip()}" for name, value in account.identifiers),
        (account.mail or "").lower(),
    ]
    if person is not None:
        told += [person.source, person.key]
        told += [names.fold(text or "") for text in (person.usage_name, person.given_names)]
    return sha256("\x1f".join(told).encode()).hexdigest()[:32]
