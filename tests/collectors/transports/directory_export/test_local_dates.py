"""Dates of PowerShell: which number is the day is decided over every date of the file."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Unreadable
from collectors.transports.directory_export.local_dates import DateOrder, read


def day_first(*texts: str) -> bool:
    order = DateOrder()
    order.look(texts)
    return order.conclude()


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["03/04/2026 10:00:00", "31/12/2026 18:05:00"], True),
        (["3/4/2026 10:00:00 AM", "12/31/2026 6:05:00 PM"], False),
        (["31.12.2026 18:05:00"], True),
        (["01/01/2026 00:00:00", "02/02/2026 00:00:00"], True),  # the same day both ways
        (["2026-12-31 18:05:00"], True),  # no doubt to be had
        ([""], True),
    ],
)
def test_one_date_beyond_the_twelfth_tells_for_all(texts: list[str], *, expected: bool) -> None:
    assert day_first(*texts) is expected


def test_dates_that_never_tell_are_not_guessed() -> None:
    with pytest.raises(Unreadable, match="no date tells whether '03/04/2026"):
        day_first("03/04/2026 10:00:00", "05/06/2026 10:00:00")


def test_dates_that_contradict_one_another_are_refused() -> None:
    with pytest.raises(Unreadable, match="dates of two kinds"):
        day_first("31/12/2026 10:00:00", "12/31/2026 10:00:00")


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("31/12/2026 18:05:00", True, datetime(2026, 12, 31, 18, 5, tzinfo=UTC)),
        ("03/04/2026 10:00:00", True, datetime(2026, 4, 3, 10, 0, tzinfo=UTC)),
        ("3/4/2026 10:00:00 AM", False, datetime(2026, 3, 4, 10, 0, tzinfo=UTC)),
        ("12/31/2026 6:05:00 PM", False, datetime(2026, 12, 31, 18, 5, tzinfo=UTC)),
        ("1/2/2026 12:30:00 AM", False, datetime(2026, 1, 2, 0, 30, tzinfo=UTC)),
        ("1/2/2026 12:30:00\u202fPM", False, datetime(2026, 1, 2, 12, 30, tzinfo=UTC)),
        ("2026-12-31T18:05:00.0000000+01:00", True, datetime(2026, 12, 31, 18, 5, tzinfo=UTC)),
        ("31/12/2026", True, datetime(2026, 12, 31, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_as_it_was_written(text: str, *, first: bool, expected: datetime) -> None:
    assert read(text, day_first=first) == expected


@given(st.text(max_size=25), st.booleans())
def test_any_text_is_a_date_or_a_value_error(text: str, first: bool) -> None:  # noqa: FBT001 - given by hypothesis, by position
    try:
        found = read(text, day_first=first)
    except ValueError:
        return
    assert found.tzinfo is UTC
