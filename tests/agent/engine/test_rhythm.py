"""When workers ask for an audit by themselves, by the clocks of the hospital."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import ConfigurationError
from agent.engine.configuration import read
from agent.engine.sections import Rhythm
from agent.outward.scheduling.rhythm import DAYS

PARIS = ZoneInfo("Europe/Paris")
moments = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
rhythms = st.builds(
    lambda day, at: Rhythm(day=day, at=f"{at:%H:%M}"), st.sampled_from([*DAYS, "daily"]), st.times()
)


@pytest.mark.parametrize(
    ("told", "now", "last", "coming"),
    [
        ("sun 02:00", "2026-11-29T02:00", "2026-11-29T02:00", "2026-12-06T02:00"),
        ("sun 02:00", "2026-11-29T01:59", "2026-11-22T02:00", "2026-11-29T02:00"),
        ("wed 23:30", "2026-11-27T12:00", "2026-11-25T23:30", "2026-12-02T23:30"),
        ("daily 12:00", "2026-11-27T11:00", "2026-11-26T12:00", "2026-11-27T12:00"),
    ],
)
def test_its_starts(told: str, now: str, last: str, coming: str) -> None:
    day, at = told.split()
    rhythm = Rhythm(day=day, at=at)
    moment = datetime.fromisoformat(now).replace(tzinfo=PARIS)

    found = (rhythm.last(moment), rhythm.next(moment))

    assert [f"{each:%Y-%m-%dT%H:%M}" for each in found] == [last, coming]
    assert rhythm.told == told


@given(rhythms, moments)
def test_the_last_start_is_past_and_the_next_is_not(rhythm: Rhythm, now: datetime) -> None:
    last, coming = rhythm.last(now.astimezone(PARIS)), rhythm.next(now.astimezone(PARIS))
    every = timedelta(days=1 if rhythm.day == "daily" else 7)

    assert last.timestamp() <= now.timestamp() < coming.timestamp()
    assert coming.replace(tzinfo=None) - last.replace(tzinfo=None) == every


@given(rhythms, moments, st.integers(0, 7 * 24 * 60))
def test_a_start_is_one_moment_whenever_it_is_looked_at(
    rhythm: Rhythm, now: datetime, minutes: int
) -> None:
    """An hour that comes twice in a night must not ask twice."""
    first = rhythm.last(now.astimezone(PARIS))
    later = rhythm.last((now + timedelta(minutes=minutes)).astimezone(PARIS))

    assert first.timestamp() <= later.timestamp()
    assert first.timestamp() == later.timestamp() or later.date() > first.date()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ('[worker]\nday = "sunday"\nat = "02:00"', "worker.day"),
        ('[worker]\nat = "2h"', "worker.at"),
        ('[worker]\nday = "sun"', "worker.at: required"),
        ('[limits]\nwindow = "20:00-01:00"\n[worker]\nat = "02:00"', "worker.at: 02:00 is outside"),
    ],
)
def test_what_is_no_rhythm_is_refused(tmp_path: Path, given: str, problem: str) -> None:
    (tmp_path / "preuve.toml").write_text(f'[site]\nname = "CH"\n{given}\n', "utf-8")

    with pytest.raises(ConfigurationError, match=problem):
        read(tmp_path / "preuve.toml")


def test_a_hospital_has_one_if_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "preuve.toml"
    path.write_text('[site]\nname = "CH"\n', "utf-8")
    assert read(path).rhythm is None

    path.write_text(
        '[site]\nname = "CH"\n[limits]\nwindow = "20:00-06:00"\n[worker]\nat = "02:00"\n'
    )

    assert read(path).rhythm == Rhythm(day="sun", at="02:00")
