"""The three cases of the checks on backups; worked out by hand. They are judged on 20 November."""

from datetime import UTC, date, datetime
from typing import Any

from agent.core.facts.backups import JobRhythm, SystemBackup
from agent.core.facts.computers import Computer
from agent.core.facts.directory import DirectoryBackup
from agent.core.facts.restores import SystemSheets
from agent.core.outcomes import Missing, Reason, Unanswered
from agent.core.sources import Facts
from tests.checks.case import Case, Cases

REFUSED = Unanswered(Reason.EMPTY, "no file", (Missing("logs", Reason.EMPTY),))


def at(day: int, hour: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def system(name: str = "srv-web", **more: Any) -> SystemBackup:
    """A server of the directory that was saved whole the night before."""
    told: dict[str, Any] = {
        "source": "backups", "key": name, "system": name, "known_by": ("backups", "directory"),
        "runs": 30, "saved": at(19, 2), "whole": at(19, 2), "restored": at(1, month=6),
    }  # fmt: skip
    return SystemBackup(**told | more)


def vital(name: str = "srv-dpi", **more: Any) -> SystemBackup:
    return system(name, **{"vital": "Dossier patient", "maximum_outage": 4} | more)


def rhythm(**more: Any) -> JobRhythm:
    """A job of every night, of which the longest usual silence is a day."""
    told: dict[str, Any] = {
        "source": "nuit", "key": "nuit/srv-web", "job": "nuit", "system": "srv-web", "runs": 60,
        "last": at(19, 2), "usual": 24, "gaps": 59,
    }  # fmt: skip
    return JobRhythm(**told | more)


def told(system: str, **more: Any) -> SystemSheets:
    """What sheets tell of a system that was restored with success."""
    return SystemSheets(source="sheets", key=system, system=system, **more)


def known(*systems: SystemBackup) -> dict[type[Any], Facts[Any]]:
    return {SystemBackup: Facts(list(systems))}


def domain(saved: date | None, source: str = "ad") -> DirectoryBackup:
    return DirectoryBackup(
        source=source, key=source, domain="DC=ch,DC=lan", name="ch.lan", saved=saved
    )


def controller(system: str, source: str = "ad") -> Computer:
    return Computer(
        source=source, key=system, name="DC1", dn="CN=DC1", system=system, primary_group=516
    )


def domains(
    *told: DirectoryBackup, by: tuple[Computer, ...] = (controller("Windows Server 2019"),)
) -> dict[type[Any], Facts[Any]]:
    return {DirectoryBackup: Facts(list(told)), Computer: Facts(list(by))}


ABSENT = Case({SystemBackup: REFUSED})

BACKUP_CASES = {
    # A machine that only backups know is nobody's server.
    "backups.none": Cases(
        Case(known(system(), system("old", known_by=("backups",), runs=0))),
        Case(known(system(), system("srv-paie", known_by=("directory",), runs=0, saved=None)), 1),
        ABSENT,
    ),
    # 48 hours before the morning of the 20th is the morning of the 18th.
    "backups.old": Cases(
        Case(known(system(saved=at(18)), vital(saved=at(14), maximum_loss=144))),
        Case(
            known(
                system(saved=at(17, 22)),
                vital(saved=at(19, 2), maximum_loss=21),
                system("c", saved=None, whole=None),
            ),
            3,
        ),
        Case(known(system(saved=None, undated=2), system("b"))),
    ),
    # A week before 20 November is the 13th; a domain of Samba's does not say when it was saved.
    "backups.directory-old": Cases(
        Case(domains(domain(date(2026, 11, 13)))),
        Case(
            domains(
                domain(date(2026, 11, 12)), domain(None), domain(None, "samba"),
                by=(controller("Windows Server 2019"), controller("Samba", "samba")),
            ),
            2,
        ),
        Case(domains(domain(None), by=(controller("Samba"),))),
    ),
    "backups.never-whole": Cases(
        Case(known(system(poor=2))), Case(known(system(poor=3, whole=None)), 1), ABSENT
    ),
    # Half of its habit more, and twelve hours at least: 36 hours before the 20th is 18, noon.
    "backups.silent": Cases(
        Case({JobRhythm: Facts([rhythm(last=at(18, 12)), rhythm(usual=None, last=at(1))])}),
        Case({JobRhythm: Facts([rhythm(last=at(18, 11)), rhythm(usual=168, last=at(10))])}, 1),
        Case({JobRhythm: Facts([rhythm(usual=None)])}),
    ),
    # 365 days before 20 November 2026 is 20 November 2025.
    "backups.restore-untried": Cases(
        Case(known(vital(restored=at(20, year=2025)), system(restored=None))),
        Case(
            known(
                vital(restored=at(19, year=2025)), vital("b", restored=None, verified=at(2)),
                system(restored=at(1)),
            ),
            2,
        ),
        ABSENT,
    ),
    "backups.restore-failed": Cases(
        Case(known(system(restore_failed=at(1, month=5)))),
        Case(known(system(restore_failed=at(2)), system("b", restored=None, restore_failed=at(2))), 2),
        ABSENT,
    ),
    "backups.restore-told-failed": Cases(
        Case({SystemSheets: Facts([told("srv-dpi")])}),
        Case({SystemSheets: Facts([told("srv-dpi"), told("srv-sql", failed=date(2026, 11, 2))])}, 1),
        Case({SystemSheets: REFUSED}),
    ),
    "backups.restore-slow": Cases(
        Case(known(vital(restore_minutes=240), system(restore_minutes=None))),
        Case(known(vital(restore_minutes=241), vital("b", restore_minutes=None)), 2),
        Case(known(system())),
    ),
}  # fmt: skip
