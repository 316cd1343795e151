"""What changes on a host: updates, restarts due, and a clock that is wrong only by what is sure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.hosts import HostState
from collectors.linux.answer import read
from collectors.linux.state import state
from tests.collectors.linux.told import NOON, about, answer, body, exhibit


def said(*, watched: bool = False, cut: Sequence[str] = (), **told: Sequence[str]) -> HostState:
    return state(answer(cut=cut, **told), "srv", "srv", watched=watched)


def updated(*lines: str) -> tuple[date | None, str, date | None]:
    told = said(updates=lines)
    return told.updated, told.updated_by, told.not_updated_since


def test_the_last_upgrade_of_every_file_of_dpkg() -> None:
    told = updated("since 2026-11-09", "since 2026-10-19", "upgraded 2026-10-20 dpkg")

    assert told == (date(2026, 10, 20), "dpkg", None)


def test_an_installation_is_no_upgrade_where_upgrades_are_told() -> None:
    told = updated("upgraded 2026-03-02 dpkg", "installed 2026-11-01 rpm")

    assert told == (date(2026, 3, 2), "dpkg", None)


@pytest.mark.parametrize("by", ["rpm", "zypp", "apk"])
def test_an_installation_stands_for_an_upgrade_elsewhere(by: str) -> None:
    assert updated(f"installed 2026-11-01 {by}") == (date(2026, 11, 1), by, None)


def test_no_upgrade_in_logs_that_go_back_to_a_day() -> None:
    told = updated("since 2026-11-01", "since 2026-02-01", "since preuve-1-2")

    assert told == (None, "", date(2026, 2, 1))


def test_a_log_that_may_not_be_read_may_hold_an_upgrade() -> None:
    assert updated("since 2026-02-01", "denied /var/log/dpkg.log.1") == (None, "", None)


@pytest.mark.parametrize(
    "line",
    ["upgraded 2026-11-21 dpkg", "upgraded 1970-01-01 dpkg", "upgraded  dpkg", "upgraded", ""],
)
def test_a_day_to_come_or_without_a_clock_is_no_upgrade(line: str) -> None:
    assert updated(line) == (None, "", None)


@pytest.mark.parametrize(
    ("lines", "pending"),
    [
        (["known 2026-11-19", "pending 2 1"], (2, 1, date(2026, 11, 19))),
        (["known 2026-11-19", "pending 0 0"], (0, 0, date(2026, 11, 19))),
        (["known 2026-11-19", "pending 7 ?"], (7, None, date(2026, 11, 19))),
        (["pending 2 1"], (None, None, None)),
        (["known soon", "pending 2 1"], (None, None, None)),
        (["known 2026-11-19", "unknown apt"], (None, None, date(2026, 11, 19))),
        (["known 2026-11-19", "pending 2"], (None, None, date(2026, 11, 19))),
        (["known 2026-11-19", "pending -1 0"], (None, None, date(2026, 11, 19))),
        (["known 2026-11-19", "pending 1e3 0"], (None, None, date(2026, 11, 19))),
        (["known 2026-11-19", "pending 9999999 0"], (None, None, date(2026, 11, 19))),
        (["unknown dnf"], (None, None, None)),
    ],
)
def test_pending_updates_are_known_as_of_a_day(lines: list[str], pending: Any) -> None:
    told = said(pending=lines)

    assert (told.pending, told.pending_security, told.refreshed) == pending


@pytest.mark.parametrize(
    ("running", "images", "waiting"),
    [
        ("6.1.0-28-amd64", ["6.1.0-28-amd64", "6.1.0-9-amd64"], None),
        ("6.1.0-9-amd64", ["6.1.0-9-amd64", "6.1.0-28-amd64"], "6.1.0-28-amd64"),
        ("6.1.0-28-amd64", ["6.1.0-28-amd64", "6.12.1-1-cloud-amd64", "6.12.1-1-rt-amd64"], None),
        (
            "5.14.0-427.42.1.el9_4.x86_64",
            ["5.14.0-427.42.1.el9_4.x86_64", "5.14.0-503.14.1.el9_5.x86_64"],
            "5.14.0-503.14.1.el9_5.x86_64",
        ),
        (
            "3.10.0-1160.el7.x86_64",
            ["3.10.0-1160.el7.x86_64", "3.10.0-1160.119.1.el7.x86_64"],
            "3.10.0-1160.119.1.el7.x86_64",
        ),
        (  # Oracle's own kernel, and Red Hat's beside it
            "5.4.17-2136.el8uek.x86_64",
            ["5.4.17-2136.el8uek.x86_64", "5.14.0-1.el9.x86_64", "4.18.0-553.el8.x86_64"],
            None,
        ),
        (
            "5.14.21-150500.55.83-default",
            ["5.14.21-150500.55.83-default", "5.14.21-150500.55.100-default"],
            "5.14.21-150500.55.100-default",
        ),
        ("6.6.30-0-lts", ["lts"], None),
        ("6.8.12-4-pve", [], None),  # a container has its host's kernel, and no image
        ("6.8.12-4-pve", ["6.1.0-28-amd64", "6.9.1-1-pve"], None),
        ("", ["", "6.1"], None),
    ],
)
def test_kernels_that_wait_for_a_restart(
    running: str, images: list[str], waiting: str | None
) -> None:
    told = said(os=[f"kernel Linux {running}"], pending=[f"image {each}" for each in images])

    current = running in images and running[:1].isdigit()
    assert told.kernel_waiting == waiting
    # A kernel without an image here, as in a container, tells nothing either way.
    assert told.reboot_required is (True if waiting else False if current else None)


def test_a_restart_that_the_host_asks_for() -> None:
    assert said(pending=["reboot required"]).reboot_required is True
    assert said(pending=[], cut=["pending"]).reboot_required is None
    assert said(pending=["reboot required"], cut=["pending"]).reboot_required is True


def chrony(offset: str, leap: str = "Normal") -> list[str]:
    return [f"chrony C0A80001,10.0.0.1,3,1795175900.5,{offset},0.1,0.1,0,0,0,0.01,0.01,64.1,{leap}"]


def ntp(offset: str) -> list[str]:
    return [f"ntpq *10.0.0.1  10.0.0.9  2 u 12 64 377 0.512 {offset} 0.020"]


@pytest.mark.parametrize(
    ("lines", "clock"),
    [
        (chrony("0.000006523"), (0, "chrony")),
        (chrony("75.9"), (-75, "chrony")),  # slow of NTP time
        (chrony("-75.9"), (75, "chrony")),
        (chrony("75.9", "Not synchronised"), (None, "")),
        (chrony("nan"), (None, "")),
        (chrony("1e300"), (None, "")),
        (chrony("soon"), (None, "")),
        (["chrony 1,2,3"], (None, "")),
        (ntp("90500.5"), (-90, "ntp")),  # milliseconds; the peer is ahead
        (ntp("-0.75"), (0, "ntp")),
        (ntp("inf"), (None, "")),
        (["ntpq *10.0.0.1"], (None, "")),
        ([*chrony("1.5"), *ntp("-3500.0")], (3, "ntp")),
        (["timedatectl NTPSynchronized=yes"], (None, "")),
        ([], (None, "")),
    ],
)
def test_what_the_hosts_own_programs_say(lines: list[str], clock: tuple[int | None, str]) -> None:
    told = said(clock=lines)

    assert (told.clock_offset, told.clock_by) == clock


def offset(ahead: float, *, run: int = 10, seconds: float | None = None) -> int | None:
    """A host `ahead` by so much, asked at noon, that took `run` seconds of the `seconds` we waited."""
    began = int(NOON.timestamp() + ahead)
    raw = body({"about": about(now=began)}, ended=str(began + run))
    heard = exhibit(raw, seconds=run if seconds is None else seconds)
    told = state(read(heard), "srv", "srv", watched=True)
    assert told.clock_by == "preuve"
    return told.clock_offset


@pytest.mark.parametrize(
    ("ahead", "seen"),
    [(0, 0), (120, 120), (-120, -119), (0.9, 0), (-0.9, 0), (-1, 0), (3600, 3600)],
)
def test_a_clock_that_is_wrong_by_what_nothing_else_explains(ahead: float, seen: int) -> None:
    """Whole seconds are rounded down: one second behind may be none."""
    assert offset(ahead) == seen


def test_what_waiting_explains_is_no_offset() -> None:
    """The script began 30 s after the question, and its answer came 20 s after it ended."""
    assert offset(30, run=10, seconds=60) == 0
    assert offset(50, run=10, seconds=60) == 0
    assert offset(51, run=10, seconds=60) == 1
    assert offset(-2, run=10, seconds=60) == -1


def test_without_its_end_the_beginning_stands() -> None:
    raw = body({"about": about(now=int(NOON.timestamp()) + 100)}, ended="soon")

    told = state(read(exhibit(raw, seconds=10)), "srv", "srv", watched=True)

    assert told.clock_offset == 90


def test_nobody_watched_a_file_being_written() -> None:
    raw = body({"about": about(now=int(NOON.timestamp()) + 9000)})

    told = state(read(exhibit(raw)), "srv", "srv", watched=False)

    assert (told.clock_offset, told.clock_by) == (None, "")


@given(
    began=st.integers(-5000, 5000),
    run=st.integers(0, 300),
    before=st.floats(0, 100),
    after=st.floats(0, 100),
)
def test_an_offset_is_never_more_than_it_is(
    began: int, run: int, before: float, after: float
) -> None:
    """The host's clock is `began` seconds ahead; it began `before` after the question."""
    at = NOON + timedelta(seconds=before + began)
    raw = body({"about": about(now=int(at.timestamp()))}, ended=str(int(at.timestamp()) + run))
    heard = exhibit(raw, seconds=before + run + after)

    told = state(read(heard), "srv", "srv", watched=True).clock_offset

    assert told is not None
    assert abs(told) <= abs(began)
    assert told == 0 or (told > 0) == (began > 0)


def test_when_it_started() -> None:
    assert said(boots=["btime 1795003200"]).booted == datetime(2026, 11, 18, 12, tzinfo=UTC)
    assert said(boots=["btime 12", "btime 1795003200"]).booted is None
    assert said(boots=["btime "]).booted is None


def test_a_cut_list_of_updates_hides_the_last_of_them() -> None:
    assert said(updates=["since 2026-01-05"]).not_updated_since == date(2026, 1, 5)
    assert said(updates=["since 2026-01-05"], cut=["updates"]).not_updated_since is None
