"""Questions 4 and 10 from the patient record: who may modify it, and what its trail would show."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated

from agent.core.facts.accounts import UserList
from agent.core.facts.logs import Span
from agent.core.facts.people import Roll
from agent.core.facts.record import (
    RIGHTS,
    RecordAccess,
    RecordMatrix,
    RecordRights,
    RecordTrail,
)
from agent.core.facts.standing import AccountClass
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Reason, Role, Unanswered
from agent.core.sources import Facts, Known, Only
from checks.derive.retention import HOLE
from checks.people import refuse_stale
from checks.registry import check

Writers = Annotated[Facts[RecordAccess], Only("may_change"), Known("rights")]
SettledWriters = Annotated[Facts[RecordAccess], Only("may_change"), Known("settled")]
_VENDORS = frozenset({"contractor", "volunteer"})


def _refuse_old(
    accesses: Facts[RecordAccess], lists: Iterable[UserList], as_of: date, days: int
) -> None:
    """An old list of users shows no account opened since."""
    records = {each.source for each in accesses.items}
    old = [
        each for each in lists if each.source in records and (as_of - each.extracted_on).days > days
    ]
    if old:
        told = ", ".join(f"{each.key} {each.extracted_on.isoformat()}" for each in old)
        raise Unanswered(Reason.STALE, told)


@check("record.departed-writer", "4a")
def departed_writer(
    accounts: SettledWriters,
    lists: Facts[UserList],
    rolls: Facts[Roll],
    as_of: date,
    leaver_gap_days: int,
    leaver_serious_days: int,
    roll_stale_days: int,
) -> Findings:
    """Somebody who left may modify records; what came after the list was drawn is not known."""
    drawn = {each.source: min(each.extracted_on, as_of) for each in lists}
    none = True
    for each in accounts:
        if each.account_class is AccountClass.LEAVER and each.ended:
            days = (drawn.get(each.source, as_of) - each.ended).days
            if days > leaver_gap_days:
                none = False
                grave = each.super_user or days > leaver_serious_days
                yield Finding.on(
                    each,
                    Severity.SERIOUS if grave else Severity.GAP,
                    rights=each.changing,
                    ended=each.ended.isoformat(),
                )
    if none:
        _refuse_old(accounts, lists, as_of, roll_stale_days)
        refuse_stale(rolls, as_of, roll_stale_days)


@check("record.unknown-writer", "4a")
def unknown_writer(
    accounts: SettledWriters,
    lists: Facts[UserList],
    rolls: Facts[Roll],
    as_of: date,
    roll_stale_days: int,
) -> Findings:
    """Somebody whom no roll knows may modify records."""
    none = True
    for each in accounts:
        if each.account_class is AccountClass.ORPHAN:
            none = False
            severity = Severity.SERIOUS if each.super_user else Severity.GAP
            yield Finding.on(each, severity, rights=each.changing)
    if none:
        _refuse_old(accounts, lists, as_of, roll_stale_days)
        refuse_stale(rolls, as_of, roll_stale_days)


@check("record.shared-writer", "4a")
def shared_writer(
    accounts: Writers, lists: Facts[UserList], as_of: date, roll_stale_days: int
) -> Findings:
    """An account that nobody in particular holds may modify records."""
    none = True
    for each in accounts:
        if each.account_class is AccountClass.GENERIC:
            none = False
            yield Finding.on(each, Severity.SERIOUS, rights=each.changing)
    if none:
        _refuse_old(accounts, lists, as_of, roll_stale_days)


@check("record.outside-matrix", "4a")
def outside_matrix(
    accounts: Annotated[Facts[RecordAccess], Only("of_the_hospital"), Known("compared")],
    matrices: Facts[RecordMatrix],
    lists: Facts[UserList],
    as_of: date,
    roll_stale_days: int,
) -> Findings:
    """A person may modify records in a way that the matrix does not give to that function."""
    if not matrices.items:
        raise Unanswered(Reason.NO_SOURCE, RecordMatrix.kind)
    none = True
    for each in accounts:
        more = [right for right in each.changing if right not in (each.allowed or ())]
        if more:
            none = False
            yield Finding.on(
                each,
                Severity.GAP,
                rights=more,
                allowed=[right for right in RIGHTS if right in (each.allowed or ())],
            )
    if none:
        _refuse_old(accounts, lists, as_of, roll_stale_days)


@check("record.vendor-writer", "4a", Role.INFORMS)
def vendor_writer(accounts: Writers) -> Findings:
    """A supplier, a volunteer or a program may modify records."""
    for each in accounts:
        outside = each.account_class is AccountClass.EXTERNAL and each.origin in _VENDORS
        if outside or each.account_class is AccountClass.SERVICE:
            known = each.account_class is AccountClass.SERVICE and each.explained
            severity = Severity.WATCH if known else Severity.GAP
            yield Finding.on(each, severity, rights=each.changing)


@check("record.super-users", "4a", Role.INFORMS)
def super_users(
    accounts: Annotated[Facts[RecordRights], Known("administered")],
    record_super_users_max: int,
) -> Findings:
    """Many accounts administer the record."""
    for each in accounts:
        if each.super_users > record_super_users_max:
            yield Finding.on(
                each, Severity.GAP, accounts=each.super_users, wanted=record_super_users_max
            )


@check("record.matrix-old", "4a", Role.INFORMS)
def matrix_old(records: Facts[RecordRights], as_of: date, rights_review_days: int) -> Findings:
    """Nobody validated who may do what in the record, or more than a year ago."""
    for each in records:
        last = each.validated_on
        if last is None or (as_of - last).days > rights_review_days:
            yield Finding.on(each, Severity.WATCH, validated_on=last.isoformat() if last else None)


@check("record.unlisted", "4a", Role.INFORMS)
def unlisted(records: Facts[RecordRights]) -> Findings:
    """Profiles in use, or functions of those who modify records, are in no list: not judged."""
    for each in records:
        if each.unlisted or each.unknown_profiles:
            yield Finding.on(
                each,
                Severity.WATCH,
                functions=list(each.unlisted),
                profiles=list(each.unknown_profiles),
            )


@check("record.trail-short", "10a")
def trail_short(
    trails: Facts[RecordTrail], as_of: date, log_retention_days: int, roll_stale_days: int
) -> Findings:
    """The record's trail does not go back three months without interruption."""
    doubts: list[Unanswered] = []
    none = True
    for each in trails:
        first, last = each.spans[0][0], each.spans[-1][1]
        days = (last - _start(each.spans)).days
        asked = last - timedelta(days=log_retention_days)
        if (as_of - last).days > roll_stale_days:
            doubts.append(Unanswered(Reason.STALE, f"{each.key} {last.isoformat()}"))
        elif days >= log_retention_days:
            continue
        elif first > asked and (each.since is None or each.since > asked):
            # An export of one week shows nothing of the weeks before, unless they were asked for.
            told = f"{each.key}: {days} / {log_retention_days} (trail_since)"
            doubts.append(Unanswered(Reason.COVERAGE, told))
        else:
            none = False
            yield Finding.on(
                each,
                Severity.GAP,
                days=days,
                wanted=log_retention_days,
                first=first.isoformat(),
                last=last.isoformat(),
            )
    if none and doubts:
        raise doubts[0]


def _start(spans: tuple[Span, ...]) -> date:
    """The first day of the run that ends with the last one, short holes allowed."""
    start = spans[-1][0]
    for first, last in reversed(spans[:-1]):
        if (start - last).days - 1 > HOLE:
            break
        start = first
    return start


@check("record.reads-untraced", "10a")
def reads_untraced(trails: Annotated[Facts[RecordTrail], Known("reads_known")]) -> Findings:
    """The record traces what is modified, and nothing of what is read."""
    for each in trails:
        if not each.reads:
            yield Finding.on(each, Severity.SERIOUS, events=each.events)


@check("record.trail-shared", "10a", Role.INFORMS)
def trail_shared(
    trails: Annotated[Facts[RecordTrail], Known("shared")], record_shared_percent: int
) -> Findings:
    """Many events of the record's trail are those of accounts that nobody in particular holds."""
    for each in trails:
        if each.shared is not None and each.shared * 100 > each.events * record_shared_percent:
            share = -(-each.shared * 100 // each.events)  # what is above is never rounded below
            yield Finding.on(each, Severity.GAP, share=share, wanted=record_shared_percent)
