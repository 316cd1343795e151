"""A failed restore that somebody wrote down stays until that system was restored later."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from agent.core.facts.backups import SystemBackup
from agent.core.facts.restores import RestoreTold
from agent.core.sources import Facts
from agent.engine import sheets
from checks.derive.sheets import system_sheets

AS_OF = date(2026, 11, 20)


def sheet(number: int, day: int, *, good: bool, system: str = "srv-dpi") -> RestoreTold:
    return RestoreTold(
        source="sheets", key=str(number), number=number, system=system, role="administrateur",
        day=date(2026, 11, day), succeeded=good, compared=None if good else False,
    )  # fmt: skip


def machine(restored: int | None, **more: Any) -> SystemBackup:
    told: dict[str, Any] = {
        "source": "backups", "key": "srv-dpi", "system": "srv-dpi.ch.lan", "runs": 3, "known_by": ("backups",),
        "restored": restored and datetime(2026, 11, restored, tzinfo=UTC),
    }  # fmt: skip
    return SystemBackup(**told | more)


def failed(told: list[RestoreTold], *systems: SystemBackup) -> date | None:
    (found,) = system_sheets(Facts(told), Facts(list(systems)), AS_OF)
    assert found.differs is (found.failed is not None)
    return found.failed


def said(told: list[RestoreTold]) -> str | None:
    """The last word on question 7a."""
    last = max(sheets.answers(told), key=lambda each: each.number)
    assert last.about == "7a"
    return last.answer


# Whatever the order of recording, the order of restoring counts.
@pytest.mark.parametrize("numbers", [(1, 2), (2, 1)])
def test_the_last_restore_by_its_day_counts(numbers: tuple[int, int]) -> None:
    first, second = numbers
    later_fails = [sheet(first, 5, good=True), sheet(second, 12, good=False)]
    later_works = [sheet(first, 5, good=False), sheet(second, 12, good=True)]

    assert failed(later_fails) == date(2026, 11, 12)
    assert failed(later_works) is None
    assert said(later_fails) == "no"
    assert said(later_works) == "yes"


@pytest.mark.parametrize(
    ("restored", "name", "day"),
    [
        (11, "srv-dpi", 12),
        (12, "srv-dpi", 12),
        (13, "SRV-DPI", None),
        (13, "DPI", None),
        (13, "x", 12),
    ],
)
def test_a_product_that_shows_a_later_restore_lifts_it(
    restored: int, name: str, day: int | None
) -> None:
    told = [sheet(1, 12, good=False, system=name)]

    assert failed(told, machine(restored, vital="DPI")) == (day and date(2026, 11, day))


def test_what_comes_after_the_evaluation_does_not_count() -> None:
    assert failed([sheet(1, 12, good=False), sheet(2, 21, good=True)]) == date(2026, 11, 12)


def test_a_vital_system_is_restored_when_all_of_its_machines_are() -> None:
    told = [sheet(1, 12, good=False, system="DPI")]
    one, other = machine(13, vital="DPI"), machine(None, vital="DPI", key="sql", system="srv-sql")

    assert failed(told, one, other) == date(2026, 11, 12)
