"""The days that each event log of a Windows host holds, what bounds it, and who emptied it."""

from collections.abc import Iterator
from datetime import date

from agent.core.facts.logs import EventLog, LogKept, LogPolicy
from collectors.hosts.moments import spans
from collectors.windows.answer import Answer
from collectors.windows.shapes import Cleared, Log, Logs

_SECURITY = "Security"
_ARCHIVED = "AutoBackup"
# What a full log does (EventLogMode): what that is called, and what bounds it.
_MODES = {
    "Circular": ("circular", "size"),
    _ARCHIVED: ("archived", "unlimited"),
    "Retain": ("stops", "stops"),
}


def event_logs(answer: Answer, source: str, host: str) -> Iterator[EventLog | LogKept | LogPolicy]:
    """What each log is, holds and promises; the first of a name counts."""
    told = answer.section("logs", Logs)
    logs = {each.log: each for each in reversed(told.logs if told else [])}
    for name in sorted(logs):
        yield _log(logs[name], answer, source, host)
        yield _kept(logs[name], answer, source, host)
        if policy := _policy(logs[name], source, host):
            yield policy


def _log(log: Log, answer: Answer, source: str, host: str) -> EventLog:
    return EventLog(
        source=source,
        key=f"{host} {log.log}",
        host=host,
        log=log.log,
        seen_on=answer.today,
        enabled=log.enabled,
        mode=_MODES[log.mode][0] if log.mode in _MODES else "",
        largest=log.bytes,
        oldest=answer.past(log.oldest),
        cleared=_cleared(answer, log.log),
    )


def _cleared(answer: Answer, log: str) -> tuple[date, ...] | None:
    """The security log tells of itself (1102), the system log of every other (104)."""
    section = "cleared-security" if log == _SECURITY else "cleared-logs"
    told = answer.section(section, Cleared)
    if told is None:
        return None
    days = [answer.past(each.day) for each in told.cleared if each.log == log]
    return tuple(sorted({each for each in days if each}))


def _kept(log: Log, answer: Answer, source: str, host: str) -> LogKept:
    found = {at for each in (*log.days, log.oldest) if (at := answer.past(each))}
    archives = log.archives if log.mode == _ARCHIVED else 0
    return LogKept(
        source=source,
        key=f"{host} {log.log}",
        host=host,
        log=log.log,
        seen_on=answer.today,
        spans=spans(found),
        files=int(bool(found)) + archives,
        unread=int(log.unfinished or log.error is not None) + archives,
    )


def _policy(log: Log, source: str, host: str) -> LogPolicy | None:
    """A size bounds it, and no time: Windows promises no duration."""
    if log.mode not in _MODES:
        return None
    return LogPolicy(
        source=source,
        key=f"{host} {log.log}",
        host=host,
        log=log.log,
        bound=_MODES[log.mode][1],
        at_most=True,
        told_by="event log",
    )
