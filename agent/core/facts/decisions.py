"""What persons decided of accounts: it wins over every rule, and lasts from scan to scan."""

from datetime import date
from enum import StrEnum

from agent.core.facts import Fact, Family, fact


class Verb(StrEnum):
    """What was decided."""

    LINK = "link"  # this account is that person's
    UNLINK = "unlink"  # this account is not that person's (of anybody, when no person is named)
    CLASSIFY = "classify"  # this account is of that class


@fact("decision", Family.STATEMENT, personal=True)
class Decision(Fact):
    """A person's decision on one account; source: the directory; key: the account's own key.

    Keyed on the account's objectGUID, so that it survives a new name and a move. `basis` is a
    digest of what it rested on (`checks.derive.reconciliation.decisions.basis`): when the names
    or identifiers change, the decision still holds and is shown for confirmation. The reason
    that was given is free text, and is kept elsewhere.
    """

    login: str  # at the time
    verb: Verb
    person: str | None = None  # the roll's identifier
    roll: str | None = None  # the roll's name
    account_class: str | None = None
    author: str
    decided: date
    basis: str

    @property
    def label(self) -> str:
        """The login at the time of the decision."""
        return self.login


@fact("owner", Family.STATEMENT, personal=True)
class Owner(Fact):
    """Who answers for a generic or service account; source and key as for a decision.

    `person` is the owner's identifier in a roll: a name that no roll knows explains nothing.
    """

    login: str
    person: str
    use: str = ""  # what the account is for
    procedure: str = ""  # how its password is changed
    author: str
    decided: date

    @property
    def label(self) -> str:
        """The login."""
        return self.login
