"""How many targets are asked side by side, where, and at what hours."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Lock
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import ConfigurationError, OutsideWindow
from agent.engine import pace as pacing
from agent.engine.configuration import build
from agent.engine.pace import Pacing
from agent.engine.planning import Job
from agent.engine.sections import Pace
from collectors.registry import Reach, Session, Target
from collectors.transports.network import network

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def unopened(*_: object) -> Session:
    raise AssertionError("nothing is opened here")


def job(server: str, source: str = "hosts") -> Job:
    reach = Reach("ssh", server, 22, "preuve", "key") if server else None
    target = Target(source=source, name=server, collectors=(), open=unopened, reach=reach)
    return Job(target, (), source)


class Most:
    """Does jobs, and keeps the most that were done at once in each place."""

    def __init__(self, together: int) -> None:
        self._lock = Lock()
        self._now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.done: list[str] = []
        # Jobs wait for one another: as many as may be at once are.
        self._barrier = Barrier(together) if together > 1 else None

    def __call__(self, job: Job) -> None:
        places = ["all", job.source, job.target.server, network(job.target.server or "127.0.0.1")]
        with self._lock:
            self._now.update(places)
            for place in places:
                self.most[place] = max(self.most[place], self._now[place])
        if self._barrier:
            try:
                self._barrier.wait(2)
            except BrokenBarrierError:
                self._barrier = None
        with self._lock:
            self._now.subtract(places)
            self.done.append(job.target.name)


def run(jobs: Sequence[Job], together: int, **keys: Any) -> Most:
    most = Most(together)
    with ThreadPoolExecutor(48) as pool:
        Pacing(Pace(**keys), lambda: NOON).run(list(jobs), pool, most)
    assert sorted(most.done) == sorted(each.target.name for each in jobs)
    return most


def test_a_network_a_source_and_a_server_have_their_limits() -> None:
    near = [job(f"10.0.0.{number}") for number in range(1, 9)]
    far = [job(f"10.9.0.{number}", "far") for number in range(1, 9)]

    assert run(near + far, 16, at_once=16).most["all"] == 16
    assert run(near + far, 4, per_network=2).most["10.0.0.0/24"] == 2
    assert run(near + far, 11, per_source=3, at_once=11).most["far"] == 3
    assert run([job("10.0.0.1")] * 6, 2).most["10.0.0.1"] == 2  # by default
    assert run(near, 1, at_once=1).most["all"] == 1


def test_a_crowded_network_keeps_no_other_waiting() -> None:
    """One at once in each of two networks: were the first to fill the pool, they would not meet."""
    crowd = [job(f"10.0.0.{number}") for number in range(1, 60)]

    most = run([*crowd, job("10.9.0.1")], 2, per_network=1, at_once=2)

    assert most.most["all"] == 2
    assert most.done.index("10.9.0.1") <= 2


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=30),
    st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3),
)  # fmt: skip
def test_every_job_is_done_once_within_its_limits(
    hosts: list[tuple[int, int]], at_once: int, source: int, network: int, server: int
) -> None:
    jobs = [job(f"10.0.{net}.{host}", f"s{host}") for net, host in hosts]

    keys = {"per_source": source, "per_network": network, "per_server": server}
    most = run(jobs, 1, at_once=at_once, **keys).most

    assert most["all"] <= at_once
    assert all(most[f"s{host}"] <= source for host in range(1, 4))
    assert all(most[f"10.0.{net}.0/24"] <= network for net in range(1, 4))
    assert all(most[f"10.0.{net}.{host}"] <= server for net, host in hosts)


@pytest.mark.parametrize(
    ("server", "found"),
    [
        ("10.1.2.3", "10.1.2.0/24"),
        ("2001:db8::5", "2001:db8::/64"),
        ("localhost", "127.0.0.0/24"),
        ("nowhere.invalid", "nowhere.invalid"),
    ],
)
def test_the_network_of_a_server(server: str, found: str) -> None:
    assert network(server) in {found, "::/64" if server == "localhost" else found}


@pytest.mark.parametrize(
    ("window", "hour", "where"),
    [
        ("22:00-05:00", "23:30", "inside"),
        ("22:00-05:00", "22:00", "inside"),
        ("22:00-05:00", "04:59", "inside"),
        ("22:00-05:00", "05:00", "outside"),
        ("22:00-05:00", "12:00", "outside"),
        ("12:30-14:00", "13:59", "inside"),
        ("12:30-14:00", "14:00", "outside"),
        ("12:30-14:00", "12:29", "outside"),
    ],
)
def test_a_window_may_pass_midnight(window: str, hour: str, where: str) -> None:
    now = datetime.fromisoformat(f"2026-11-27T{hour}:00+00:00")
    paced = Pacing(Pace(window=window), lambda: now)

    paced.check([job("")])  # files are read at any time
    Pacing(Pace(window=window), lambda: now, any_time=True).check([job("10.0.0.1")])
    if where == "inside":
        paced.check([job("10.0.0.1")])
    else:
        with pytest.raises(OutsideWindow, match=rf"it is {hour}, .*{window}.*--now"):
            paced.check([job("10.0.0.1")])


def test_a_window_that_closes_begins_nothing_more() -> None:
    """What was begun is ended; a run that is interrupted so can be gone on with."""
    clock = iter([*[NOON] * 3, *[NOON.replace(hour=15)] * 9])
    most = Most(1)
    paced = Pacing(Pace(window="11:00-14:00", at_once=1), lambda: next(clock))

    with (
        ThreadPoolExecutor(1) as pool,
        pytest.raises(OutsideWindow, match=r"with 3 targets.*--resume"),
    ):
        paced.run([job(f"10.0.0.{number}") for number in range(6)], pool, most)

    assert most.done == ["10.0.0.0", "10.0.0.1", "10.0.0.2"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"at_once": 0}, "limits.at_once"),
        ({"per_network": 0}, "limits.per_network"),
        ({"window": "22h-5h"}, "limits.window"),
        ({"window": "25:00-05:00"}, "limits.window"),
        ({"window": "05:00-05:00"}, "leave it out for any time"),
        ({"per_host": 3}, "limits.per_host: unknown key"),
    ],
)
def test_limits_that_say_nothing_sure_are_refused(keys: dict[str, object], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        build(Path("preuve.toml"), {"site": {"name": "CH"}, "limits": keys})


def test_every_place_has_its_key() -> None:
    assert set(Pace.model_fields) == {
        "at_once",
        "per_source",
        "per_network",
        "per_server",
        "window",
    }
    assert pacing.Pacing(Pace(), lambda: NOON).at_once == 48
