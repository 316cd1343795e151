"""Days of a log: years given back to dates that have none, and nothing gained by an old line."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.hosts.moments import spans
from collectors.linux.days import days

WRITTEN = date(2026, 11, 20)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def syslog(*each: date) -> list[str]:
    return [f"{MONTHS[day.month - 1]} {day.day:2}" for day in each]


def run(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@pytest.mark.parametrize(
    "told",
    [
        "2026-11-09", "Nov  9", "09/Nov/2026", "09-Nov-2026", "09/11/2026", "20261109",
        "[20261109", "2026/11/09", "[2026/11/09", "epoch 20766",
    ],
)  # fmt: skip
def test_every_way_of_writing_a_day(told: str) -> None:
    """9 November 2026 is 20,766 days after 1 January 1970: 1,794,182,400 seconds."""
    assert days([told], WRITTEN) == {date(2026, 11, 9)}


@pytest.mark.parametrize(
    "told",
    ["", "Foo 12", "Nov 31", "Nov", "2026-13-01", "31/31/2026", "12/Foo/2026", "epoch",
     "epoch -5", "epoch 9999999", "epoch 60001", "epoch ²", "99999999", "2026-02-29", "Feb 30",
     "1970-01-01"],
)  # fmt: skip
def test_what_is_no_day_gives_none(told: str) -> None:
    assert days([told], WRITTEN) == set()


def test_a_day_to_come_is_none_and_tomorrow_is_one() -> None:
    told = ["2026-11-20", "2026-11-21", "2026-11-22", "2030-01-01", "epoch 21000"]

    assert days(told, WRITTEN) == {date(2026, 11, 20), date(2026, 11, 21)}


def test_new_year() -> None:
    whole = run(date(2026, 12, 20), date(2027, 1, 9))

    assert days(syslog(*whole), date(2027, 1, 9)) == set(whole)


def test_new_year_with_a_silence_around_it() -> None:
    whole = [date(2026, 12, 22), date(2026, 12, 23), date(2027, 1, 4), date(2027, 1, 5)]

    assert days(syslog(*whole), date(2027, 1, 5)) == set(whole)


def test_a_file_closed_the_day_after_its_last_line() -> None:
    whole = run(date(2026, 12, 25), date(2026, 12, 31))

    assert days(syslog(*whole), date(2027, 1, 1)) == set(whole)


def test_a_file_closed_the_day_before_its_last_line() -> None:
    """A host's zone, or the second in which both happen."""
    assert days(syslog(date(2027, 1, 1)), date(2026, 12, 31)) == {date(2027, 1, 1)}


def test_the_29th_of_february_has_its_year() -> None:
    whole = run(date(2028, 2, 27), date(2028, 3, 2))

    assert days(syslog(*whole), date(2028, 3, 2)) == set(whole)
    assert days(syslog(*whole), date(2028, 11, 20)) == set(whole)


def test_a_29th_of_february_that_never_was_costs_nothing() -> None:
    told = ["Feb 27", "Feb 28", "Feb 29", "Mar  1"]

    assert days(told, date(2027, 3, 1)) == {
        date(2027, 2, 27), date(2027, 2, 28), date(2024, 2, 29), date(2027, 3, 1)
    }  # fmt: skip


def test_a_file_of_more_than_a_year() -> None:
    whole = run(date(2025, 9, 1), WRITTEN)  # 446 days

    assert days(syslog(*whole), WRITTEN) == set(whole)


def test_a_file_of_more_than_a_year_with_a_holiday_in_it() -> None:
    whole = [each for each in run(date(2025, 9, 1), WRITTEN) if each.month != 8]

    assert days(syslog(*whole), WRITTEN) == set(whole)


@pytest.mark.parametrize("at", [0, 5, 19, 20])
@pytest.mark.parametrize("lone", [date(2026, 3, 4), date(2026, 8, 1)])
def test_a_lone_old_line_gains_nothing_and_costs_nothing(at: int, lone: date) -> None:
    whole = run(date(2026, 11, 1), WRITTEN)
    told = [*whole[:at], lone, *whole[at:]]

    assert days(syslog(*told), WRITTEN) == {*whole, lone}


def test_a_lone_line_of_a_day_to_come_is_of_the_year_before() -> None:
    whole = run(date(2026, 11, 1), WRITTEN)
    told = [*whole[:10], date(2026, 12, 24), *whole[10:]]

    assert days(syslog(*told), WRITTEN) == {*whole, date(2025, 12, 24)}


def test_lines_a_day_out_of_order_keep_their_year() -> None:
    told = [date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 18), date(2026, 11, 20)]

    assert days(syslog(*told), WRITTEN) == set(told)


def test_formats_mixed_in_one_file() -> None:
    told = ["2026-11-18", "Nov 19", "epoch 20777"]

    assert days(told, WRITTEN) == {date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)}


sensible = st.dates(date(1990, 1, 1), date(2130, 1, 1))
texts = st.one_of(
    st.text(max_size=15),
    st.text("0123456789/- epochNv", max_size=12),
    st.sampled_from(MONTHS).flatmap(lambda m: st.integers(0, 99).map(lambda n: f"{m} {n:2}")),
    sensible.map(date.isoformat),
    st.integers(0, 10**7).map(lambda number: f"epoch {number}"),
)


@given(st.lists(texts, max_size=30), sensible)
def test_no_day_is_after_the_morrow_of_the_last_writing(told: list[str], written: date) -> None:
    assert all(each <= written + timedelta(days=1) for each in days(told, written))


@given(st.sets(sensible, max_size=30))
def test_dates_with_a_year_are_read_as_they_are(told: set[date]) -> None:
    latest = max(told, default=WRITTEN)

    assert days([each.isoformat() for each in told], latest) == told
    assert days([f"{each:%d/%m/%Y}" for each in told], latest) == told
    assert days([f"{each:%Y%m%d}" for each in told], latest) == told


@given(sensible, st.lists(st.integers(1, 20), max_size=300), st.integers(0, 1))
def test_a_file_without_long_silence_has_its_years_back(
    last: date, steps: list[int], closed: int
) -> None:
    whole = [last]
    for step in steps:
        whole.append(whole[-1] - timedelta(days=step))
    covered = [each for each in whole[::-1] if (last - each).days < 364 or max(steps) <= 3]

    told = syslog(*covered)

    assert days(told, last + timedelta(days=closed)) == set(covered)


@given(st.sets(sensible, max_size=40))
def test_spans_hold_the_same_days(told: set[date]) -> None:
    made = spans(told)

    assert {each for first, last in made for each in run(first, last)} == told
    assert all(a[1] + timedelta(days=1) < b[0] for a, b in pairwise(made))


def test_spans_are_consecutive_days_oldest_first() -> None:
    told = [date(2026, 11, 3), date(2026, 10, 31), date(2026, 11, 1)]

    assert spans(told) == (
        (date(2026, 10, 31), date(2026, 11, 1)),
        (date(2026, 11, 3), date(2026, 11, 3)),
    )
