"""What a unit writes, and when it counts."""

import gc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update

from agent.core.errors import IntegrityError, PreuveError
from agent.core.facts import KINDS, Fact, Family, fact
from agent.core.facts.accounts import Account, LastLogon
from agent.core.facts.standing import Activity
from agent.core.outcomes import Reason
from agent.core.runs import UnitState
from agent.core.sources import Completeness, Ground
from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import events, readings, state
from agent.store.units import BATCH
from tests.agent.store.samples import (
    account,
    accounts,
    audit,
    exhibit,
    last_logon,
    read_unit,
    start_run,
    start_unit,
)

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def rows(url: str) -> tuple[int, int, int]:
    """How many rows of State, Event and Reading there are, visible or not."""
    engines = connect(url)
    with engines.reader.connect() as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (state, events, readings)
        ]
    engines.close()
    return counts[0], counts[1], counts[2]


def logons(store: Store, run: int) -> list[tuple[str, date | None]]:
    return [(each.key, each.local) for each in store.facts(LastLogon, run)]


def test_an_unchanged_second_run_writes_nothing(store: Store, store_url: str) -> None:
    facts = [account("1"), account("2"), last_logon("1", MONDAY)]
    audit(store, facts)
    before = rows(store_url)
    run = audit(store, facts)

    assert rows(store_url) == before == (2, 0, 1)
    (unit,) = store.units(run)
    assert (unit.facts, unit.changed) == (3, 0)
    assert accounts(store, run) == [("1", "user-1"), ("2", "user-2")]


def test_each_run_stays_as_it_was(store: Store) -> None:
    audit(store, [account("1", "old"), account("2", "b")])
    audit(store, [account("1", "new"), account("3", "c")])
    audit(store, [account("1", "new"), account("2", "b"), account("3", "c")])

    assert accounts(store, 1) == [("1", "old"), ("2", "b")]
    assert accounts(store, 2) == [("1", "new"), ("3", "c")]
    assert accounts(store, 3) == [("1", "new"), ("2", "b"), ("3", "c")]
    # Two, then one changed, one new and one tombstone, then one back.
    assert [store.units(run)[0].changed for run in (1, 2, 3)] == [2, 3, 1]


def test_every_value_comes_back_as_it_was(store: Store) -> None:
    full = account(
        "é-1",
        display_name="Zoë ’\n😀",
        identifiers=(("employeeID", "007"), ("extensionAttribute1", "")),
        control_flags=2**60,
        created=MONDAY,
        password_set=None,
    )
    run = audit(store, [full])

    assert list(store.facts(Account, run)) == [full]


def test_sources_are_kept_apart(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [account("1", "a")])
    read_unit(store, run, [account("1", "b", source="ad2")], source="ad2")

    assert accounts(store, run) == [("1", "a"), ("1", "b")]
    assert [each.login for each in store.facts(Account, run, {"ad2"})] == ["b"]
    assert list(store.facts(Account, run, set())) == []


def test_nothing_counts_before_the_unit_is_done(store: Store) -> None:
    audit(store, [account("1", "old")])
    run = start_run(store)
    unit = start_unit(store, run)
    unit.keep(exhibit(b"page 1"))
    unit.add(account("1", "new"))
    unit.add(last_logon("1", MONDAY))
    unit.keep(exhibit(b"page 2"))

    assert accounts(store, run) == [("1", "old")]
    assert logons(store, run) == []

    unit.done(Ground.LIVE, Completeness.COMPLETE)
    assert accounts(store, run) == [("1", "new")]
    assert logons(store, run) == [("1@dc1", MONDAY)]


def test_a_failed_unit_leaves_its_exhibits_only(store: Store, store_url: str) -> None:
    audit(store, [account("1", "old"), last_logon("1", MONDAY)])
    before = rows(store_url)
    run = start_run(store)
    unit = start_unit(store, run)
    page = exhibit(b"page 1")
    unit.keep(page)
    unit.add(account("1", "new"))
    unit.add(last_logon("1", TUESDAY))
    unit.keep(exhibit(b"page 2"))
    unit.failed(Reason.TRUNCATED, "size limit on page 2\0 \udcff")

    assert rows(store_url) == before
    assert accounts(store, run) == [("1", "old")]
    assert logons(store, run) == [("1@dc1", MONDAY)]
    assert store.exhibit(page.digest) == page
    (record,) = store.units(run)
    assert (record.state, record.reason) == (UnitState.FAILED, Reason.TRUNCATED)
    assert record.detail == "size limit on page 2  ?"
    assert record.exhibits == (page.digest, exhibit(b"page 2").digest)
    assert store.done_units(run) == set()


