"""Updates, restarts, clock and starts of a Windows host, from what each list really says."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agent.core.facts.hosts import HostState
from collectors.windows.state import boots, state
from tests.collectors.windows.told import ABOUT, NOON, answer, body, only


def told(**sections: Any) -> HostState:
    return state(answer(**sections), "srv", "srv", watched=False)


def updates(*installed: tuple[str, str, int]) -> dict[str, Any]:
    return {
        "installed": [{"kb": kb, "day": day, "result": result} for kb, day, result in installed]
    }


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("11/12/2026", date(2026, 11, 12)), ("1/2/2026", date(2026, 1, 2)),  # American everywhere
        ("11/12/2026 12:00:00 AM", date(2026, 11, 12)), ("13/11/2026", None), ("2026-11-12", date(2026, 11, 12)),
        # 133420311119712768 tenths of a microsecond after 1601: 2023-10-17 15:45 UTC.
        ("01da0110ea1cd200", date(2023, 10, 17)), ("ffffffffffffffff", None), ("", None), ("hier", None),
        ("11/21/2026", None),  # tomorrow
    ],
)  # fmt: skip
def test_the_date_of_a_hotfix(day: str, known: date | None) -> None:
    found = told(hotfixes=updates(("KB5000001", day, 2)))

    assert (found.updated, found.updated_by) == (known, "hotfix" if known else "")


def test_signatures_and_failures_update_nothing() -> None:
    found = told(
        history=updates(
            ("KB2267602", "2026-11-20", 2), ("KB890830", "2026-11-19", 2),
            ("KB5000002", "2026-11-18", 4), ("KB5000003", "2026-11-17", 5),
            ("KB5000004", "2026-11-16", 3), ("KB5000005", "2026-11-15", 2),
        )
    )  # fmt: skip

    assert (found.updated, found.updated_by) == (date(2026, 11, 16), "windows-update")


def test_the_later_of_both_lists_counts_and_one_of_them_is_enough() -> None:
    late, early = updates(("KB5000001", "2026-11-18", 2)), updates(("KB5000001", "2026-11-02", 2))

    assert told(history=late, hotfixes=early).updated_by == "windows-update"
    assert told(history=early, hotfixes=late).updated_by == "hotfix"
    assert told(history=OSError("denied"), hotfixes=early).updated == date(2026, 11, 2)
    assert told(history=OSError("denied"), hotfixes=OSError("failed")).updated is None
    assert told(history=updates(), hotfixes=updates()).updated is None


@pytest.mark.parametrize(
    ("update", "servicing"), [(True, False), (False, True), (True, True), (False, False)]
)
def test_either_key_is_a_restart_due(update: object, servicing: object) -> None:
    found = told(restart={"update": update, "servicing": servicing})

    assert found.reboot_required is bool(update or servicing)
    assert told(restart=OSError("denied")).reboot_required is None


def clock(
    *, leap: str = "0(no warning)", offset: str = "-3.9s", poll: str = "10 (1024s)"
) -> dict[str, Any]:
    return {
        "values": [
            leap,
            "3 (x)",
            "-23 (119.209ns per tick)",
            "0.03s",
            "7.7s",
            "0xC0A80101 (source IP:  192.168.1.1)",
            "20/11/2026 05:58:41",
            "dc1",
            poll,
            offset,
            "0.01s",
        ]
    }


@pytest.mark.parametrize(
    ("changed", "seconds"),
    [
        ({}, -3), ({"offset": "61,0000000s"}, 61), ({"offset": "0.0000311s"}, 0), ({"offset": "12s"}, 12),
        ({"leap": "3(unsynchronized)"}, None), ({"leap": "3(non synchronisé)"}, None),
        ({"offset": "soon"}, None), ({"offset": "9" * 20 + "s"}, None), ({"poll": "ten"}, None),
    ],
)  # fmt: skip
def test_the_offset_follows_the_poll_interval(changed: dict[str, str], seconds: int | None) -> None:
    found = told(clock=clock(**changed))

    assert (found.clock_offset, found.clock_by) == (seconds, "" if seconds is None else "w32time")


def test_a_host_that_was_watched_has_its_clock_compared() -> None:
    late = body({"about": ABOUT | {"now": ABOUT["now"] - 90}}, ended="1795175911")  # type: ignore[operator]  # a number there
    (found,) = only(HostState, late)
    assert (found.clock_offset, found.clock_by) == (-89, "preuve")  # told in whole seconds
    (alone,) = only(HostState, late, server="")
    assert (alone.clock_offset, alone.clock_by) == (None, "")


def happened(*events: tuple[int, int]) -> dict[str, Any]:
    """Events by number and minutes before noon."""
    at = int(NOON.timestamp())
    return {
        "since": "2026-06-01",
        "events": [{"id": number, "at": at - 60 * ago} for number, ago in events],
    }


@pytest.mark.parametrize(
    ("events", "clean"),
    [
        ([(6005, 500), (6006, 15), (6005, 10)], [None, True]),
        ([(6005, 500), (6006, 15), (6005, 10), (6008, 10)], [None, False]),
        ([(6005, 500), (6005, 10), (41, 12)], [None, False]),
        ([(6005, 500), (6005, 10)], [None, None]),  # neither said so
        ([(6006, 600), (6005, 500), (6005, 10)], [True, None]),  # the stop was before another start
        ([(6005, 10), (6005, 10)], [None]),  # a snapshot that was gone back to repeats it
        ([(1074, 20), (6006, 15), (6005, 10)], [True]),
        ([(6008, 500), (6005, 10)], [None]),
        ([], []),
    ],
)  # fmt: skip
def test_a_stop_is_clean_or_not_when_windows_says_so(
    events: list[tuple[int, int]], clean: list[bool | None]
) -> None:
    found = list(boots(answer(boots=happened(*events)), "srv", "srv"))

    assert [each.clean for each in found] == clean
    assert [each.started for each in found] == sorted(each.started for each in found)


def test_it_started_when_it_says_else_when_its_log_says() -> None:
    events = happened((6005, 500), (6005, 10), (6006, 5))
    assert told(boots=events).booted == NOON - timedelta(minutes=10)
    assert told(boots=events).boots_known_since == date(2026, 6, 1)
    told_itself = told(boots=events, hardware={"booted": 1795000000})
    assert told_itself.booted == datetime(2026, 11, 18, 11, 6, 40, tzinfo=UTC)
    assert told(boots=OSError("denied")).booted is None
