"""Question 9 from the workstations themselves: whether a session left open locks, and how soon."""

from typing import Annotated

from agent.core.facts.locks import HostLock, PromisedLock
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Facts, Known, Only
from checks.registry import check


def too_late(seconds: int | None, gap: int, serious: int) -> Severity | None:
    """How grave a lock's delay is; never (0) and unknown are for others to judge."""
    if not seconds or seconds <= gap:
        return None
    return Severity.SERIOUS if seconds > serious else Severity.GAP


def minutes(seconds: int | None) -> int:
    """Whole minutes, a begun one counting."""
    return -(-(seconds or 0) // 60)


@check("locks.never", "9a", Role.CONTRADICTS)
def never(
    locks: Annotated[Facts[HostLock], Only("workstation"), Known("seconds")],
) -> Findings:
    """A session left open on a workstation never asks for its password again."""
    for each in locks:
        if each.seconds == 0:
            yield Finding.on(each, Severity.SERIOUS, sessions=each.sessions, unlocked=each.unlocked)


@check("locks.slow", "9a", Role.CONTRADICTS)
def slow(
    locks: Annotated[Facts[HostLock], Only("workstation"), Known("seconds")],
    lock_gap_seconds: int,
    lock_serious_seconds: int,
) -> Findings:
    """A workstation locks, too late."""
    for each in locks:
        limit = min(lock_gap_seconds, each.limit_seconds or lock_gap_seconds)
        severity = too_late(each.seconds, limit, lock_serious_seconds)
        if severity:
            yield Finding.on(
                each,
                severity,
                minutes=minutes(each.seconds),
                limit=minutes(limit),
                room=each.room or None,
                by_machine=each.by_machine,
            )


@check("locks.auto-logon", "9a", Role.CONTRADICTS)
def auto_logon(locks: Annotated[Facts[HostLock], Only("workstation")]) -> Findings:
    """A workstation opens a session by itself when it starts."""
    for each in locks:
        if each.auto_logon:
            # Its password is then in the registry, where any of its administrators reads it.
            stored = each.auto_logon_password
            severity = Severity.SERIOUS if stored else Severity.GAP
            yield Finding.on(each, severity, stored=stored)


@check("locks.not-as-promised", "9a", Role.INFORMS)
def not_as_promised(locks: Annotated[Facts[PromisedLock], Known("promised")]) -> Findings:
    """A workstation locks later than Group Policy has it, or never.

    It informs: what the workstation really does is judged by `locks.never` and `locks.slow`.
    """
    for each in locks:
        if each.late:
            yield Finding.on(
                each,
                Severity.GAP if each.measured else Severity.SERIOUS,
                promised=each.promised,
                measured=each.measured,
                policies=list(each.policies),
            )
