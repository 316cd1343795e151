"""What changes from day to day on a Windows host: updates, restarts due, clock, starts."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from agent.core.facts.hosts import Boot, HostState
from collectors.hosts.moments import day, instant, surely_ahead
from collectors.windows.answer import Answer
from collectors.windows.shapes import Boots, Clock, Event, Hardware, Restart, Updates

# What is delivered by Windows Update and updates no system: signatures and engines of its own
# antivirus and the monthly tool against malicious software.
_NO_UPDATES = frozenset(
    {"KB2267602", "KB915597", "KB2461484", "KB4052623", "KB890830", "KB5007651"}
)
_DONE = {2, 3}  # installed; installed with errors (OperationResultCode)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b")
_TICKS = re.compile(r"[0-9a-fA-F]{16}")
_FIRST_TICK = datetime(1601, 1, 1, tzinfo=UTC)
_POLL = re.compile(r"\d+ ?\(\d+ ?s\)")
_OFFSET = re.compile(r"(-?\d{1,12})(?:[.,]\d{1,12})?s")
_START, _STOP, _SURPRISE, _POWER = 6005, 6006, 6008, 41
_SOON = timedelta(minutes=15)  # a surprise is told as the system starts again


def state(answer: Answer, source: str, host: str, *, watched: bool) -> HostState:
    """A host's state; `watched`: preuve saw it answer, and can compare clocks."""
    updated, told_by = _updated(answer)
    offset, clock = _clock(answer, watched=watched)
    restart = answer.section("restart", Restart)
    told = answer.section("boots", Boots)
    return HostState(
        source=source,
        key=host,
        host=host,
        seen_on=answer.today,
        booted=_booted(answer, told),
        updated=updated,
        updated_by=told_by,
        reboot_required=None if restart is None else restart.update or restart.servicing,
        clock_offset=offset,
        clock_by=clock,
        boots_known_since=answer.past(told.since) if told else None,
    )


def boots(answer: Answer, source: str, host: str) -> Iterator[Boot]:
    """Every start that the System log still knows, oldest first.

    Windows says itself that the stop before a start was none (6008, and 41 of Kernel-Power); a
    clean one leaves 6006. Neither of them is neither.
    """
    told = answer.section("boots", Boots)
    known = _moments(told.events if told else [])
    surprises = [at for at, number in known if number in {_SURPRISE, _POWER}]
    stops = [at for at, number in known if number == _STOP]
    before: datetime | None = None
    for at in sorted({at for at, number in known if number == _START}):
        if any(abs(at - each) <= _SOON for each in surprises):
            clean: bool | None = False
        else:
            clean = True if any((before or each) <= each <= at for each in stops) else None
        yield Boot(
            source=source, key=f"{host} {at:%Y-%m-%dT%H:%M:%SZ}", host=host, started=at, clean=clean
        )
        before = at


def _moments(events: list[Event]) -> list[tuple[datetime, int]]:
    return [(at, each.id) for each in events if (at := instant(each.at))]


def _booted(answer: Answer, told: Boots | None) -> datetime | None:
    """What the system says, else the last start in its log."""
    hardware = answer.section("hardware", Hardware)
    if hardware and hardware.booted and (at := instant(hardware.booted)):
        return at
    known = _moments(told.events if told else [])
    return max((at for at, number in known if number == _START), default=None)


def _updated(answer: Answer) -> tuple[date | None, str]:
    """The last day of an update of the system, and which list tells it."""
    found: list[tuple[date, str]] = []
    for name, told_by in (("history", "windows-update"), ("hotfixes", "hotfix")):
        told = answer.section(name, Updates)
        for each in told.installed if told else []:
            known = each.kb not in _NO_UPDATES and each.result in _DONE
            if known and (at := _installed(each.day or "")) and at <= answer.today:
                found.append((at, told_by))
    return max(found, default=(None, ""), key=lambda each: each[0] or date.min)


def _installed(told: str) -> date | None:
    """A day as one of the lists keeps it.

    Win32_QuickFixEngineering: `11/24/2026`, American whatever the system's language, or sixteen
    hexadecimal digits of a FILETIME.
    """
    if match := _AMERICAN.match(told):
        return day(f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}")
    if _TICKS.fullmatch(told):
        try:
            at = _FIRST_TICK + timedelta(microseconds=int(told, 16) // 10)
        except OverflowError:
            return None
        return day(at.date().isoformat())
    return day(told)


def _clock(answer: Answer, *, watched: bool) -> tuple[int | None, str]:
    """The larger offset that anybody tells, in whole seconds, and who tells it."""
    known = []
    if (told := _time_service(answer.section("clock", Clock))) is not None:
        known.append((told, "w32time"))
    if watched:
        known.append((surely_ahead(answer.now, answer.ended, answer.asked), "preuve"))
    return max(known, key=lambda each: abs(each[0]), default=(None, ""))


def _time_service(told: Clock | None) -> int | None:
    """The phase offset: what follows the poll interval. Nothing of a clock that follows nobody."""
    values = told.values if told else []
    if not values or values[0].startswith("3"):  # leap indicator: not synchronized
        return None
    polls = [place for place, value in enumerate(values) if _POLL.fullmatch(value)]
    after = values[polls[0] + 1 :] if polls else []
    match = _OFFSET.fullmatch(after[0]) if after else None
    return int(match[1]) if match else None
