"""What a run knows of a kind, gaps included, read from a real store."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.accounts import Account, LastLogon
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Completeness, Facts, Ground
from agent.engine.populations import Shelf, sharing
from agent.store import Store
from tests.agent.store.samples import account, last_logon, read_unit, start_run, start_unit


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'preuve.db'}", "CH") as opened:
        yield opened


def known(store: Store, run: int, kind: type[Any]) -> Facts[Any]:
    population = Shelf(store, run).populations()[kind]
    assert isinstance(population, Facts)
    return population


def witnesses(store: Store, run: int) -> Any:
    return store.start_unit(
        run, collector="directory.witnesses", source="ad", target="dc1", kinds=()
    )


def test_a_good_unit_is_complete_and_live(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [account("1"), account("2")])

    accounts = known(store, run, Account)

    assert [each.key for each in accounts] == ["1", "2"]
    assert (accounts.ground, accounts.completeness) == (Ground.LIVE, Completeness.COMPLETE)


def test_a_unit_that_failed_is_a_reason_not_an_empty_list(store: Store) -> None:
    run = start_run(store)
    unit = start_unit(store, run)
    unit.add(account("1"))
    unit.failed(Reason.TRUNCATED, "size limit")

    population = Shelf(store, run).populations()[Account]

    assert isinstance(population, Unanswered)
    assert population.reason is Reason.TRUNCATED


def test_a_controller_that_failed_beside_another_is_a_gap(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [last_logon("1", date(2026, 11, 1))], kinds=("last_logon",))
    start_unit(store, run, "dc2", kinds=("last_logon",)).failed(Reason.TIMEOUT, "silent")

    logons = known(store, run, LastLogon)

    assert logons.missing == (Missing("ad: dc2", Reason.TIMEOUT),)
    assert logons.completeness is Completeness.PARTIAL


def test_what_is_known_to_be_hidden_is_missing(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [account("1")])
    unit = witnesses(store, run)
    unit.unseen("account", "CN=Paul,DC=ch")
    unit.done(Ground.LIVE, Completeness.COMPLETE)

    accounts = known(store, run, Account)

    assert accounts.missing == (Missing("CN=Paul,DC=ch", Reason.COVERAGE),)
    assert accounts.completeness is Completeness.PARTIAL


def test_a_search_for_hidden_objects_that_failed_leaves_completeness_unknown(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [account("1")])
    witnesses(store, run).failed(Reason.TIMEOUT, "silent")

    assert known(store, run, Account).completeness is Completeness.UNKNOWN


def test_facts_are_read_once_until_another_unit_tells_more(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [account("1")])
    shelf = Shelf(store, run)
    first = shelf.populations()[Account]
    again = shelf.populations({"ad"})[Account]
    assert isinstance(first, Facts)
    assert isinstance(again, Facts)
    assert next(iter(first)) is next(iter(again))

    read_unit(store, run, [account("9", source="other")], source="other")

    later = shelf.populations()[Account]
    assert isinstance(later, Facts)
    assert [each.key for each in later] == ["1", "9"]


@given(st.lists(st.builds(account, st.text(max_size=3), department=st.sampled_from("abc"))))
def test_sharing_values_changes_none(facts: list[Account]) -> None:
    assert list(sharing(facts)) == facts


def test_what_repeats_itself_is_one_object() -> None:
    facts = [account(str(n), department="".join(["Médecine ", str(n % 3)])) for n in range(3000)]

    shared = list(sharing(facts))

    assert len({id(each.department) for each in shared}) == 3


def test_names_of_attributes_are_one_object_and_their_values_stay() -> None:
    facts = [
        account(
            str(n),
            identifiers=((b"employeeID".decode(), str(n)),),
            control_flags=int("4000"),
        )
        for n in range(1, 3000)
    ]

    shared = list(sharing(facts))

    assert {each.identifiers[0][1] for each in shared} == {str(n) for n in range(1, 3000)}
    assert len({id(each.identifiers[0][0]) for each in shared}) == 1
    assert len({id(each.control_flags) for each in shared[1000:]}) == 1
