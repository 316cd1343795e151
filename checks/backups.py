"""Questions 5 and 7: whether servers are saved, lately and whole, and restores were tried."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from agent.core.facts.backups import JobRhythm, SystemBackup
from agent.core.facts.restores import SystemSheets
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Missing, NotApplicable, Reason, Role, Unanswered
from agent.core.sources import Answered, Facts, Known, Only
from checks.registry import check

_MANY = 3  # runs in a row: a warning is an accident, three are a habit


def _hours(moment: datetime, as_of: date) -> int:
    """Hours from a moment to the morning of a day: never more than have passed since."""
    begins = datetime.combine(as_of, time(), UTC)
    return max(int((begins - moment).total_seconds()) // 3600, 0)


@check("backups.none", "5a", Role.CONTRADICTS)
def none(servers: Annotated[Facts[SystemBackup], Only("expected"), Answered()]) -> Findings:
    """No report of a backup names a server that an inventory knows."""
    for each in servers:
        if not each.backed_up:
            yield Finding.on(each, Severity.SERIOUS, vital=each.vital)


@check("backups.old", "5a", Role.CONTRADICTS)
def old(
    servers: Annotated[Facts[SystemBackup], Only("backed_up"), Known("age_known"), Answered()],
    as_of: date,
    backup_due_hours: int,
) -> Findings:
    """The last backup of a machine is older than it may be: its own maximum loss, or the usual."""
    for each in servers:
        due = each.maximum_loss or backup_due_hours
        hours = _hours(each.saved, as_of) if each.saved else None
        if hours is None or hours > due:
            yield Finding.on(
                each,
                Severity.SERIOUS if each.is_vital or hours is None else Severity.GAP,
                saved=each.saved.date().isoformat() if each.saved else None,
                hours=hours,
                due=due,
                declared=each.maximum_loss is not None,
            )


@check("backups.never-whole", "5a", Role.INFORMS)
def never_whole(servers: Annotated[Facts[SystemBackup], Only("backed_up"), Answered()]) -> Findings:
    """The latest backups of a machine, several in a row, failed or left something out."""
    for each in servers:
        if each.poor >= _MANY:
            whole = each.whole.date().isoformat() if each.whole else None
            yield Finding.on(each, Severity.GAP, runs=each.poor, whole=whole)


@check("backups.silent", "5a", Role.INFORMS)
def silent(jobs: Annotated[Facts[JobRhythm], Only("learned"), Answered()], as_of: date) -> Findings:
    """A job that used to run has not told anything for longer than it ever usually did."""
    for each in jobs:
        usual = each.usual or 0
        hours = _hours(each.last, as_of)
        # Half of its habit more: a job that runs late is not a job that stopped.
        if hours > usual + max(usual // 2, 12):
            yield Finding.on(
                each,
                Severity.GAP,
                last=each.last.date().isoformat(),
                days=hours // 24,
                usual=usual,
                gaps=each.gaps,
            )


@check("backups.restore-untried", "7a")
def restore_untried(
    servers: Annotated[Facts[SystemBackup], Only("backed_up_or_vital"), Answered()],
    as_of: date,
    restore_test_days: int,
) -> Findings:
    """No restore of a vital system succeeded within the year; a verification is none.

    Where none is declared vital, one restore of whatever machine shows that they are tried. What a
    restoration sheet alone tells is somebody's word: it is no finding, and shows nothing.
    """
    days = {
        each.key: (as_of - each.restored.date()).days if each.restored else None for each in servers
    }
    due = [each for each in servers if each.is_vital]
    lately = [told for told in days.values() if told is not None and told <= restore_test_days]
    by_word = [
        each
        for each in servers
        if each.sheet_restored and (as_of - each.sheet_restored).days <= restore_test_days
    ]
    if not due and servers.items and not lately:
        due = by_word or [max(servers.items, key=lambda e: (e.restored is not None, e.runs))]
    untried = [each for each in due if not _within(days[each.key], restore_test_days)]
    accused = [each for each in untried if each not in by_word]
    if untried and not accused:
        raise Unanswered(Reason.COVERAGE, "restore_sheet", _only_told(untried))
    for each in accused:
        told = days[each.key]
        yield Finding.on(
            each,
            Severity.SERIOUS if told is None else Severity.GAP,
            system=each.vital,
            days=told,
            threshold=restore_test_days,
            verified=each.verified.date().isoformat() if each.verified else None,
        )


def _within(days: int | None, threshold: int) -> bool:
    return days is not None and days <= threshold


def _only_told(servers: list[SystemBackup]) -> tuple[Missing, ...]:
    """Machines of which a sheet alone tells a restore: nothing shows it, nothing denies it."""
    return tuple(Missing(each.label, Reason.COVERAGE) for each in servers)


@check("backups.restore-failed", "7a", Role.CONTRADICTS)
def restore_failed(servers: Annotated[Facts[SystemBackup], Only("backed_up")]) -> Findings:
    """The last restore of a machine that is known of failed."""
    for each in servers:
        failed = each.restore_failed
        if failed and (each.restored is None or each.restored < failed):
            yield Finding.on(each, Severity.SERIOUS, failed=failed.date().isoformat())


@check("backups.restore-told-failed", "7a", Role.INFORMS)
def restore_told_failed(sheets: Facts[SystemSheets]) -> Findings:
    """Somebody wrote down that the last restore of a system failed.

    It informs: a word makes no contradiction, and keeps an older success from being the last word.
    """
    if not len(sheets):
        raise NotApplicable("no restoration sheet")
    for each in sheets:
        if each.failed:
            yield Finding.on(
                each, Severity.SERIOUS, failed=each.failed.isoformat(), differs=each.differs
            )


@check("backups.restore-slow", "5b")
def restore_slow(servers: Annotated[Facts[SystemBackup], Only("is_vital"), Answered()]) -> Findings:
    """Restoring a vital system took longer than it may be down, or nobody knows how long."""
    if not len(servers):
        raise Unanswered(Reason.NO_SOURCE, "vital")
    if all(each.maximum_outage is None for each in servers):
        raise NotApplicable("no vital system has a maximum outage")
    timed = [each for each in servers if each.restore_minutes is not None]
    by_word = [each for each in servers if each not in timed and each.sheet_minutes is not None]
    slow = [each for each in timed if _longer(each, each.restore_minutes)]
    # A sheet that tells a longer one leaves in doubt that a shorter one, shown, is the usual.
    by_word += [e for e in timed if e not in slow and _longer(e, e.sheet_minutes)]
    untimed = [each for each in servers if each not in timed and each not in by_word]
    if by_word and not slow and not untimed:
        raise Unanswered(Reason.COVERAGE, "restore_sheet", _only_told(by_word))
    for each in untimed:
        yield Finding.on(each, Severity.GAP, system=each.vital, minutes=None, maximum=None)
    for each in slow:
        yield Finding.on(
            each,
            Severity.SERIOUS,
            system=each.vital,
            minutes=each.restore_minutes,
            maximum=each.maximum_outage,
        )


def _longer(server: SystemBackup, minutes: int | None) -> bool:
    """Whether a restore took longer than the system may be down."""
    return server.maximum_outage is not None and (minutes or 0) > server.maximum_outage * 60
