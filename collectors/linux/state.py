"""What changes from day to day on a host: updates, restarts due, clock."""

import math
import re
from datetime import date

from agent.core.facts.hosts import HostState
from collectors.hosts.moments import day, instant, surely_ahead
from collectors.linux.answer import Answer, Section
from collectors.linux.boots import known_since

_KERNEL = re.compile(r"(\d+(?:[.-]\d+)*)(.*)")
_RELEASE_MARK = re.compile(r"\.?el\d+(?:_\d+)?")
_CHRONY_OFFSET, _CHRONY_LEAP = 4, 13  # fields of `chronyc -c tracking`
_NTP_OFFSET = 8  # field of `ntpq -pn`, in milliseconds; both tell what the host is to add


def state(answer: Answer, source: str, host: str, *, watched: bool) -> HostState:
    """A host's state; `watched`: preuve saw it answer, and can compare clocks."""
    updated, told_by, since = _updated(answer)
    pending, security, refreshed = _pending(answer.section("pending"))
    offset, clock = _clock(answer, watched=watched)
    return HostState(
        source=source,
        key=host,
        host=host,
        seen_on=answer.today,
        booted=instant(answer.section("boots").value("btime")),
        updated=updated,
        updated_by=told_by,
        not_updated_since=None if updated else since,
        pending=pending,
        pending_security=security,
        refreshed=refreshed,
        reboot_required=_reboot_required(answer),
        kernel_waiting=_kernel_waiting(answer),
        clock_offset=offset,
        clock_by=clock,
        boots_known_since=known_since(answer),
    )


def _updated(answer: Answer) -> tuple[date | None, str, date | None]:
    """The last day of an upgrade, who tells, and how far back the logs go.

    Where upgrades are recorded as such, an installation is none; elsewhere it stands for one.
    """
    section = answer.section("updates")
    upgrades = _dated(section, "upgraded", answer.today)
    installs = _dated(section, "installed", answer.today)
    if upgrades or installs:
        latest = max(upgrades or installs)
        return latest[0], latest[1], None
    since = [known for each in section.values("since") if (known := day(each))]
    hidden = section.values("denied") or not section.finished  # an upgrade may be there
    return None, "", None if hidden else min(since, default=None)


def _dated(section: Section, word: str, today: date) -> list[tuple[date, str]]:
    """Days and who tells them; a day to come is a clock that was wrong."""
    found = []
    for told in section.values(word):
        known, _, by = told.partition(" ")
        if (at := day(known)) and at <= today:
            found.append((at, by.strip()[:20]))
    return found


def _pending(section: Section) -> tuple[int | None, int | None, date | None]:
    """Pending updates, those for security, and the day of that knowledge; without it, nothing."""
    counts = section.value("pending").split()
    refreshed = day(section.value("known"))
    pending, security = map(_count, counts) if len(counts) == 2 else (None, None)  # noqa: PLR2004 - all, security
    if pending is None or refreshed is None:
        return None, None, refreshed
    return pending, security, refreshed


def _count(told: str) -> int | None:
    """A number; None where the host says `?`, zypper and apk telling no kind of update."""
    known = told.isascii() and told.isdigit() and len(told) <= 6  # noqa: PLR2004 - no host has a million
    return int(told) if known else None


def _reboot_required(answer: Answer) -> bool | None:
    section = answer.section("pending")
    if section.value("reboot") == "required" or _kernel_waiting(answer):
        return True
    # Without a word of the system, only a kernel that is known to be the newest tells.
    running = answer.section("os").value("kernel").partition(" ")[2]
    known = section.finished and running != "" and running in section.values("image")
    return False if known else None


def _kernel_waiting(answer: Answer) -> str | None:
    """The newest installed kernel of the running one's flavour, when it is newer."""
    running = answer.section("os").value("kernel").partition(" ")[2]
    images = set(answer.section("pending").values("image"))
    here = _version(running)
    if running not in images or here is None:
        return None
    newer = [
        (there[0], image)
        for image in images
        if (there := _version(image)) and there[1] == here[1] and there[0] > here[0]
    ]
    return max(newer)[1][:100] if newer else None


def _version(image: str) -> tuple[tuple[int, ...], str] | None:
    found = _KERNEL.fullmatch(image)
    if found is None:
        return None
    numbers = [part for part in re.split(r"[.-]", found[1]) if len(part) <= 9]  # noqa: PLR2004 - what fits
    return tuple(int(part) for part in numbers), _RELEASE_MARK.sub("", found[2])


def _clock(answer: Answer, *, watched: bool) -> tuple[int | None, str]:
    """The largest offset that anybody tells, in whole seconds, and who tells it."""
    known = [each for each in (_chrony(answer), _ntp(answer)) if each is not None]
    if watched:
        known.append((surely_ahead(answer.now, answer.ended, answer.asked), "preuve"))
    return max(known, key=lambda each: abs(each[0]), default=(None, ""))


def _chrony(answer: Answer) -> tuple[int, str] | None:
    fields = answer.section("clock").value("chrony").split(",")
    if len(fields) <= _CHRONY_LEAP or fields[_CHRONY_LEAP] == "Not synchronised":
        return None
    offset = _number(fields[_CHRONY_OFFSET])
    return None if offset is None else (int(-offset), "chrony")


def _ntp(answer: Answer) -> tuple[int, str] | None:
    fields = answer.section("clock").value("ntpq").split()
    offset = _number(fields[_NTP_OFFSET]) if len(fields) > _NTP_OFFSET else None
    return None if offset is None else (int(-offset / 1000), "ntp")


def _number(told: str) -> float | None:
    try:
        number = float(told)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e12 else None  # noqa: PLR2004 - no clock is
