"""How far back logs go: the unbroken run that ends today, the log that answers, and what is missing."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.hosts import Host, HostRole
from agent.core.facts.logs import EventLog, LogKept, LogPolicy, Retention, Span, Tracing
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.retention import retention, run_start

AS_OF = date(2026, 11, 20)
AUTH, SYSLOG, JOURNAL = "/var/log/auth.log", "/var/log/syslog", "journal"
SRV = Host(source="srv", key="srv", name="srv", role=HostRole.SERVER)


def ago(count: int) -> date:
    return AS_OF - timedelta(days=count)


def span(first: int, last: int = 0) -> Span:
    """From so many days ago to so many."""
    return (ago(first), ago(last))


def log(name: str = AUTH, *spans: Span, **more: Any) -> LogKept:
    told: dict[str, Any] = {
        "source": "srv", "key": f"srv {name}", "host": "srv", "log": name, "seen_on": AS_OF,
        "spans": spans, "files": 5,
    }  # fmt: skip
    return LogKept(**told | more)


def made(*logs: LogKept, host: Host = SRV, unseen: str = "", **more: Any) -> list[Any]:
    kept = Facts(logs, missing=[Missing(unseen, Reason.COVERAGE)] if unseen else [])
    policies: Facts[LogPolicy] = Facts(more.get("policies", ()))
    events: Facts[EventLog] = Facts(more.get("events", ()))
    return list(retention(kept, Facts([host]), policies, events, AS_OF, 90, 7))


def judged(*logs: LogKept, **more: Any) -> dict[str, Retention]:
    return {each.log: each for each in made(*logs, **more) if isinstance(each, Retention)}


def missing(*logs: LogKept, **more: Any) -> list[Missing]:
    return [each for each in made(*logs, **more) if isinstance(each, Missing)]


def tracing(*logs: LogKept, **more: Any) -> Tracing:
    (found,) = (each for each in made(*logs, **more) if isinstance(each, Tracing))
    return found


@pytest.mark.parametrize(
    ("spans", "measured"),
    [
        ([span(120)], 120),
        ([span(120, 2)], 120),  # nothing yesterday nor today
        ([span(120, 3)], 0),
        ([span(120, 40), span(37)], 120),  # a hole of two days: 39 and 38 days ago
        ([span(120, 40), span(36)], 36),  # of three
        ([span(400, 399), span(10)], 10),
        ([span(30, 25), span(22, 15), span(12, 2)], 30),
        ([], 0),
    ],
)
def test_the_unbroken_run_that_ends_today(spans: list[Span], measured: int) -> None:
    told = judged(log(AUTH, *spans))[AUTH]

    assert told.measured == measured
    assert told.oldest == ((AS_OF - spans[0][0]).days if spans else None)
    assert told.newest == ((AS_OF - spans[-1][1]).days if spans else None)


def test_one_old_line_gains_nothing() -> None:
    told = judged(log(AUTH, (ago(300), ago(300)), span(20)))[AUTH]

    assert (told.measured, told.oldest) == (20, 300)


def test_days_are_counted_from_the_day_it_was_read() -> None:
    seen = ago(5)
    told = judged(log(AUTH, (ago(105), ago(5)), seen_on=seen))[AUTH]

    assert (told.measured, told.newest) == (100, 0)


@given(st.sets(st.integers(0, 60), max_size=40))
def test_no_three_days_of_the_run_are_silent(told: set[int]) -> None:
    spans = [span(each, each) for each in sorted(told, reverse=True)]

    start = run_start(spans, AS_OF)

    if start is None:
        assert not told & {0, 1, 2}
    else:
        length = (AS_OF - start).days
        assert length in told
        assert all(told & {day, day + 1, day + 2} for day in range(length - 1))
        assert not told & {length + 1, length + 2, length + 3}


def young(began: int, *spans: Span) -> bool:
    host = Host(source="srv", key="srv", name="srv", role=HostRole.SERVER, began=ago(began))
    return judged(log(AUTH, *spans), host=host)[AUTH].young


def test_a_young_machine_has_neither_failed_nor_passed() -> None:
    assert young(30, span(30))
    assert young(30, span(28))  # the first lines came two days later
    assert young(89, span(89))


def test_a_young_machine_whose_log_was_already_dropped_is_judged() -> None:
    assert not young(30, span(27))
    assert not young(30, span(30, 29), span(10))
    assert not young(30)
    assert not young(30, span(30, 3))


def test_an_older_machine_or_one_to_come_is_judged() -> None:
    assert not young(90, span(90))
    assert not young(-5, span(10))
    assert not judged(log(AUTH, span(10)))[AUTH].young


def test_the_log_that_goes_back_the_farthest_answers_for_its_events() -> None:
    told = judged(log(AUTH, span(28)), log(SYSLOG, span(29)), log(JOURNAL, span(180)))

    assert {name: each.decisive for name, each in told.items()} == {
        AUTH: False, SYSLOG: False, JOURNAL: True
    }  # fmt: skip


def test_a_journal_that_is_shorter_answers_for_nothing() -> None:
    told = judged(log(AUTH, span(100)), log(SYSLOG, span(101)), log(JOURNAL, span(20)))

    assert {name for name, each in told.items() if each.decisive} == {AUTH, SYSLOG}


def test_a_journal_that_is_longer_than_one_of_two_answers_for_it() -> None:
    told = judged(log(AUTH, span(100)), log(SYSLOG, span(10)), log(JOURNAL, span(20)))

    assert {name for name, each in told.items() if each.decisive} == {AUTH, JOURNAL}


def test_equal_logs_have_one_that_answers() -> None:
    told = judged(log(AUTH, span(50)), log(JOURNAL, span(50)))

    assert any(each.decisive for each in told.values())


def test_an_applications_own_log_always_answers_for_itself() -> None:
    told = judged(log("/srv/dpi.log", span(5), declared=True), log(JOURNAL, span(200)))

    assert told["/srv/dpi.log"].decisive
    assert tracing(log("/srv/dpi.log", span(5), declared=True), log(JOURNAL, span(200))).days == 5


def test_unread_and_short_is_missing_with_its_reason() -> None:
    assert missing(log(AUTH, span(10), unread=1)) == [Missing(f"{AUTH} (srv)", Reason.COVERAGE)]
    assert missing(log(AUTH, unread=1)) == [Missing(f"{AUTH} (srv)", Reason.DENIED)]
    assert judged(log(AUTH, span(10), unread=1)) == {}


def test_unread_and_long_enough_is_judged() -> None:
    told = log(AUTH, span(90), unread=2)

    assert missing(told) == []
    assert judged(told)[AUTH].measured == 90


def test_unread_where_another_holds_the_same_for_long_enough_is_not_missing() -> None:
    assert missing(log(AUTH, unread=1), log(JOURNAL, span(90))) == []
    assert missing(log(AUTH, unread=1), log(JOURNAL, span(89))) == [
        Missing(f"{AUTH} (srv)", Reason.DENIED)
    ]


def test_an_unread_journal_is_replaced_by_both_kinds_of_logs_or_not_at_all() -> None:
    unread = log(JOURNAL, unread=1)

    assert missing(unread, log(AUTH, span(90)), log(SYSLOG, span(95))) == []
    assert missing(unread, log(AUTH, span(90))) == [Missing("journal (srv)", Reason.DENIED)]


def test_a_short_log_is_not_accused_while_another_that_is_unread_may_hold_more() -> None:
    told = judged(log(AUTH, span(28)), log(JOURNAL, unread=1))

    assert not told[AUTH].settled


def test_a_stale_answer_is_missing_and_accuses_nobody() -> None:
    assert made(log(AUTH, span(10), seen_on=ago(8))) == [Missing("srv", Reason.STALE)]
    assert AUTH in judged(log(AUTH, span(10), seen_on=ago(7)))


def test_a_log_that_is_gone_makes_no_other_stale() -> None:
    told = log(AUTH, span(10), seen_on=ago(8)), log(SYSLOG, span(120))

    assert list(judged(*told)) == [SYSLOG]
    assert missing(*told) == []


def test_a_host_that_writes_no_more() -> None:
    assert tracing(log(AUTH, span(50, 20))).off is True
    assert tracing(log(AUTH, span(50, 2))).off is False
    assert tracing(log(AUTH, span(50, 20)), log(SYSLOG, span(1))).off is False
    assert tracing(log(AUTH)).off is True


def test_what_was_not_read_may_be_written() -> None:
    assert tracing(log(AUTH, span(50, 20)), log(SYSLOG, unread=1)).off is None
    assert tracing(unseen="srv logs").off is None
    assert tracing(unseen="srv journal").off is None
    assert tracing(unseen="other logs").off is True


def test_what_was_promised_stands_beside() -> None:
    promised = LogPolicy(
        source="srv", key=f"srv {AUTH}", host="srv", log=AUTH, bound="time", days=28, turned=ago(3)
    )

    told = judged(log(AUTH, span(10)), policies=[promised])[AUTH]

    assert (told.promised, told.bound, told.turned) == (28, "time", 3)
    assert judged(log(AUTH, span(10)))[AUTH].bound == "unknown"


def test_two_hosts_of_one_name_keep_their_own_logs() -> None:
    other = log(AUTH, span(5), source="other")

    assert judged(log(AUTH, span(100)), other)[AUTH].measured == 100


WEEKLY = [span(day, day) for day in range(133, -1, -7)]


def test_a_log_that_is_silent_by_habit_is_neither_accused_nor_passed() -> None:
    """A package log has a line a week: no day without one is an interruption."""
    weekly = log("/var/log/dpi.log", *WEEKLY)
    told = judged(weekly)["/var/log/dpi.log"]

    assert (told.measured, told.sparse, told.settled) == (0, True, False)
    assert missing(weekly) == [Missing("/var/log/dpi.log (srv)", Reason.COVERAGE)]
    assert tracing(weekly, log(AUTH, span(100))).days == 100


def test_one_old_line_makes_no_habit() -> None:
    """Twenty days, then one line 200 days ago: the middle silence is still of a day."""
    told = judged(log(AUTH, span(200, 200), span(20)))[AUTH]

    assert (told.measured, told.sparse, told.settled) == (20, False, True)


def test_a_log_that_stopped_is_accused_whatever_it_held() -> None:
    told = judged(log(AUTH, span(60, 20)))[AUTH]

    assert (told.measured, told.sparse, told.settled) == (0, False, True)


def test_a_log_that_somebody_turned_off_is_another_check_s() -> None:
    off = EventLog(
        source="srv", key="srv Security", host="srv", log="Security", seen_on=AS_OF, enabled=False
    )
    told = judged(log("Security", span(200, 60)), log("System", span(200)), events=[off])

    assert [(each.turned_off, each.settled) for each in told.values()] == [
        (True, False),
        (False, True),
    ]
