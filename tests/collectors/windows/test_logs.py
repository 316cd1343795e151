"""The event logs of a Windows host: days, bounds, and what could not be read."""

from datetime import date
from typing import Any

import pytest

from agent.core.facts.logs import EventLog, LogKept, LogPolicy
from tests.collectors.windows.told import body, only

DAYS = ["2026-11-17", "2026-11-18", "2026-11-20"]


def log(**more: Any) -> dict[str, Any]:
    return {
        "log": "Security",
        "enabled": True,
        "mode": "Circular",
        "days": DAYS,
        "unfinished": False,
    } | more


def kept(*logs: dict[str, Any], **sections: Any) -> LogKept:
    (found, *_) = only(LogKept, body({"logs": {"logs": list(logs)}} | sections))
    return found


def test_days_are_spans_and_the_oldest_is_one_of_them() -> None:
    found = kept(log(oldest="2026-03-02"))

    assert found.spans == (
        (date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 11, 17), date(2026, 11, 18)),
        (date(2026, 11, 20), date(2026, 11, 20)),
    )
    assert (found.files, found.unread, found.declared) == (1, 0, False)
    assert (found.key, found.seen_on) == ("srv Security", date(2026, 11, 20))


def test_days_to_come_and_days_that_are_none_are_left_out() -> None:
    found = kept(
        log(
            days=["2026-11-21", "9999-12-31", "2026-02-30", "1601-01-01", "2026-11-20"],
            oldest="2027-01-01",
        )
    )

    assert found.spans == ((date(2026, 11, 20), date(2026, 11, 20)),)


@pytest.mark.parametrize(
    ("more", "files", "unread"),
    [
        ({"unfinished": True}, 1, 1),
        ({"error": "failed"}, 1, 1),
        ({"error": "denied", "days": []}, 0, 1),
        ({"mode": "AutoBackup", "archives": 6}, 7, 6),
        ({"mode": "AutoBackup", "archives": 0}, 1, 0),
        ({"mode": "Circular", "archives": 6}, 1, 0),
        ({"days": []}, 0, 0),  # empty, and read
    ],
)  # fmt: skip
def test_what_was_not_read_is_counted(more: dict[str, Any], files: int, unread: int) -> None:
    found = kept(log(**more))

    assert (found.files, found.unread) == (files, unread)


@pytest.mark.parametrize(
    ("mode", "told", "bound"),
    [
        ("Circular", "circular", "size"),
        ("AutoBackup", "archived", "unlimited"),
        ("Retain", "stops", "stops"),
    ],
)
def test_what_happens_when_it_is_full(mode: str, told: str, bound: str) -> None:
    raw = body({"logs": {"logs": [log(mode=mode, bytes=2**32)]}})
    (about,) = only(EventLog, raw)
    (policy,) = only(LogPolicy, raw)

    assert (about.mode, about.largest, about.enabled) == (told, 2**32, True)
    assert (policy.bound, policy.days, policy.at_most) == (bound, None, True)


def test_a_mode_that_is_unknown_promises_nothing() -> None:
    raw = body({"logs": {"logs": [log(mode="Whatever")]}})

    assert only(LogPolicy, raw) == []
    assert only(EventLog, raw)[0].mode == ""


def test_who_was_emptied_is_told_by_two_logs() -> None:
    names = [log(log="System"), log(log="Security"), log(log="Application")]
    emptied = [
        ("System", "2026-11-02"),
        ("Application", "2026-11-03"),
        ("System", "2026-11-02"),
        ("Security", "2026-11-04"),
        ("System", "2026-12-01"),
    ]
    told = {"cleared": [{"log": name, "day": day} for name, day in emptied]}
    raw = body(
        {"logs": {"logs": names}, "cleared-logs": told, "cleared-security": OSError("denied")}
    )

    found = {each.log: each.cleared for each in only(EventLog, raw)}

    assert found == {
        "System": (date(2026, 11, 2),),
        "Application": (date(2026, 11, 3),),
        "Security": None,
    }


def test_the_first_of_a_name_counts() -> None:
    found = kept(log(), log(days=[]))

    assert found.files == 1
