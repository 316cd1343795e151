"""Draws the accounts that somebody in a roll answers for, with the habits of each generation."""

from datetime import date, timedelta
from random import Random

from tests.hospital import spelling
from tests.hospital.cast import ROLES, Role
from tests.hospital.model import Account, Person, Truth
from tests.hospital.people import CONTRACTORS, GRACE, INTERNS, RH, Crowd, address

OPENED = date(2009, 3, 2)  # the day the domain was made
ADMINISTRATORS, TWICE, WITHOUT_ACCOUNT = 0.03, 0.02, 0.04  # of the persons present

# What a person's account says of them: share, identifier, names.
_SHAPES = (
    (46, "employeeID", "full"),
    (4, "employeeID", "display"),
    (3, "employeeID", "inverted"),
    (3, "employeeID", "none"),
    (9, "zeros-lost", "full"),
    (8, "extensionAttribute1", "full"),
    (4, "employeeNumber", "full"),
    (18, "", "full"),
    (3, "", "display"),
    (2, "", "none"),
)


class Desk:
    """Opens accounts: logins are unique, dates make sense."""

    def __init__(self, crowd: Crowd, persons: list[Person]) -> None:
        self.rng: Random = crowd.rng
        self.as_of = crowd.as_of
        self.crowd = crowd
        self.persons = persons
        self._logins = {role.login for role in ROLES}
        self._surnames: dict[str, int] = {}
        for person in persons:
            for key in _parts(person):
                self._surnames[key] = self._surnames.get(key, 0) + 1

    def login(self, wanted: str) -> str:
        """A free login: from the second namesake on, a number."""
        free, number = wanted, 1
        while free in self._logins:
            number += 1
            free = f"{wanted[: spelling.LONGEST_LOGIN - 1]}{number}"
        self._logins.add(free)
        return free

    def conventional(self, surname: str, given: str, created: date) -> str:
        """The login that the convention of the day gives."""
        rules = (
            (date(2013, 1, 1), spelling.first_surname_login),
            (date(2020, 1, 1), spelling.initials_login),
            (date.max, spelling.full_login),
        )
        rule = next(rule for until, rule in rules if created < until)
        return self.login(rule(surname, given))

    def days_ago(self, least: int, most: int) -> date:
        """A day between so many days ago and so many."""
        return self.as_of - timedelta(days=self.rng.randint(least, max(least, most)))

    def opened(self, start: date) -> date:
        """The day of an account for somebody who came on `start`."""
        wanted = start + timedelta(days=self.rng.randint(-6, 3))
        return min(max(wanted, OPENED), self.as_of)

    def used(self, account: Account, *, live: int, dormant: int, never: int) -> Account:
        """Draw its use: shares of a hundred; the rest was seen a few months ago."""
        age = (self.as_of - account.created).days
        drawn = self.rng.randrange(100)
        if age < 3 or drawn < never:
            account.last_logon = None
        elif drawn < never + dormant and age > 190:
            account.last_logon = self.days_ago(185, min(age - 1, 1600))
        elif drawn < never + dormant + live:
            account.last_logon = self.days_ago(0, min(age - 1, 14))
        else:
            account.last_logon = self.days_ago(15, min(age - 1, 170))
        until = account.last_logon or account.created
        spread = min((until - account.created).days, 700)
        account.password_set = until - timedelta(days=self.rng.randint(0, max(spread, 0)))
        return account

    def person(self, person: Person, truth: Truth) -> Account:
        """An account as its generation made it for a person."""
        _, identifier, names = self.rng.choices(_SHAPES, [share for share, *_ in _SHAPES])[0]
        if self._namesakes(person):
            identifier, names = "employeeID", "full"
        surname, given = person.usage, person.given.split()[0]
        if person.birth and person.birth != person.usage and self.rng.random() < 0.1:
            surname = person.birth
        if not identifier and names != "full" and self._common(person):
            names = "full"  # else nobody could tell
        created = self.opened(person.periods[0][0])
        login = self.conventional(surname, given, created)
        account = Account(
            login=login,
            truth=truth,
            folder=_folder(person),
            created=created,
            department=person.unit[5:] or None,
            mail=person.mail or (address(surname, given) if self.rng.random() < 0.5 else None),
        )
        if names == "none" or self._namesakes(person):
            account.mail = person.mail
        _identify(account, person, identifier)
        _name(account, surname, given, names)
        return self.used(account, live=64, dormant=14, never=3)

    def role(self, role: Role) -> Account:
        """The account of a trap: names alone must lead to its person."""
        person = self.crowd.cast[role.login]
        truth = Truth(
            account_class="person", person=person.id, trap=role.trap, doubtful=role.doubtful
        )
        account = Account(
            login=role.login,
            truth=truth,
            folder=_folder(person),
            created=self.opened(person.periods[0][0]),
            surname=role.surname or None,
            given=role.first or None,
            display=role.display or f"{role.surname} {role.first}".strip() or None,
        )
        return self.used(account, live=80, dormant=8, never=2)

    def _common(self, person: Person) -> bool:
        return any(self._surnames[key] > 1 for key in _parts(person))

    def _namesakes(self, person: Person) -> bool:
        same = (person.usage, person.given)
        return sum((each.usage, each.given) == same for each in self.persons) > 1


def _parts(person: Person) -> set[str]:
    """The surnames of a person, whole and by halves."""
    surnames = {person.usage, person.birth or person.usage}
    return {spelling.letters(part) for each in surnames for part in (each, *each.split("-"))}


def _identify(account: Account, person: Person, identifier: str) -> None:
    if identifier == "zeros-lost":
        account.identifiers["employeeID"] = person.id.lstrip("0")
    elif identifier:
        account.identifiers[identifier] = person.id


def _name(account: Account, surname: str, given: str, names: str) -> None:
    if names == "display":
        account.display = f"{surname.upper()} {given}"
    elif names == "inverted":
        account.surname, account.given, account.display = given, surname, f"{given} {surname}"
    elif names == "full":
        account.surname, account.given, account.display = surname, given, f"{surname} {given}"


def _folder(person: Person) -> str:
    if person.roll != RH:
        return {INTERNS: "interns", CONTRACTORS: "externals"}[person.roll]
    return "medical" if person.rpps else "care" if person.unit < "3" else "offices"


def settled(person: Person, as_of: date, drawn: date) -> str:
    """The class of an account that is certainly this person's (contract)."""
    if person.active_on(as_of):
        return "external" if person.roll == CONTRACTORS else "person"
    ended = person.ended
    if person.periods[-1][0] > as_of or (ended and (drawn - ended).days < GRACE):
        return "pending"
    return "leaver"
