"""What a unit told is what the store gives back, and takes little room meanwhile."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts import Fact
from agent.core.facts.accounts import Account, LastLogon
from agent.core.sources import Completeness, Facts, Ground
from agent.engine.populations import Shelf
from agent.engine.sharing import Sharing, Telling
from agent.store import Store
from tests.agent.store.samples import DAY, account, last_logon, read_unit, start_run, start_unit

# Composed, decomposed, and beyond the first plane: an order or a form that a store might change.
TEXTS = st.text(st.sampled_from("aZé\u0301e\U0001f600\uffee-"), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("sharing") / "preuve.db"
    with Store.open(f"sqlite:///{path}", "CH") as opened:
        yield opened


def tell(store: Store, shelf: Shelf, run: int, facts: Iterable[Fact], target: str = "dc1") -> None:
    writer = start_unit(store, run, target)
    telling = Telling(writer, (Account, LastLogon))
    for each in facts:
        telling.add(each)
    writer.done(Ground.LIVE, Completeness.COMPLETE)
    shelf.tell(writer.unit, telling.facts)


def accounts(shelf: Shelf) -> list[Account]:
    found = shelf.populations()[Account]
    assert isinstance(found, Facts)
    return list(found)


@given(st.lists(st.builds(account, TEXTS, login=TEXTS, department=TEXTS), max_size=5))
def test_what_was_told_is_what_is_stored(store: Store, facts: list[Account]) -> None:
    """Two of one key, text in another form than the store's, and what is gone since, included."""
    run = start_run(store)
    shelf = Shelf(store, run)
    tell(store, shelf, run, facts)

    told = accounts(shelf)

    assert told == list(store.facts(Account, run))


def test_what_was_told_is_not_read_again(store: Store) -> None:
    run = start_run(store)
    shelf = Shelf(store, run)
    one = account("1")
    tell(store, shelf, run, [one])

    assert accounts(shelf)[0] is one
    assert accounts(shelf)[0] is not one  # the last look took it along
    assert accounts(shelf) == [one]


def test_facts_that_another_process_stored_are_read(store: Store) -> None:
    run = start_run(store)
    shelf = Shelf(store, run)
    tell(store, shelf, run, [account("1")])
    read_unit(store, run, [account("9", source="other")], source="other")

    assert [each.key for each in accounts(shelf)] == ["1", "9"]


def test_readings_of_another_controller_are_not_lost(store: Store) -> None:
    """Those of a controller that is asked no more still stand in the store."""
    before = start_run(store)
    tell(store, Shelf(store, before), before, [last_logon("1", DAY)])
    run = start_run(store)
    shelf = Shelf(store, run)
    tell(store, shelf, run, [last_logon("1", DAY, "dc2")], "dc2")

    logons = shelf.populations()[LastLogon]

    assert isinstance(logons, Facts)
    assert [each.controller for each in logons] == ["dc1", "dc2"]


@given(st.lists(st.builds(account, st.text(max_size=3), department=st.sampled_from("abc"))))
def test_sharing_values_changes_none(facts: list[Account]) -> None:
    assert list(map(Sharing(Account).share, list(facts))) == facts


def test_what_repeats_itself_is_one_object() -> None:
    facts = [account(str(n), department="".join(["Médecine ", str(n % 3)])) for n in range(3000)]

    shared = list(map(Sharing(Account).share, facts))

    assert len({id(each.department) for each in shared}) == 3
