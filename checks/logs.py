"""Question 10 from the logs that hosts really hold: three months without interruption."""

from datetime import date
from typing import Annotated

from agent.core.facts.logs import Retention, Tracing, WindowsLog
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Role
from agent.core.sources import Facts, Known, Only
from checks.registry import check

# What logrotate should turn: a log that its own daemon turns by size may be small for years.
_TURNED_IN_TIME = frozenset({"time", "none"})
_MONTH = 31  # days after which a log that was never turned is no longer a new one


@check("logs.kept-short", "10a", Role.CONTRADICTS)
def kept_short(
    logs: Annotated[Facts[Retention], Only("settled")], log_retention_days: int
) -> Findings:
    """A log does not go back three months without interruption."""
    for each in logs:
        if each.measured < log_retention_days:
            yield Finding.on(
                each,
                Severity.GAP,
                host=each.host,
                log=each.log,
                days=each.measured,
                wanted=log_retention_days,
                oldest=each.oldest,
                promised=each.promised,
            )


@check("logs.promised-short", "10a", Role.INFORMS)
def promised_short(
    logs: Annotated[Facts[Retention], Only("promising")], log_retention_days: int
) -> Findings:
    """A configuration drops a log before three months, whatever is there today."""
    for each in logs:
        if each.promised is not None and each.promised < log_retention_days:
            yield Finding.on(
                each,
                Severity.GAP,
                host=each.host,
                log=each.log,
                days=each.promised,
                wanted=log_retention_days,
            )


@check("logs.kept-long", "10a", Role.INFORMS)
def kept_long(logs: Facts[Retention], log_retention_long_days: int) -> Findings:
    """A log is kept for more than a year, which has to be justified."""
    for each in logs:
        if each.measured > log_retention_long_days:
            yield Finding.on(each, Severity.WATCH, host=each.host, log=each.log, days=each.measured)


@check("logs.off", "10a", Role.CONTRADICTS)
def off(hosts: Annotated[Facts[Tracing], Known("off")]) -> Findings:
    """A host writes no log any more."""
    for each in hosts:
        if each.off:
            yield Finding.on(each, Severity.SERIOUS, days=each.newest)


@check("logs.never-turned", "10a", Role.INFORMS)
def never_turned(logs: Annotated[Facts[Retention], Only("a_file")]) -> Findings:
    """A log grows for months in one file: the day the disk is full, nothing is written."""
    for each in logs:
        alone = each.files == 1 and each.turned is None and each.bound in _TURNED_IN_TIME
        if alone and (each.oldest or 0) > _MONTH:
            yield Finding.on(each, Severity.WATCH, host=each.host, log=each.log, days=each.oldest)


@check("logs.young", "10a", Role.INFORMS)
def young(logs: Facts[Retention]) -> Findings:
    """A machine is younger than three months: its logs have neither failed nor passed."""
    for each in logs:
        if each.young:
            yield Finding.on(each, Severity.WATCH, host=each.host, log=each.log, days=each.measured)


@check("logs.turned-off", "10a", Role.CONTRADICTS)
def turned_off(logs: Annotated[Facts[WindowsLog], Known("enabled")]) -> Findings:
    """Somebody disabled an event log that Windows writes by default."""
    for each in logs:
        if not each.enabled:
            yield Finding.on(each, Severity.SERIOUS)


@check("logs.stops-when-full", "10a", Role.INFORMS)
def stops_when_full(logs: Annotated[Facts[WindowsLog], Known("stops")]) -> Findings:
    """An event log that is full refuses new events until somebody empties it."""
    for each in logs:
        if each.stops:
            yield Finding.on(each, Severity.GAP)


@check("logs.emptied", "10a", Role.INFORMS)
def emptied(logs: Annotated[Facts[WindowsLog], Known("emptied_known")], as_of: date) -> Findings:
    """Somebody emptied an event log within the months that it should go back."""
    for each in logs:
        if each.emptied:
            severity = Severity.GAP if each.log == "Security" else Severity.WATCH
            days = (as_of - each.emptied).days
            yield Finding.on(each, severity, day=each.emptied.isoformat(), days=days)
