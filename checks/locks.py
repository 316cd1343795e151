"""Question 9 from the workstations themselves: whether a session left open locks, and how soon."""

from typing import Annotated

from agent.core.facts.locks import HostLock
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Facts, Known, Only
from checks.registry import check


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
        if each.seconds and each.seconds > lock_gap_seconds:
            late = each.seconds > lock_serious_seconds
            yield Finding.on(
                each,
                Severity.SERIOUS if late else Severity.GAP,
                minutes=-(-each.seconds // 60),
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
