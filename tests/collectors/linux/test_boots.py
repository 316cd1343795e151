"""Starts of a host: after a shutdown or a crash, in its own zone, with a clock or without."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from collectors.linux.boots import boots, known_since
from tests.collectors.linux.told import about, answer

REBOOT = "last reboot   system boot  6.1.0-28-amd64   "
SHUTDOWN = "last shutdown system down  6.1.0-28-amd64   "


def found(*lines: str, zone: str = "+0000") -> list[tuple[datetime, bool | None]]:
    told = answer(about=about(zone=zone), boots=lines)
    return [(each.started.replace(tzinfo=None), each.clean) for each in boots(told, "srv", "srv")]


def test_clean_crash_and_first_known() -> None:
    """Newest first, as last(1) prints them: a start without a shutdown before it is a crash."""
    told = found(
        REBOOT + "Fri Oct 30 04:10:00 2026   still running",
        REBOOT + "Sun Oct 11 04:10:00 2026   still running",
        SHUTDOWN + "Sun Oct 11 04:05:00 2026 - Sun Oct 11 04:10:00 2026  (00:05)",
        REBOOT + "Sat Sep 19 04:10:00 2026 - Sun Oct 11 04:05:00 2026 (21+23:55)",
    )

    assert told == [
        (datetime(2026, 9, 19, 4, 10), None),  # noqa: DTZ001 - all in UTC
        (datetime(2026, 10, 11, 4, 10), True),  # noqa: DTZ001 - all in UTC
        (datetime(2026, 10, 30, 4, 10), False),  # noqa: DTZ001 - all in UTC
    ]


def test_a_shutdown_in_the_turned_file_counts() -> None:
    told = found(
        REBOOT + "Sat Sep 19 04:10:00 2026 - Sun Oct 11 04:05:00 2026 (21+23:55)",
        "last ",
        "last wtmp begins Sat Sep 19 04:10:00 2026",
        SHUTDOWN + "Sat Sep 19 04:05:00 2026 - Thu Jan  1 00:00:00 1970 (-20715+04:05)",
        REBOOT + "Thu Jul 23 04:10:00 2026 - Sat Sep 19 04:05:00 2026 (57+23:55)",
    )

    assert [clean for _, clean in told] == [None, True]


def test_a_start_without_a_clock_has_no_date_and_keeps_its_place() -> None:
    """Shut down, started without a clock, then started again: the last one follows a crash."""
    told = found(
        REBOOT + "Fri Oct 30 04:10:00 2026   still running",
        REBOOT + "Thu Jan  1 00:00:07 1970   still running",
        SHUTDOWN + "Sun Oct 11 04:05:00 2026 - crash",
        REBOOT + "Sat Sep 19 04:10:00 2026 - Sun Oct 11 04:05:00 2026 (21+23:55)",
    )

    assert [clean for _, clean in told] == [None, False]


def test_instants_are_of_the_hosts_zone_and_told_in_utc() -> None:
    told = answer(about=about(zone="+0200"), boots=[REBOOT + "Fri Oct 30 00:10:00 2026"])

    (boot,) = boots(told, "block/srv", "srv")

    assert boot.started == datetime(2026, 10, 29, 22, 10, tzinfo=UTC)
    assert (boot.source, boot.host, boot.key) == ("block/srv", "srv", "srv 2026-10-29T22:10:00Z")


def test_lines_that_are_no_start() -> None:
    assert found(
        "last anne     pts/0        10.0.0.7         Fri Oct 30 04:10:00 2026   still logged in",
        REBOOT + "Fri Oct 32 04:10:00 2026",
        REBOOT + "Fri Foo 30 04:10:00 2026",
        REBOOT + "Fri Dec 31 23:59:59 9999",
        REBOOT,
        REBOOT.removeprefix("last ") + "Fri Oct 30 04:10:00 2026",
        "last runlevel (to lvl 5)   6.1.0-28-amd64   Fri Oct 30 04:10:00 2026",
    ) == []  # fmt: skip


def test_known_since_the_oldest_file_begins() -> None:
    told = answer(
        boots=[
            "last wtmp begins Sat Sep 19 04:10:00 2026",
            "last wtmp.1 begins Thu Jul 23 04:10:00 2026",
        ]
    )

    assert known_since(told) == date(2026, 7, 23)


def test_a_file_without_a_clock_begins_nowhere() -> None:
    told = answer(boots=["last ", "last wtmp begins Thu Jan  1 00:00:09 1970"])

    assert known_since(told) is None
    assert known_since(
        answer(boots=["last /var/log/wtmp begins Thu Jul 23 04:10:00 2026"])
    ) == date(2026, 7, 23)


stamps = st.datetimes(datetime(1960, 1, 1), datetime(2300, 1, 1)).map(  # noqa: DTZ001 - printed without a zone
    lambda at: f"{at:%a %b} {at.day:2} {at:%H:%M:%S %Y}"
)
lines = st.one_of(
    st.text(max_size=40).map("last ".__add__),
    st.builds(lambda word, at: word + at, st.sampled_from([REBOOT, SHUTDOWN, "last wtmp begins "]), stamps),
)  # fmt: skip


@given(st.lists(lines, max_size=12), st.sampled_from(["+0000", "-1200", "+1400", "-2359", "+2359"]))
def test_any_lines_give_starts_of_sensible_years(told: list[str], zone: str) -> None:
    said = answer(about=about(zone=zone), boots=[each for each in told if each.isprintable()])

    made = list(boots(said, "srv", "srv"))

    assert all(1970 <= each.started.year <= 2201 for each in made)
    assert [each.clean for each in made[1:] if each.clean is None] == []
