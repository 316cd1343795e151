"""Question 8 from the folders that hold personnel's data: who can effectively read them."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from agent.core.facts.folders import FolderAccess, FolderReader
from agent.core.facts.people import Roll
from agent.core.facts.standing import AccountClass
from agent.core.findings import Finding, Findings, Measured, Severity
from agent.core.outcomes import Measure, Role
from agent.core.sources import Facts, Known, Only
from checks.people import refuse_stale
from checks.registry import check

Readers = Annotated[Facts[FolderReader], Known("settled")]
OfSomebody = Annotated[Facts[FolderReader], Only("of_somebody"), Known("placed")]


def _grave(each: FolderReader) -> Severity:
    """What the share itself may keep out is no more than a gap."""
    return Severity.SERIOUS if each.sure else Severity.GAP


@check("shares.everybody-reads", "8a")
def everybody_reads(folders: Annotated[Facts[FolderAccess], Known("everybody")]) -> Measured:
    """Any account of the domain reads what a folder of personnel's data holds; the most readers."""
    for each in folders:
        if each.everybody == "content":
            severity = Severity.SERIOUS if each.sure else Severity.GAP
            yield Finding.on(each, severity, readers=each.readers, sure=each.sure)
    return Measure(max((each.readers for each in folders.items), default=0), "accounts")


@check("shares.everybody-lists", "8a", Role.INFORMS)
def everybody_lists(folders: Annotated[Facts[FolderAccess], Known("everybody")]) -> Findings:
    """Any account sees the names of files there, which may tell of people, and opens none."""
    for each in folders:
        if each.everybody == "names":
            yield Finding.on(each, Severity.WATCH, sure=each.sure)


@check("shares.owned", "8a", Role.INFORMS)
def owned(folders: Annotated[Facts[FolderAccess], Known("theirs")]) -> Findings:
    """A folder belongs to an ordinary account, which can open it to anybody without being asked."""
    for each in folders:
        if each.theirs:
            yield Finding.on(each, Severity.WATCH)


@check("shares.departed-reader", "8a")
def departed_reader(
    readers: Readers,
    rolls: Facts[Roll],
    as_of: date,
    leaver_gap_days: int,
    leaver_serious_days: int,
    roll_stale_days: int,
) -> Findings:
    """Somebody who left still has an open account that reads personnel's data."""
    none = True
    for each in readers:
        if each.account_class is AccountClass.LEAVER and each.ended:
            days = (as_of - each.ended).days
            if days > leaver_gap_days:
                none = False
                yield Finding.on(
                    each,
                    _grave(each) if days > leaver_serious_days else Severity.GAP,
                    folders=list(each.folders),
                    ended=each.ended.isoformat(),
                    sure=each.sure,
                )
    _conclude(rolls, as_of, roll_stale_days, none=none)


@check("shares.unknown-reader", "8a")
def unknown_reader(
    readers: Readers, rolls: Facts[Roll], as_of: date, roll_stale_days: int
) -> Findings:
    """An account reads personnel's data, and no roll knows whose it is."""
    none = True
    for each in readers:
        if each.account_class is AccountClass.ORPHAN and not each.privileged:
            none = False
            yield Finding.on(each, Severity.GAP, folders=list(each.folders), sure=each.sure)
    _conclude(rolls, as_of, roll_stale_days, none=none)


@check("shares.generic-reader", "8a")
def generic_reader(readers: Readers) -> Findings:
    """An account that nobody in particular holds reads personnel's data."""
    for each in readers:
        if each.account_class is AccountClass.GENERIC:
            yield Finding.on(each, _grave(each), folders=list(each.folders), sure=each.sure)


@check("shares.outside-department", "8a")
def outside_department(
    readers: OfSomebody, rolls: Facts[Roll], as_of: date, roll_stale_days: int
) -> Findings:
    """A person whom the rolls place in none of a folder's departments reads it."""
    none = True
    for each in readers:
        if each.outside:
            none = False
            yield Finding.on(each, Severity.GAP, folders=list(each.outside), sure=each.sure)
    _conclude(rolls, as_of, roll_stale_days, none=none)


def _conclude(rolls: Iterable[Roll], as_of: date, limit_days: int, *, none: bool) -> None:
    """That there is nobody, only a recent roll shows."""
    if none:
        refuse_stale(rolls, as_of, limit_days)