def test_many_batches_are_one_unit(store: Store) -> None:
    count = BATCH + 500
    run = audit(store, [account(f"{number:05}") for number in range(count)])

    assert store.units(run)[0].facts == count
    assert len(accounts(store, run)) == count


def test_a_fact_that_lost_its_leaf_is_missed(store: Store, store_url: str) -> None:
    run = audit(store, [account("1"), account("2"), account("3")])
    whole = store.roots(run, {"account": {"ad"}})
    engines = connect(store_url)
    with engines.writer.begin() as connection:
        connection.execute(update(state).where(state.c.key == "2").values(leaf=None))
    engines.close()

    assert whole["ad", "account"].count == 3
    with pytest.raises(IntegrityError, match="ad: a fact of kind account has lost its leaf"):
        store.roots(run, {"account": {"ad"}})


def test_of_two_facts_with_one_key_the_last_counts(store: Store, store_url: str) -> None:
    facts: list[Fact] = [account("1", "first"), account("1", "last")]
    facts += [last_logon("1", MONDAY), last_logon("1", TUESDAY)]
    run = audit(store, facts)

    assert accounts(store, run) == [("1", "last")]
    assert logons(store, run) == [("1@dc1", TUESDAY)]
    assert store.units(run)[0].facts == 2
    assert rows(store_url)[2] == 1


def test_keys_are_compared_in_one_form(store: Store, store_url: str) -> None:
    audit(store, [account("CN=Ame\u0301lie")])
    run = audit(store, [account("CN=Am\u00e9lie")])

    assert accounts(store, run) == [("CN=Am\u00e9lie", "user-CN=Am\u00e9lie")]
    assert rows(store_url) == (1, 0, 0)


def test_of_readings_only_the_latest_is_kept(store: Store, store_url: str) -> None:
    run = audit(store, [last_logon("1", MONDAY), last_logon("2", MONDAY)])
    later = audit(store, [last_logon("1", TUESDAY)])

    assert logons(store, later) == logons(store, run) == [("1@dc1", TUESDAY)]
    assert rows(store_url) == (0, 0, 1)


def test_of_two_units_under_way_the_last_that_ends_has_the_reading(
    store: Store, store_url: str
) -> None:
    run = start_run(store)
    slow, quick = start_unit(store, run), start_unit(store, run, target="again")
    for unit, day in ((slow, MONDAY), (quick, TUESDAY)):
        unit.keep(exhibit(b"page"))
        unit.add(last_logon("1", day))
    quick.done(Ground.LIVE, Completeness.COMPLETE)
    between = logons(store, run)
    slow.done(Ground.LIVE, Completeness.COMPLETE)

    assert between == [("1@dc1", TUESDAY)]
    assert logons(store, run) == [("1@dc1", MONDAY)]
    assert rows(store_url)[2] == 1


def test_each_controller_has_its_own_readings(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [last_logon("1", MONDAY)])
    read_unit(store, run, [last_logon("1", TUESDAY, "dc2")], target="dc2")
    read_unit(store, run, [], target="dc3")

    assert logons(store, run) == [("1@dc1", MONDAY), ("1@dc2", TUESDAY)]


@pytest.fixture
def job() -> Iterator[Any]:
    """A kind of the third family, for as long as no product's history is read."""

    @fact("test_job", Family.EVENT)
    class Job(Fact):
        result: str

    yield Job
    del KINDS["test_job"]


def told(store: Store, run: int, job: Any) -> list[tuple[str, str]]:
    return [(each.key, each.result) for each in store.facts(job, run)]


def test_events_are_written_once_and_stay(store: Store, store_url: str, job: Any) -> None:
    def done(key: str, result: str) -> Any:
        return job(source="ad", key=key, result=result)

    kinds = ("test_job",)
    first = audit(store, [done("1", "ok"), done("1", "again"), done("2", "ok")], kinds=kinds)
    second = audit(store, [done("2", "other"), done("3", "ok")], kinds=kinds)
    run = start_run(store)
    unit = start_unit(store, run, kinds=kinds)
    unit.add(done("4", "ok"))
    unit.failed(Reason.TIMEOUT, "")

    assert told(store, first, job) == [("1", "ok"), ("2", "ok")]
    assert told(store, run, job) == [("1", "ok"), ("2", "ok"), ("3", "ok")]
    assert [store.units(each)[0].changed for each in (first, second)] == [2, 1]
    assert rows(store_url) == (0, 3, 0)


