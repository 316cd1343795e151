"""What a person may be known by in another hospital: the number they share, else their birth.

A wrong merge is worse than a missed one: a number that does not verify, or that two people bear,
stands for nobody; a name alone never stands for anybody.
"""

import re
from collections.abc import Iterable

from agent.core.facts.people import Person
from checks.derive.reconciliation import names

_NUMBER = re.compile(r"1\d{10}")  # RPPS; the last digit is Luhn's, so that a slip is noticed
_TWICE = 9  # Luhn: a doubled digit beyond it counts for the sum of its own two


def number(text: str | None) -> str | None:
    """An RPPS number without its spaces, if it is one.

    >>> number("1099 9000 010")
    '10999000010'
    """
    told = "".join((text or "").split())
    return told if told.isascii() and _NUMBER.fullmatch(told) and _verifies(told) else None


def _verifies(told: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(told)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > _TWICE)
    return total % 10 == 0


def traits(person: Person) -> str | None:
    """Birth name, first given name and birth date, folded; None when one lacks.

    The usage name never stands for the birth name: a marriage would make two people one.
    """
    birth = names.glue(names.tokens(person.birth_name))
    first = names.glue(names.tokens(" ".join(person.given_names.replace(",", " ").split()[:1])))
    if not (birth and first and person.birth_date):
        return None
    return f"{birth} {first} {person.birth_date.isoformat()}"


def first_word(given_names: str | None) -> str | None:
    """The first word of given names, folded: Jean for Jean-Marc, as for Jean Marc."""
    return next(iter(names.tokens(given_names)), None)


def agree(persons: Iterable[Person]) -> bool:
    """Whether lines that share a number can be one human being's: a name and a given name."""
    told = [
        (
            {*names.tokens(each.usage_name), *names.tokens(each.birth_name)},
            set(names.tokens(each.given_names)),
        )
        for each in persons
    ]
    return all(surnames & told[0][0] and given & told[0][1] for surnames, given in told[1:])
