"""The days each log holds, and what could not be read of it: counted, never taken for nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.logs import LogKept
from collectors.linux.logs import kept
from collectors.registry import Unseen
from tests.collectors.linux.told import about, answer, body, facts

TODAY = date(2026, 11, 20)
AUTH = "/var/log/auth.log"
AT_NOON, A_WEEK_AGO = 1795176000, 1794571200  # 20 and 13 November 2026, 12:00 UTC


def found(
    *lines: str, journal: Sequence[str] = (), cut: Sequence[str] = (), zone: str = "+0000"
) -> dict[str, LogKept]:
    told = answer(about=about(zone=zone), logs=lines, journal=journal, cut=cut)
    return {each.log: each for each in kept(told, "srv", "srv")}


def test_a_log_and_its_rotated_files() -> None:
    log = found(
        f"log {AUTH}",
        f"file {AT_NOON} 10 {AUTH}", "day Nov 18", "day Nov 20",
        f"file {A_WEEK_AGO} 10 {AUTH}.1", "day Nov 12", "day Nov 13",
    )[AUTH]  # fmt: skip

    assert log.spans == (
        (date(2026, 11, 12), date(2026, 11, 13)),
        (date(2026, 11, 18), date(2026, 11, 18)),
        (date(2026, 11, 20), date(2026, 11, 20)),
    )
    assert (log.files, log.unread, log.declared, log.seen_on) == (2, 0, False, TODAY)
    assert log.key == f"srv {AUTH}"


def test_a_rotated_file_gives_the_year_of_its_own_last_line() -> None:
    last_year = 1764417600  # 29 November 2025, 12:00 UTC
    log = found(f"log {AUTH}", f"file {last_year} 10 {AUTH}.52.gz", "day Nov 28", "day Nov 29")

    assert log[AUTH].spans == ((date(2025, 11, 28), date(2025, 11, 29)),)


def test_the_last_writing_is_told_in_the_hosts_zone() -> None:
    """23:30 UTC on 12 November is the 13th in Paris: a line of the 14th is of this year."""
    late = 1794526200
    told = found(f"log {AUTH}", f"file {late} 9 {AUTH}", "day Nov 14", zone="+0100")

    assert told[AUTH].spans == ((date(2026, 11, 14), date(2026, 11, 14)),)


def test_no_day_is_after_the_hosts_own() -> None:
    to_come = 1800000000  # January 2027
    told = found(f"log {AUTH}", f"file {to_come} 10 {AUTH}", "day 2026-11-20", "day 2026-11-21")

    assert told[AUTH].spans == ((TODAY, TODAY),)


def test_what_could_not_be_read_is_counted() -> None:
    log = found(
        f"log {AUTH}",
        f"file 0 0 {AUTH}", "day Nov 20",
        f"file {A_WEEK_AGO} 10 {AUTH}.1", f"denied {AUTH}.1",
        f"file {A_WEEK_AGO} 10 {AUTH}.2.gz", "day Nov 10", "damaged",
        f"file {A_WEEK_AGO} 10 {AUTH}.3.zst", "unread",
    )[AUTH]  # fmt: skip

    assert (log.files, log.unread, len(log.spans)) == (4, 3, 2)


def test_a_folder_that_may_not_be_listed() -> None:
    log = found("log /var/log/audit/audit.log", "denied /var/log/audit")["/var/log/audit/audit.log"]

    assert (log.spans, log.files, log.unread, log.declared) == ((), 0, 1, False)


def test_an_applications_log_that_is_not_there() -> None:
    log = found("log /srv/dpi/*.log", "absent")["/srv/dpi/*.log"]

    assert (log.spans, log.files, log.unread, log.declared) == ((), 0, 0, True)


def test_a_log_that_was_cut_is_not_all_there() -> None:
    lines = ["log /var/log/secure", f"file {AT_NOON} 10 x", "day Nov 20", f"log {AUTH}"]

    told = found(*lines, cut=["logs"])

    assert (told["/var/log/secure"].unread, told[AUTH].unread) == (0, 1)


def test_lines_out_of_their_place_give_nothing() -> None:
    told = found(
        "day Nov 20", "file 1 2 /x", "denied /x", f"log {AUTH}", "day Nov 19", "day Nov 18"
    )

    assert [(each.log, each.spans, each.unread) for each in told.values()] == [(AUTH, (), 0)]


def test_the_journal_has_its_own_days() -> None:
    told = found(journal=["oldest 1795003200", "day epoch 20777", "day epoch 20776", ""])["journal"]

    assert told.spans == ((date(2026, 11, 18), TODAY),)  # 1795003200: 18 November, noon
    assert (told.files, told.unread) == (1, 0)


def test_a_journal_that_may_not_be_read_or_was_not_finished() -> None:
    assert found(journal=["denied /var/log/journal/x/system.journal"])["journal"].unread == 1
    assert found(journal=["day epoch 20777", "unfinished"])["journal"].unread == 1
    assert found(journal=["day epoch 20777"], cut=["journal"])["journal"].unread == 1
    assert found(journal=["oldest ", "unfinished"])["journal"].spans == ()


def test_no_journal_is_no_log() -> None:
    assert found() == {}
    assert found(journal=["oldest "]) == {}
    assert found(cut=["journal"]) == {}


def test_days_to_come_are_none_of_the_journal_either() -> None:
    told = found(journal=["oldest 1900000000", "day epoch 20777", "day epoch 30000"])

    assert told["journal"].spans == ((TODAY, TODAY),)


def test_a_section_that_was_cut_is_known_to_be_missing() -> None:
    cut = facts(body({"logs": [f"log {AUTH}"]}, cut=["logs", "journal"]))

    assert Unseen(LogKept, "srv logs") in cut
    assert Unseen(LogKept, "srv journal") in cut
    assert not any(isinstance(each, Unseen) for each in facts(body({})))


lines = st.one_of(
    st.sampled_from([f"log {AUTH}", "log ", f"log {'x' * 400}", "denied x", "damaged", "absent"]),
    st.builds("file {} 1 /x".format, st.integers(-(10**12), 10**12)),
    st.builds("day epoch {}".format, st.integers(0, 99999)),
    st.dates().map(lambda day: f"day {day.isoformat()}"),
    st.dates().map(lambda day: f"day {day:%b} {day.day:2}"),
)


@given(st.lists(lines, max_size=25), st.lists(lines, max_size=8), st.booleans())
def test_any_lines_give_days_of_the_past(
    logs: list[str],
    journal: list[str],
    whole: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    for each in found(*logs, journal=journal, cut=() if whole else ["logs"]).values():
        assert all(first <= last <= TODAY for first, last in each.spans)
        assert all(one[1] + timedelta(days=1) < other[0] for one, other in pairwise(each.spans))
        assert len(each.log) <= 300
