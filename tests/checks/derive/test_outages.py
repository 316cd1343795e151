"""The year of a service: each example was worked out by hand, on paper, in UTC."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent.core.facts.availability import (
    AvailabilityReport,
    Moments,
    Outage,
    ReadingRules,
    Service,
    ServiceAvailability,
    Spell,
    SpellKind,
    WatchedPeriod,
    Watcher,
)
from agent.core.facts.backups import VitalSystem
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from agent.store import canonical
from checks.derive.outages import followed, services

DAY = date(2026, 11, 20)  # from 21 November 2025 to 20 November 2026: 365 days
HOUR = 3600
YEAR = 365 * 24 * HOUR
FIRST, LAST = datetime(2025, 11, 21, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def paris(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=PARIS).astimezone(UTC)


def down(started: datetime, ended: datetime | None, **more: Any) -> Outage:
    told: dict[str, Any] = {
        "source": "centreon", "key": f"{started}/{ended}/{more}", "told_by": Watcher.SUPERVISION,
        "service": "" if "host" in more else "Dossier patient", "rules": "new",
        "started": started, "ended": ended,
    }  # fmt: skip
    return Outage(**told | more)


def ticket(started: datetime, ended: datetime | None, **more: Any) -> Outage:
    return down(started, ended, **{"source": "glpi", "told_by": Watcher.TICKET} | more)


def watched(
    first: datetime = FIRST, last: datetime = LAST, *holes: Moments, **more: Any
) -> WatchedPeriod:
    told: dict[str, Any] = {
        "source": "centreon", "key": f"{first}/{last}/{more}", "told_by": Watcher.SUPERVISION,
        "service": "" if "host" in more else "Dossier patient", "rules": "new",
        "first": first, "last": last, "holes": holes,
    }  # fmt: skip
    return WatchedPeriod(**told | more)


def report(last: datetime = LAST, told_by: Watcher = Watcher.SUPERVISION, **more: Any) -> Any:
    told: dict[str, Any] = {
        "source": "centreon", "key": str(last), "told_by": told_by, "drawn_on": DAY, "last": last,
        "lines": 1, "rules": "new",
    }  # fmt: skip
    return AvailabilityReport(**told | more)


def year(
    outages: list[Outage],
    periods: list[WatchedPeriod],
    *,
    as_of: date = DAY,
    limits: tuple[VitalSystem, ...] = (),
    reports: tuple[AvailabilityReport, ...] | None = None,
    **service: Any,
) -> ServiceAvailability:
    one = Service(source="s", key="dossier  PATIENT", **service)
    rules = ReadingRules(source="centreon", key="centreon", rules="new")
    (*gaps, found) = services(
        Facts(outages),
        Facts(periods),
        Facts(reports if reports is not None else (report(),)),
        Facts([one]),
        Facts(list(limits)),
        Facts([rules]),
        as_of,
    )
    assert isinstance(found, ServiceAvailability)
    nobody = Missing("supervision", Reason.NO_SOURCE)
    assert gaps == ([] if found.sources else [nobody])
    return found


def test_a_year_without_an_outage() -> None:
    found = year([], [watched()])

    assert (found.year, found.covered, found.uncovered) == (YEAR, YEAR, 0)
    assert (found.lost, found.outages, found.longest) == (0, 0, 0)
    assert (found.watched, found.never_up) == (True, False)


def test_summer_time_takes_an_hour_and_winter_time_gives_it_back() -> None:
    # On the clock of the wall, from 1 to 4 in the morning both times.
    spring = year([down(paris(3, 29, 1), paris(3, 29, 4))], [watched()])
    autumn = year([down(paris(10, 25, 1), paris(10, 25, 4))], [watched()])

    assert (spring.lost, autumn.lost) == (2 * HOUR, 4 * HOUR)


def test_outages_that_overlap_count_once() -> None:
    found = year(
        [
            down(utc(5, 2, 8), utc(5, 2, 10)),
            ticket(utc(5, 2, 9), utc(5, 2, 11)),  # until 11
            ticket(utc(5, 2, 9, 30), utc(5, 2, 9, 45)),  # inside
            down(utc(6, 1, 8), utc(6, 1, 8, 20)),
        ],
        [watched()],
    )

    assert (found.lost, found.outages) == (3 * HOUR + 20 * 60, 2)
    assert (found.longest, found.longest_from) == (3 * HOUR, utc(5, 2, 8))
    assert found.told_by == (Watcher.SUPERVISION, Watcher.TICKET)


def test_what_was_planned_is_told_apart() -> None:
    found = year(
        [
            ticket(utc(5, 2, 20), utc(5, 2, 22), planned=True),
            down(utc(5, 2, 21), utc(5, 3, 0)),  # two hours longer than planned
            ticket(utc(7, 1, 20), utc(7, 1, 21), planned=True),
        ],
        [watched()],
    )

    assert (found.lost, found.planned) == (5 * HOUR, 3 * HOUR)
    assert (found.longest, found.longest_planned) == (4 * HOUR, False)


def test_every_outage_and_every_unwatched_time_is_in_its_place() -> None:
    found = year(
        [
            down(utc(5, 2, 8), utc(5, 2, 9)),
            down(utc(5, 3, 8), utc(5, 3, 10)),  # 23 hours after the first
            down(utc(5, 4, 10), utc(5, 4, 11)),  # a whole day after the second
            ticket(utc(5, 10, 20), utc(5, 10, 22), planned=True),
            down(utc(5, 10, 21), utc(5, 10, 23)),  # an hour longer than planned
        ],
        [watched(FIRST, LAST, (utc(8, 1), utc(8, 8)))],
    )

    assert found.spells == (
        Spell(SpellKind.UNPLANNED, utc(5, 2, 8), utc(5, 3, 10), 2, 3 * HOUR),
        Spell(SpellKind.UNPLANNED, utc(5, 4, 10), utc(5, 4, 11), 1, HOUR),
        Spell(SpellKind.PLANNED, utc(5, 10, 20), utc(5, 10, 22), 1, 2 * HOUR),
        Spell(SpellKind.UNPLANNED, utc(5, 10, 22), utc(5, 10, 23), 1, HOUR),
        Spell(SpellKind.UNWATCHED, utc(8, 1), utc(8, 8), 1, 7 * 24 * HOUR),
    )
    assert found.placed


def test_a_year_of_flapping_takes_little_room() -> None:
    """Ten thousand outages of a minute, 50 minutes apart; then one at noon every other day."""
    often = [
        down(start, start + timedelta(minutes=1))
        for start in (FIRST + timedelta(minutes=50) * number for number in range(10_000))
    ]
    seldom = [
        down(start, start + timedelta(minutes=1))
        for start in (FIRST + timedelta(days=2) * number for number in range(182))
    ]
    flapping, now_and_then = year(often, [watched()]), year(seldom, [watched()])

    assert [(each.times, each.seconds) for each in flapping.spells] == [(10_000, 600_000)]
    assert (len(now_and_then.spells), flapping.outages) == (182, 10_000)
    assert len(canonical.encode(now_and_then)) < 30_000
    for each in (flapping, now_and_then):
        assert canonical.decode(canonical.encode(each), ServiceAvailability) == each


def test_what_was_judged_before_spells_were_kept_has_none() -> None:
    told = year([down(utc(5, 2, 8), utc(5, 2, 9))], [watched()])
    before = canonical.without(canonical.encode(told), "spells")

    found = canonical.decode(before, ServiceAvailability)
    assert (found.lost, found.spells, found.placed) == (HOUR, (), False)
    assert canonical.decode(before, ServiceAvailability).longest_from == utc(5, 2, 8)


def test_a_machine_that_no_service_names_counts_for_none() -> None:
    found = year([down(utc(5, 2, 8), utc(5, 2, 10), host="srv-autre")], [watched()])

    assert (found.lost, found.outages) == (0, 0)


def test_never_up_is_not_one_outage_of_a_year() -> None:
    found = year([down(FIRST, None, seen_until=LAST)], [watched()])

    assert (found.never_up, found.still_down) == (True, True)
    assert found.lost == YEAR


def test_never_up_while_it_was_watched() -> None:
    # Watched in September alone, and down all of that time.
    found = year([down(utc(9, 1), utc(10, 1))], [watched(utc(9, 1), utc(10, 1))])

    assert found.never_up
    assert found.uncovered == YEAR - 30 * 24 * HOUR


def test_a_probe_that_was_dead_for_a_week() -> None:
    hole = (utc(8, 3), utc(8, 10))
    found = year([down(utc(2, 1, 1), utc(2, 1, 2))], [watched(FIRST, LAST, hole)])

    assert (found.lost, found.uncovered) == (HOUR, 7 * 24 * HOUR)
    assert (found.longest_hole, found.hole_from) == (7 * 24 * HOUR, utc(8, 3))


def test_a_ticket_tells_something_of_the_time_when_nobody_looked() -> None:
    hole = (utc(8, 3), utc(8, 10))
    found = year([ticket(utc(8, 3, 12), utc(8, 4))], [watched(FIRST, LAST, hole)])

    assert (found.lost, found.uncovered) == (12 * HOUR, (7 * 24 - 12) * HOUR)
    assert found.longest_hole == 6 * 24 * HOUR


def test_an_outage_that_began_before_the_year() -> None:
    before = datetime(2025, 11, 20, 20, tzinfo=UTC)
    found = year([down(before, datetime(2025, 11, 21, 6, tzinfo=UTC))], [watched()])

    # Of its ten hours, six are of the year; it lasted ten.
    assert (found.lost, found.longest, found.longest_from) == (6 * HOUR, 10 * HOUR, before)


def test_what_was_read_under_rules_that_were_corrected_counts_no_more() -> None:
    wrong = down(utc(5, 2, 8), utc(5, 2, 10), rules="old")
    stray = watched(service="Dossier patent", rules="old")
    found = year([wrong, down(utc(6, 2, 8), utc(6, 2, 9))], [watched(), stray])

    assert (found.lost, found.outages) == (HOUR, 1)


def test_an_outage_of_another_year() -> None:
    found = year([down(datetime(2024, 5, 1, tzinfo=UTC), FIRST)], [watched()])

    assert (found.lost, found.outages, found.longest) == (0, 0, 0)


def test_one_that_is_still_under_way() -> None:
    told = utc(11, 18, 6)
    found = year([down(utc(11, 18), None, seen_until=told)], [watched(FIRST, told)])

    assert (found.lost, found.still_down) == (6 * HOUR, True)
    # What came after the last news is neither lost nor good: nobody looked.
    assert found.uncovered == (2 * 24 + 18) * HOUR


def test_one_that_a_later_report_saw_end() -> None:
    found = year(
        [
            down(utc(10, 1), None, seen_until=utc(10, 1, 6)),
            down(utc(10, 1), utc(10, 1, 5)),
        ],
        [watched()],
    )

    assert (found.lost, found.outages, found.still_down) == (5 * HOUR, 1, False)


def test_a_ticket_that_nobody_closed_is_not_a_year_of_outage() -> None:
    found = year([ticket(utc(1, 5), None)], [watched()])

    assert (found.lost, found.open_tickets, found.still_down) == (0, 1, False)


def test_tickets_alone_watch_nothing() -> None:
    found = year([ticket(utc(5, 2, 8), utc(5, 2, 10))], [], reports=())

    assert (found.lost, found.covered, found.uncovered) == (2 * HOUR, 0, YEAR - 2 * HOUR)
    assert (found.watched, found.never_up) == (None, False)


def test_a_service_that_the_sources_do_not_know() -> None:
    found = year([], [watched(host="srv-labo")])

    assert (found.watched, found.uncovered) == (False, YEAR)


def test_a_name_that_nobody_declared_may_be_that_of_a_service() -> None:
    """A slip of spelling is no proof that a service is not watched."""
    none: Facts[Any] = Facts()
    one = Facts([Service(source="s", key="Dossier patient")])
    periods = Facts([watched(service="Dossier patent")])
    found = services(Facts(), periods, Facts([report()]), one, none, none, DAY)

    assert list(found) == [
        Missing("Dossier patent", Reason.COVERAGE),
        Missing("Dossier patient", Reason.COVERAGE),
    ]


def test_a_service_without_a_line_in_the_list_is_not_said_to_be_unwatched() -> None:
    none: Facts[Any] = Facts()
    one = Facts([Service(source="s", key="Dossier patient")])
    unseen: Facts[WatchedPeriod] = Facts(missing=[Missing("Dossier Patient", Reason.COVERAGE)])

    found = services(Facts(), unseen, Facts([report()]), one, none, none, DAY)
    assert list(found) == [Missing("Dossier patient", Reason.COVERAGE)]


def test_a_source_that_did_not_answer_is_missing() -> None:
    none: Facts[Any] = Facts()
    gap = Missing("zabbix", Reason.UNREACHABLE)
    one = Facts([Service(source="s", key="Dossier patient")])

    told = list(services(Facts(), Facts([watched()], missing=[gap]), none, one, none, none, DAY))
    assert told[0] == gap
    assert len(told) == 2


def test_without_one_of_its_machines_it_stops() -> None:
    hosts = ("srv-dpi", "srv-bdd")
    periods = [watched(host="SRV-DPI"), watched(host="srv-bdd")]
    outages = [
        down(utc(5, 2, 8), utc(5, 2, 9), host="srv-dpi"),
        down(utc(5, 2, 8, 30), utc(5, 2, 10), host="srv-bdd"),
    ]
    found = year(outages, periods, hosts=hosts)

    assert (found.lost, found.uncovered, found.machines_only) == (2 * HOUR, 0, True)


def test_one_machine_that_nobody_watches_leaves_the_service_unwatched() -> None:
    found = year([], [watched(host="srv-dpi")], hosts=("srv-dpi", "srv-bdd"))

    assert (found.watched, found.uncovered, found.machines_only) == (False, YEAR, False)


def test_a_service_that_is_new() -> None:
    found = year([], [watched(utc(11, 1), LAST)], since=date(2026, 11, 1))

    assert (found.year, found.uncovered) == (20 * 24 * HOUR, 0)


def test_the_vital_system_that_it_is_says_how_long_it_may_be_down() -> None:
    vital = VitalSystem(source="v", key="DPI", machines=("srv-dpi",), maximum_outage=4)
    found = year([], [watched()], limits=(vital,), vital="dpi")
    assert year([], [watched()], limits=(vital,)).maximum_outage is None

    assert (found.maximum_outage, found.judged) == (4, True)


def test_nobody_said_what_counts() -> None:
    none: Facts[Any] = Facts()
    with pytest.raises(Unanswered) as told:
        list(services(Facts(), none, none, none, none, none, DAY))

    assert (told.value.reason, told.value.detail) == (Reason.NO_SOURCE, "service")


def test_a_declaration_that_could_not_be_read_is_missing() -> None:
    gap = Missing("Dossier patient", Reason.FAILED)
    none: Facts[Any] = Facts()

    told = services(Facts(), none, Facts([report()]), Facts(missing=[gap]), none, none, DAY)

    assert list(told) == [gap]


def test_a_habit_takes_reports_of_two_months() -> None:
    once = [report(utc(11, 1, 12)), report(utc(11, 19))]
    (found,) = followed(Facts(once), Facts(), DAY)
    assert (found.months, found.followed, found.last) == (1, None, date(2026, 11, 19))

    (found,) = followed(Facts([*once, report(utc(10, 31))]), Facts(), DAY)
    assert (found.months, found.followed) == (2, True)


def test_a_list_of_tickets_is_no_supervision() -> None:
    assert (
        list(followed(Facts([report(LAST - timedelta(days=1), Watcher.TICKET)]), Facts(), DAY))
        == []
    )
