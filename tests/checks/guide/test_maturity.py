"""Levels are those of the published scale, at and around each of its bounds."""

import pytest

from checks.guide import maturity


@pytest.mark.parametrize(
    ("generic", "nominative", "level"),
    [
        (0, 500, 4),
        (1, 5000, 3),  # a share that rounds to nothing is not nothing
        (24, 500, 3),  # 4.8 %
        (25, 500, 2),  # 5 %
        (49, 500, 2),  # 9.8 %
        (50, 500, 1),  # 10 %
        (100, 500, 1),  # 20 %
        (101, 500, 0),
    ],
)
def test_the_share_of_generic_accounts(generic: int, nominative: int, level: int) -> None:
    assert maturity.generic_share(generic, nominative).level == level


@pytest.mark.parametrize(
    ("days", "level"), [(0, 4), (7, 4), (8, 3), (14, 3), (15, 2), (30, 2), (31, 1), (400, 1)]
)
def test_the_delay_after_a_departure(days: int, level: int) -> None:
    assert maturity.departure_delay(days).level == level


def test_what_was_not_measured_has_no_level() -> None:
    assert maturity.departure_delay(None).level is None
    assert maturity.generic_share(None, 500).level is None
    assert maturity.generic_share(3, 0).level is None
