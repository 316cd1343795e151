"""The figures that a pilot may rely on, held on labelled populations of several seeds."""

from collections import Counter
from itertools import product
from random import Random

import pytest

from checks.derive.reconciliation.names import fold
from tests.reconciliation.generator import generate
from tests.reconciliation.population import Labelled
from tests.reconciliation.score import judged, score

POPULATIONS = list(product((300, 3000), (1, 2, 3)))


@pytest.fixture(scope="module", params=POPULATIONS, ids=lambda each: f"{each[0]}-seed{each[1]}")
def population(request: pytest.FixtureRequest) -> Labelled:
    persons, seed = request.param
    return generate(persons, seed)


def test_the_floors(population: Labelled) -> None:
    found = score(population, judged(population))

    assert found.wrong_share <= 0.001, found.misses
    assert found.linked_share >= 0.98, found.misses
    assert found.orphan_share >= 0.995, found.misses
    assert found.recall >= 0.95, found.misses
    assert found.precision >= 0.97, found.misses


def test_the_order_of_the_input_changes_nothing(population: Labelled) -> None:
    first = {each.key: each for each in judged(population)}
    shuffled = Labelled(
        Random(3).sample(population.persons, len(population.persons)),
        population.rolls,
        Random(4).sample(population.accounts, len(population.accounts)),
        population.truth,
    )

    assert {each.key: each for each in judged(shuffled)} == first


def test_homonyms_are_never_linked_by_name(population: Labelled) -> None:
    """Two persons of the same name, an account of that name and nothing else: nobody's yet."""
    bearers = Counter((each.usage_name, each.given_names) for each in population.persons)
    accounts = {each.key: each for each in population.accounts}

    linked = []
    for each in judged(population):
        account = accounts[each.key]
        name = fold(account.surname or ""), fold(account.given_name or "")
        if each.person and each.reasons[0] in {"name", "name-variant"} and bearers[name] > 1:
            linked.append(each.login)

    assert max(bearers.values()) > 1 or len(population.persons) < 1000
    assert linked == []


def test_the_population_is_what_it_says(population: Labelled) -> None:
    classes = Counter(each.account_class for each in population.truth.values())
    traps = {each.trap.partition(":")[0] for each in population.truth.values()}

    assert set(classes) >= {
        "person",
        "leaver",
        "pending",
        "external",
        "orphan",
        "generic",
        "service",
    }
    assert traps >= {
        "birth-name", "both-names", "half-name", "login-only", "display-only", "inverted-fields", "twin",
        "borrowed-identifier", "near-name", "disguised", "orphan", "generic", "service",
    }  # fmt: skip
    assert {each.key for each in population.accounts} == set(population.truth)
    people = {each.key for each in population.persons}
    assert all(each.person in people for each in population.truth.values() if each.person)
