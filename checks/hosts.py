"""Question 6 from the hosts themselves: ends of support, updates, restarts; and their clocks."""

from datetime import date
from typing import Annotated

from agent.core.facts.hosts import Machine
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Facts, Known, Only
from checks.lifecycle.table import Table
from checks.registry import check


@check("hosts.past-support", "6c", Role.CONTRADICTS)
def past_support(
    hosts: Annotated[Facts[Machine], Known("support_known")], as_of: date, table: Table
) -> Findings:
    """A host's system no longer gets security updates."""
    for each in hosts:
        ends, extended = each.support_ends, each.extended_support_ends
        if not each.over and (ends is None or as_of <= ends):
            continue
        yield Finding.on(
            each,
            Severity.GAP if extended and as_of <= extended else Severity.SERIOUS,
            system=each.os,
            ended=ends.isoformat() if ends else "?",
            extension=extended.isoformat() if extended else None,
            extension_name=each.extension if extended else None,
            table=table.dated.isoformat(),
        )


@check("hosts.system-unknown", "6c", Role.INFORMS)
def system_unknown(hosts: Facts[Machine]) -> Findings:
    """A host runs a system that the table of ends does not know."""
    for each in hosts:
        if not each.known and not each.rolling:
            yield Finding.on(each, Severity.WATCH, system=each.os or None)


@check("hosts.last-update", "6c", Role.DECIDES)
def last_update(
    hosts: Annotated[Facts[Machine], Known("update_day")],
    as_of: date,
    patch_gap_days: int,
    patch_serious_days: int,
) -> Findings:
    """Nothing was updated on a host for more than a month."""
    for each in hosts:
        day = each.update_day or as_of
        days = (as_of - day).days
        if days > patch_gap_days:
            severity = Severity.SERIOUS if days > patch_serious_days else Severity.GAP
            yield Finding.on(each, severity, days=days, day=day.isoformat())


@check("hosts.pending-updates", "6c", Role.INFORMS)
def pending_updates(
    hosts: Annotated[Facts[Machine], Known("pending")], as_of: date, patch_gap_days: int
) -> Findings:
    """Updates wait on a host, or nobody has looked for them in a month."""
    for each in hosts:
        known_on = each.refreshed or each.seen_on
        stale = (as_of - known_on).days > patch_gap_days
        if each.pending or stale:
            yield Finding.on(
                each,
                Severity.GAP if each.pending_security or stale else Severity.WATCH,
                pending=each.pending,
                security=each.pending_security,
                known_on=known_on.isoformat(),
            )


@check("hosts.restart-pending", "6c", Role.INFORMS)
def restart_pending(hosts: Annotated[Facts[Machine], Known("reboot_required")]) -> Findings:
    """An update waits for a restart to take effect."""
    for each in hosts:
        if each.reboot_required:
            yield Finding.on(each, Severity.GAP, kernel=each.kernel_waiting)


@check("hosts.uptime", "6b", Role.INFORMS)
def uptime(
    servers: Annotated[Facts[Machine], Only("server"), Known("booted")],
    as_of: date,
    uptime_days: int,
) -> Findings:
    """A server has not been restarted for more than a year."""
    for each in servers:
        days = (as_of - each.booted.date()).days if each.booted else 0
        if days > uptime_days:
            yield Finding.on(each, Severity.WATCH, days=days)


@check("hosts.clock-offset", "10a", Role.INFORMS)
def clock_offset(
    hosts: Annotated[Facts[Machine], Known("clock_offset")], clock_offset_seconds: int
) -> Findings:
    """A host's clock is wrong: its log lines cannot be put beside those of others."""
    for each in hosts:
        offset = abs(each.clock_offset or 0)
        if offset > clock_offset_seconds:
            yield Finding.on(each, Severity.GAP, seconds=offset, by=each.clock_by)


@check("hosts.logs-not-forwarded", "10a", Role.INFORMS)
def logs_not_forwarded(
    hosts: Annotated[Facts[Machine], Only("server"), Known("forwards")],
) -> Findings:
    """A server keeps its logs to itself: whoever takes it over can erase them."""
    for each in hosts:
        if not each.forwards:
            yield Finding.on(each, Severity.WATCH)
