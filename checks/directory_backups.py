"""Question 5, the directory itself: when it was last saved, as its controllers know it."""

from datetime import date
from typing import Annotated

from agent.core.facts.computers import Computer
from agent.core.facts.directory import DirectoryBackup
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Missing, Reason, Role, Unanswered
from agent.core.sources import Facts, IfKnown
from checks.registry import check

_CONTROLLERS = (516, 521)  # primary groups: domain controllers, read-only ones [MS-ADTS] 6.1.1.6


@check("backups.directory-old", "5a", Role.INFORMS)
def directory_old(
    domains: Facts[DirectoryBackup],
    computers: Annotated[Facts[Computer], IfKnown()],
    as_of: date,
    directory_backup_days: int,
    directory_backup_lost_days: int,
) -> Findings:
    """A domain was not saved lately by a tool that knows directories.

    A backup older than the tombstones' life cannot be put back. Samba's controllers write nothing
    of their backups: "never" is said of a domain only where a Windows controller is known.
    """
    windows = {each.source for each in computers if _windows_controller(each)}
    told = [(each, (as_of - each.saved).days if each.saved else None) for each in domains]
    untold = [each for each, days in told if days is None and each.source not in windows]
    late = [
        (each, days)
        for each, days in told
        if _over(days, directory_backup_days) and each not in untold
    ]
    if untold and not late:
        gaps = tuple(Missing(each.label, Reason.COVERAGE) for each in untold)
        raise Unanswered(Reason.COVERAGE, "directory_backup", gaps)
    for each, days in late:
        yield Finding.on(
            each,
            Severity.SERIOUS if _over(days, directory_backup_lost_days) else Severity.GAP,
            saved=each.saved.isoformat() if each.saved else None,
            days=days,
            threshold=directory_backup_days,
        )


def _over(days: int | None, most: int) -> bool:
    return days is None or days > most


def _windows_controller(computer: Computer) -> bool:
    controls = computer.enabled and computer.primary_group in _CONTROLLERS
    return controls and "windows" in (computer.system or "").lower()
