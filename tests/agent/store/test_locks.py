"""One writer at a time, even after a killed one."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from agent.core.errors import Busy
from agent.core.runs import RunState, UnitState
from agent.core.sources import Completeness, Ground
from agent.store import Store, clock
from agent.store.engines import connect
from agent.store.tables import locks, state
from tests.agent.store.samples import account, accounts, audit, exhibit, start_run, start_unit


def beat(url: str, ago: timedelta) -> None:
    """Put the holder's last sign of life back, or forward."""
    engines = connect(url)
    with engines.writer.begin() as connection:
        connection.execute(update(locks).values(beat=clock.text(datetime.now(UTC) - ago)))
    engines.close()


def test_a_second_holder_is_told_who_and_since_when(store: Store, store_url: str) -> None:
    with store.lock("anne@scanner (12)"), Store.open(store_url, "CH") as second:
        since = f"{datetime.now(UTC):%Y-%m-%dT%H:}"
        with (
            pytest.raises(Busy, match=rf"anne@scanner \(12\).* since {since}"),
            second.lock("other"),
        ):
            pytest.fail("locked twice")


def test_a_lock_is_given_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.lock("first"):
        raise ZeroDivisionError
    with store.lock("second"):
        pass


@pytest.mark.parametrize(
    "ago", [timedelta(seconds=5), timedelta(seconds=-5), timedelta(hours=9), timedelta(days=-1)]
)
def test_a_silent_holder_is_waited_for(store: Store, store_url: str, ago: timedelta) -> None:
    """Hours old: the machine slept, or its clock was set, and the holder lives."""
    with store.lock("first"):
        beat(store_url, ago)
        with pytest.raises(Busy), store.lock("second"):
            pytest.fail("taken from a living holder")


@pytest.mark.parametrize("ago", [timedelta(seconds=11), timedelta(days=-1)])
def test_a_dead_holder_is_replaced(
    store: Store, store_url: str, ago: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A beat from the future was made before the clock was set back."""
    monkeypatch.setattr("agent.store.locks._SILENCE", 0.05)
    with ExitStack() as held:
        others = [held.enter_context(Store.open(store_url, "CH")) for _ in range(2)]
        run = start_run(store)
        with monkeypatch.context() as silent:
            silent.setattr("agent.store.locks._BEAT", 3600.0)
            held.enter_context(store.lock("first"))
        beat(store_url, ago)
        second = others[0].lock("second")
        with second, pytest.raises(Busy, match="second"), others[1].lock("third"):
            pytest.fail("taken from a living holder")
        # The first one comes back: it ends nothing, has not taken the lock back nor released it.
        with pytest.raises(Busy, match="taken this store over"):
            store.end_run(run, RunState.ENDED)
        assert store.run(run).state is RunState.ABORTED
        with others[1].lock("fourth"):
            pass


def test_a_holder_gives_signs_of_life(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.store.locks._BEAT", 0.01)
    engines = connect(store_url)
    with store.lock("first"), engines.reader.connect() as connection:
        started = connection.scalars(select(locks.c.started)).one()
        connection.rollback()
        patience = datetime.now(UTC) + timedelta(seconds=10)
        seen = started
        while seen == started and datetime.now(UTC) < patience:
            seen = connection.scalars(select(locks.c.beat)).one()
            connection.rollback()
    engines.close()
    assert seen > started


def test_what_a_killed_holder_left_is_settled(store: Store, store_url: str) -> None:
    audit(store, [account("1", "old")])
    run = start_run(store)
    unit = start_unit(store, run)
    unit.add(account("1", "new"))
    unit.keep(exhibit(b""))

    with store.lock("next"):
        assert store.run(run).state is RunState.ABORTED
        assert store.units(run)[0].state is UnitState.FAILED
        engines = connect(store_url)
        with engines.reader.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(state)) == 1
        engines.close()
    assert accounts(store, run) == [("1", "old")]
    types = [(entry["type"], entry["run"]) for entry in store.ledger()]
    assert types[-2:] == [("collection.ended", run), ("run.aborted", run)]
    assert store.resumable() == store.run(run)


def test_a_holder_that_was_only_slow_cannot_end_its_unit(store: Store) -> None:
    """Its rows were deleted: to call the unit done would be to lose them in silence."""
    unit = start_unit(store, start_run(store))
    unit.add(account("1"))
    unit.keep(exhibit(b"1"))
    with store.lock("next"):
        pass

    with pytest.raises(Busy, match="taken this store over"):
        unit.keep(exhibit(b"2"))
    with pytest.raises(Busy, match="taken this store over"):
        unit.done(Ground.LIVE, Completeness.COMPLETE)
    assert accounts(store, 1) == []
