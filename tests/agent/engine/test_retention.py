"""What has aged, worked out by hand on a calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from agent.core.acts import Act
from agent.core.errors import Purged, UsageError
from agent.core.runs import RunState
from agent.core.sources import Completeness, Ground
from agent.engine import retention
from agent.engine.audit import judge_again
from agent.engine.configuration import Configuration, build
from agent.engine.retention import Aged
from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import runs
from tests.agent.store.samples import exhibit, start_run, start_unit

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
# Thirteen weeks before that day is 27 August 2026; thirteen months, 26 October 2025.
STARTED = {
    1: "2025-10-01",  # too old for names
    2: "2025-10-26",  # half a day too old for names
    3: "2025-10-27",  # the month's first is run 1: exhibits go
    4: "2025-11-03",  # the month's first: exhibits stay
    5: "2025-11-10",
    6: "2026-08-24",  # the month's first
    7: "2026-08-26",  # past thirteen weeks
    8: "2026-08-28",  # within thirteen weeks
    9: "2026-11-23",  # the newest
}


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return build(tmp_path / "preuve.toml", {"site": {"name": "CH"}})


@pytest.fixture
def store(configuration: Configuration) -> Iterator[Store]:
    """Nine audits of one exhibit each, begun on those days."""
    with Store.open(configuration.store_url, "CH") as opened:
        for number in STARTED:
            run = start_run(opened)
            unit = start_unit(opened, run)
            unit.keep(exhibit(b"of run %d" % number))
            unit.done(Ground.LIVE, Completeness.COMPLETE)
            opened.end_run(run, RunState.ENDED)
        engines = connect(configuration.store_url)
        with engines.writer.begin() as connection:
            for number, day in STARTED.items():
                begun = {"started": f"{day}T08:00:00.000Z"}
                connection.execute(update(runs).where(runs.c.run == number).values(begun))
        engines.close()
        yield opened


def test_what_the_calendar_gives_up(store: Store, configuration: Configuration) -> None:
    found = retention.aged(store, configuration, NOW)

    assert found == Aged(bodies=(1, 2, 3, 5, 7), names=(1, 2))


def test_what_an_export_used_stays(store: Store, configuration: Configuration) -> None:
    store.record(Act.EXPORT_MADE, {"seal": 5}, 5)
    store.record(Act.EXPORT_MADE, {"seal": 4}, 4)

    found = retention.aged(store, configuration, NOW)

    assert found == Aged(bodies=(1, 2, 3, 7), names=(1, 2), exported=(5,))


def test_an_age_erases_what_an_export_used(store: Store) -> None:
    store.record(Act.EXPORT_MADE, {"seal": 5}, 5)

    found = retention.older(store, retention.before("12m", NOW))

    assert found == Aged(bodies=(1, 2, 3, 4, 5), names=(1, 2, 3, 4, 5))


def test_the_newest_is_left_whole(store: Store) -> None:
    found = retention.older(store, retention.before("1d", NOW))

    assert found.names == (1, 2, 3, 4, 5, 6, 7, 8)


def test_a_run_that_did_not_end_is_no_month_s_first(
    store: Store, configuration: Configuration
) -> None:
    store.end_run(4, RunState.ABORTED)

    assert retention.aged(store, configuration, NOW).bodies == (1, 2, 3, 4, 7)


def test_what_was_erased_is_not_erased_again(store: Store, configuration: Configuration) -> None:
    found = retention.aged(store, configuration, NOW)
    store.erase(bodies=found.bodies, runs=found.names, told={"user": "root"})

    assert not retention.aged(store, configuration, NOW)
    store.verify_ledger()


@pytest.mark.parametrize("run", [2, 3])
def test_nothing_is_judged_against_what_is_no_more(
    store: Store, configuration: Configuration, run: int
) -> None:
    store.erase(bodies=[], runs=[1, 2], told={"user": "root"})

    with pytest.raises(Purged, match="the facts of run 2 were erased"):
        judge_again(store, run, configuration, NOW.date())


@pytest.mark.parametrize(
    ("age", "limit"),
    [
        ("13m", "2025-10-26"),
        ("9m", "2026-02-26"),
        ("26w", "2026-05-28"),
        ("400D", "2025-10-22"),
    ],
)
def test_ages(age: str, limit: str) -> None:
    assert retention.before(age, NOW).date().isoformat() == limit


def test_a_month_may_be_shorter() -> None:
    assert retention.before("1m", NOW.replace(month=3, day=31)).day == 28


@pytest.mark.parametrize("age", ["", "0m", "13", "13 m", "-1m", "13y", "99999m", "m"])
def test_what_is_no_age(age: str) -> None:
    with pytest.raises(UsageError):
        retention.before(age, NOW)