def test_an_event_that_two_units_tell_survives_the_failure_of_one(
    store: Store, store_url: str, job: Any
) -> None:
    event = job(source="ad", key="1", result="ok")
    run = start_run(store)
    failing, ending, late = (
        start_unit(store, run, target, ("test_job",)) for target in ("a", "b", "c")
    )
    for unit in (failing, ending, late):
        unit.add(event)
        unit.keep(exhibit(b""))
    failing.failed(Reason.UNREACHABLE, "")
    ending.done(Ground.LIVE, Completeness.COMPLETE)
    late.done(Ground.LIVE, Completeness.COMPLETE)

    assert told(store, run, job) == [("1", "ok")]
    assert [unit.changed for unit in store.units(run)] == [0, 1, 0]
    assert rows(store_url) == (0, 1, 0)


def test_a_unit_tells_what_it_has_not_seen(store: Store) -> None:
    run = start_run(store)
    unit = start_unit(store, run)
    unit.unseen("account", "CN=hidden")
    unit.unseen("account", "CN=hidden")
    unit.done(Ground.HANDED_OVER, Completeness.PARTIAL)

    (record,) = store.units(run)
    assert record.unseen == (("account", "CN=hidden"),)
    assert (record.ground, record.completeness) == (Ground.HANDED_OVER, Completeness.PARTIAL)
    assert store.done_units(run) == {("directory.accounts", "ad", "dc1")}


def test_what_is_not_declared_is_refused(store: Store) -> None:
    unit = start_unit(store, start_run(store), kinds=("account",))

    with pytest.raises(TypeError, match="last_logon"):
        unit.add(last_logon("1", MONDAY))
    with pytest.raises(TypeError, match="'elsewhere'"):
        unit.add(account("1", source="elsewhere"))
    with pytest.raises(TypeError, match="activity"):
        start_unit(store, 1, kinds=(Activity.kind,))


def test_a_unit_ends_once(store: Store) -> None:
    unit = start_unit(store, start_run(store))
    unit.done(Ground.LIVE, Completeness.COMPLETE)

    with pytest.raises(PreuveError, match="taken this store over"):
        unit.done(Ground.LIVE, Completeness.COMPLETE)
    unit.failed(Reason.FAILED, "too late")
    assert store.units(1)[0].state is UnitState.DONE


def test_an_attempt_after_a_good_one_keeps_what_is_known(store: Store) -> None:
    run = start_run(store)
    read_unit(store, run, [account("1")])
    start_unit(store, run).failed(Reason.UNREACHABLE, "")

    assert accounts(store, run) == [("1", "user-1")]


def test_every_version_of_a_fact_is_told_in_order(store: Store) -> None:
    audit(store, [account("1", "old"), account("2")])
    audit(store, [account("1", "old")])  # the second account is gone
    last = audit(store, [account("1", "new")])
    failed = start_unit(store, start_run(store))
    failed.add(account("1", "never"))
    failed.failed(Reason.TIMEOUT, "too slow")

    told = [
        (source, key, found and found.login) for source, key, found in store.past(Account, last + 1)
    ]
    assert told == [
        ("ad", "1", "old"),
        ("ad", "2", "user-2"),
        ("ad", "2", None),
        ("ad", "1", "new"),
    ]
    assert len(list(store.past(Account, 1))) == 2


def texts(held: object) -> set[object]:
    """Every text in a tree of plain collections."""
    if not isinstance(held, dict | list | tuple | set):
        return {held} if isinstance(held, str) else set()
    return {each for inner in gc.get_referents(held) for each in texts(inner)}


def test_a_unit_that_ended_holds_nothing_of_its_directory(store: Store) -> None:
    """A session that ended may hold its writer: 20 MB of keys and leaves at 50,000 accounts."""
    run = start_run(store)
    told, refused = start_unit(store, run), start_unit(store, run, "dc2")
    for unit in (told, refused):
        unit.keep(exhibit(b"page"))
        unit.add(account("1"))
        assert "1" in texts(vars(unit))
    told.done(Ground.LIVE, Completeness.COMPLETE)
    refused.failed(Reason.TRUNCATED, "")

    for unit in (told, refused):
        assert "1" not in texts(vars(unit))
