"""Arithmetic of instants, against the same done second by second on sets."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.availability import Moments
from agent.core.intervals import both, clusters, merged, seconds, without, year_until

ZERO = datetime(2026, 3, 28, tzinfo=UTC)


def at(second: int) -> datetime:
    return ZERO + timedelta(seconds=second)


def ticks(moments: list[Moments]) -> set[int]:
    return {
        tick
        for start, end in moments
        for tick in range(int((start - ZERO).total_seconds()), int((end - ZERO).total_seconds()))
    }


TIMES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda two: (at(two[0]), at(two[1]))),
    max_size=8,
)


@given(TIMES)
def test_merged_time_is_the_same_in_fewer_pieces(times: list[Moments]) -> None:
    found = merged(times)

    assert ticks(found) == ticks(times)
    assert seconds(found) == len(ticks(times))
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(TIMES, TIMES)
def test_common_and_remaining_time(times: list[Moments], others: list[Moments]) -> None:
    assert ticks(both(times, others)) == ticks(times) & ticks(others)
    assert ticks(without(times, others)) == ticks(times) - ticks(others)


def test_a_year_ends_with_its_day() -> None:
    assert year_until(date(2026, 11, 20)) == (
        datetime(2025, 11, 21, tzinfo=UTC),
        datetime(2026, 11, 21, tzinfo=UTC),
    )
    # From 1 March 2027 to 29 February 2028, a leap day: 366 days.
    first, last = year_until(date(2028, 2, 29))
    assert (first.date(), (last - first).days) == (date(2027, 3, 1), 366)


@given(TIMES, st.integers(1, 30))
def test_clusters_are_the_same_time_and_lie_apart(times: list[Moments], apart: int) -> None:
    whole = merged(times)
    found = list(clusters(whole, timedelta(seconds=apart)))

    assert [each for group in found for each in group] == whole
    gaps = [other[0][0] - one[-1][1] for one, other in pairwise(found)]
    assert all(gap >= timedelta(seconds=apart) for gap in gaps)
    inside = [b[0] - a[1] for group in found for a, b in pairwise(group)]
    assert all(gap < timedelta(seconds=apart) for gap in inside)
