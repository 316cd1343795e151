"""What becomes of the event logs of Windows: turned off, full, or emptied by somebody."""

from collections.abc import Iterator
from datetime import date, timedelta

from agent.core.facts.hosts import Host
from agent.core.facts.logs import EventLog, WindowsLog
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts
from checks.derive.retention import HOLE
from checks.registry import derivation

_SECURITY, _SYSTEM = "Security", "System"
_SETTING_UP = timedelta(days=2)  # an installation, or a copied machine's, empties its logs itself


@derivation("logs.windows")
def windows_logs(
    logs: Facts[EventLog],
    hosts: Facts[Host],
    as_of: date,
    log_retention_days: int,
    host_stale_days: int,
) -> Iterator[WindowsLog | Missing]:
    """Yield each event log of a host that answered lately."""
    began = {(each.source, each.key): each.began for each in hosts}
    # The security log tells of itself that it was emptied, the system log of every other.
    oldest = {(each.source, each.host, each.log): each.oldest for each in logs}
    for log in logs:
        if (as_of - log.seen_on).days > host_stale_days:
            yield Missing(log.label, Reason.STALE)
            continue
        birth = began.get((log.source, log.host))
        since = log.seen_on - timedelta(days=log_retention_days)
        teller = _SECURITY if log.log == _SECURITY else _SYSTEM
        emptied = _emptied(log, since, birth)
        known = emptied is not None or _goes_back(
            oldest.get((log.source, log.host, teller)), since, birth
        )
        yield WindowsLog(
            source=log.source,
            key=log.key,
            host=log.host,
            log=log.log,
            enabled=log.enabled,
            stops=log.mode == "stops" if log.mode else None,
            emptied=emptied,
            emptied_known=True if log.cleared is not None and known else None,
        )


def _emptied(log: EventLog, since: date, birth: date | None) -> date | None:
    """The last time, those of the machine's installation left out."""
    ready = birth + _SETTING_UP if birth else None
    days = [each for each in log.cleared or () if each >= since and (not ready or each > ready)]
    return max(days, default=None)


def _goes_back(oldest: date | None, since: date, birth: date | None) -> bool:
    """Whether the log that would tell goes back far enough, or to the birth of the machine."""
    if oldest is None:
        return False
    return oldest <= since or (birth is not None and oldest <= birth + timedelta(days=HOLE))
