"""Puts a population together: `generate(persons, seed)`."""

from random import Random

from tests.reconciliation.holders import Crowd, Holders
from tests.reconciliation.population import Directory, Labelled, People, rolls
from tests.reconciliation.strangers import Strangers


def generate(persons: int, seed: int, accounts: int = 0) -> Labelled:
    """So many persons, half as many accounts again; the same for a seed, in any process.

    `accounts`: at least so many, the closed ones of former staff making up the number.
    """
    rng = Random(f"{persons}/{seed}")
    made = Labelled()
    people = People(rng)
    humans = [people.human() for _ in range(persons)]
    made.persons = [each.fact for each in humans]
    made.rolls = rolls(made.persons)
    directory = Directory(rng, made)
    holders = Holders(rng, directory, Crowd(humans))
    for human in humans:
        if rng.random() < 0.94:
            account = holders.account(human)
            if rng.random() < 0.03:
                holders.twin(account, made.truth[account.key])
    strangers = Strangers(rng, directory, people.names)
    known = {
        (family.upper(), given.upper())
        for each in humans
        for name in (each.usage, each.birth or each.usage)
        for family in (name, *name.split("-"))
        for given in (each.given, *each.given.replace("-", " ").split(" "))
    }
    for _ in range(persons // 4):
        strangers.orphan(known)
    for _ in range(persons // 5):
        strangers.generic()
    for _ in range(persons // 15):
        strangers.service()
    for human in rng.sample(humans, max(persons // 100, 2)):
        strangers.borrower(human)
        strangers.near(human)
        strangers.disguised(known)
    while len(made.accounts) < accounts:
        strangers.former()
    rng.shuffle(made.accounts)
    return made
