"""A labelled population: persons of several rolls, accounts of several domains, and the truth.

Written from knowledge of hospitals, not of how preuve matches: what the data cannot settle is
`doubtful`, and only a wrong link or a wrong certainty counts against the judge of it.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from agent.core.facts.accounts import Account
from agent.core.facts.people import Origin, Person, Roll
from tests.hospital.spelling import letters, plain
from tests.reconciliation.names import Names

AS_OF = date(2026, 11, 20)
DRAWN = date(2026, 11, 18)
_ORIGINS = {
    "rh": Origin.STAFF,
    "internes": Origin.INTERN,
    "liberaux": Origin.LIBERAL,
    "presta": Origin.CONTRACTOR,
}


@dataclass(frozen=True, slots=True)
class Truth:
    """Whose an account is; `evidence`: the strongest unique evidence it bears, in tiers 1 to 4."""

    account_class: str
    person: str | None = None
    evidence: str = "none"  # identifier, rpps, mail, name, login, none
    secondary: bool = False
    doubtful: bool = False
    trap: str = ""


@dataclass(slots=True)
class Human:
    """A person in their true spelling, and how the roll writes them."""

    fact: Person
    usage: str
    birth: str | None
    given: str


@dataclass(slots=True)
class Labelled:
    """Everything that reconciliation is given, and the truth by account key."""

    persons: list[Person] = field(default_factory=list)
    rolls: list[Roll] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    truth: dict[str, Truth] = field(default_factory=dict)


class People:
    """Draws persons and writes them into rolls."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self.names = Names(rng)
        self._number = 1000
        self._mails: Counter[str] = Counter()

    def human(self) -> Human:
        """One more person, in one of the rolls."""
        rng = self._rng
        given, woman = self.names.given()
        usage, birth = self.names.surname(), None
        if woman and rng.random() < 0.2:
            birth = self.names.surname()
        (roll,) = rng.choices(list(_ORIGINS), weights=[86, 6, 4, 4])
        return Human(self._fact(roll, usage, birth, given), usage, birth, given)

    def _fact(self, roll: str, usage: str, birth: str | None, given: str) -> Person:
        rng = self._rng
        self._number += rng.randint(1, 3)
        key = f"{self._number:07}" if roll == "rh" else f"{roll[0].upper()}{self._number}"
        doctor = rng.random() < 0.1
        return Person(
            source=roll,
            key=key,
            origin=_ORIGINS[roll],
            usage_name=plain(usage).replace("’", "'").upper(),
            birth_name=plain(birth).upper() if birth else None,
            given_names=plain(given).upper(),
            mail=self._mail(usage, given) if rng.random() < 0.5 else None,
            rpps=f"10{self._number:09}" if doctor else None,
            periods=(self._period(),),
            suspended=rng.random() < 0.02,
        )

    def _mail(self, usage: str, given: str) -> str:
        stem = f"{letters(given.split(' ', maxsplit=1)[0])}.{letters(usage)}"
        self._mails[stem] += 1
        number = self._mails[stem]
        return f"{stem}{number if number > 1 else ''}@ch-essai.example"

    def _period(self) -> tuple[date | None, date | None]:
        rng = self._rng
        start = AS_OF - timedelta(days=rng.randint(400, 9000))
        chance = rng.random()
        if chance < 0.12:
            return start, AS_OF - timedelta(days=rng.randint(60, 390))
        if chance < 0.135:
            return start, DRAWN - timedelta(days=rng.randint(1, 25))
        if chance < 0.15:
            return AS_OF + timedelta(days=rng.randint(3, 60)), None
        return start, None


def class_of(person: Person) -> str:
    """The class of an account that is certainly this person's, by the contract."""
    ((start, end),) = person.periods
    if start and start > AS_OF:
        return "pending"
    if end and end < AS_OF:
        return "pending" if (DRAWN - end).days < 31 else "leaver"
    return "external" if person.origin.external else "person"


def rolls(persons: list[Person]) -> list[Roll]:
    """The rolls as they were read."""
    counts = Counter(each.source for each in persons)
    return [
        Roll(
            source=name, key=name, origin=_ORIGINS[name], extracted_on=DRAWN, lines=count,
            persons=count, ended=3, has_end_dates=True, has_identifiers=True,
        )
        for name, count in sorted(counts.items())
    ]  # fmt: skip


class Directory:
    """Opens accounts, each login used once in a domain."""

    def __init__(self, rng: Random, made: Labelled) -> None:
        self._rng = rng
        self._made = made
        self._taken: set[tuple[str, str]] = set()

    def login(self, wanted: str, domain: str = "ad") -> str:
        """The login, or the login and a number, as administrators do for namesakes."""
        login, number = wanted, 1
        while (domain, login) in self._taken:
            number += 1
            login = f"{wanted[:18]}{number}"
        self._taken.add((domain, login))
        return login

    def open(self, login: str, truth: Truth, *, domain: str = "ad", **more: Any) -> Account:
        """Add an account and its truth."""
        number = len(self._made.accounts)
        told: dict[str, Any] = {
            "source": domain,
            "key": f"guid-{number:07}",
            "login": login,
            "dn": f"CN={login},OU=Utilisateurs,DC=ch,DC=lan",
            "sid": f"S-1-5-21-1-2-3-{1200 + number}",
            "enabled": self._rng.random() > 0.06,
            "created": AS_OF - timedelta(days=self._rng.randint(60, 4000)),
        }
        account = Account(**told | more)
        self._made.accounts.append(account)
        self._made.truth[account.key] = truth
        return account
