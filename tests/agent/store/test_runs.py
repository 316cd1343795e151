"""Runs and their units, as they are recorded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agent.core.errors import PreuveError
from agent.core.outcomes import Missing, Reason
from agent.core.runs import RunState, UnitState
from agent.store import Store
from tests.agent.store.samples import account, audit, read_unit, start_run, start_unit


def test_a_run_is_recorded(store: Store) -> None:
    run = store.start_run(
        as_of=date(2026, 11, 19),
        profile="strict",
        demonstration=True,
        tool="preuve 1",
        settings_digest="sha256:2",
        settings=b"{}",
        config_path="é/preuve.toml",
    )
    started = store.run(run)

    assert (started.run, started.site, started.state) == (1, "CH", RunState.RUNNING)
    assert (started.as_of, started.profile, started.demonstration) == (
        date(2026, 11, 19),
        "strict",
        True,
    )
    assert (started.tool, started.settings_digest) == ("preuve 1", "sha256:2")
    assert started.config_path == "é/preuve.toml"
    assert timedelta(0) <= datetime.now(UTC) - started.started < timedelta(minutes=1)
    assert started.ended is None
    store.end_run(run, RunState.ENDED)
    ended = store.run(run)
    assert ended.state is RunState.ENDED
    assert ended.ended is not None
    assert ended.ended >= ended.started


def test_no_run_yet(store: Store) -> None:
    with pytest.raises(PreuveError, match="run `preuve scan` first"):
        store.run(None)
    assert store.runs() == []
    assert store.resumable() is None


def test_a_run_that_is_not_there(store: Store) -> None:
    start_run(store)

    with pytest.raises(PreuveError, match="no run 7 in this store; runs are 1 to 1"):
        store.run(7)
    with pytest.raises(PreuveError, match="no run 7"):
        store.end_run(7, RunState.ENDED)
    assert store.verify_ledger() == 2


def test_the_last_run_is_the_one_meant(store: Store) -> None:
    for _ in range(3):
        audit(store, [])

    assert [each.run for each in store.runs()] == [1, 2, 3]
    assert store.run(None).run == 3
    assert store.run(2).run == 2


def test_only_the_newest_run_is_resumable_until_it_ends(store: Store) -> None:
    first = start_run(store)
    assert store.resumable() == store.run(first)
    store.end_run(first, RunState.ABORTED)
    assert store.resumable() == store.run(first)
    second = start_run(store)
    store.end_run(second, RunState.ENDED)
    assert store.resumable() is None


def test_the_previous_run_is_the_last_that_ended(store: Store) -> None:
    audit(store, [])
    store.end_run(start_run(store), RunState.ABORTED)
    third = start_run(store)
    audit(store, [])

    previous = store.previous(third)
    assert previous is not None
    assert previous.run == 1
    assert store.previous(1) is None


def test_the_last_attempt_at_a_unit_counts(store: Store) -> None:
    run = start_run(store)
    start_unit(store, run, "dc1").failed(Reason.UNREACHABLE, "no route")
    start_unit(store, run, "dc2").failed(Reason.TIMEOUT, "silent for 60 s")
    read_unit(store, run, [account("1")])

    first, second = store.units(run)
    assert (first.target, first.state, first.facts) == ("dc1", UnitState.DONE, 1)
    assert first.kinds == ("account", "last_logon")
    assert first.missing == ()
    assert (second.target, second.state) == ("dc2", UnitState.FAILED)
    assert second.missing == (Missing("ad: dc2", Reason.TIMEOUT),)
    assert store.done_units(run) == {("directory.accounts", "ad", "dc1")}
    assert store.units(run + 1) == []
