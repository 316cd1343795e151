"""How far back each log really goes: the unbroken run of days that ends today, and no promise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from agent.core.facts.hosts import Host
from agent.core.facts.logs import EventLog, LogKept, LogPolicy, Retention, Span, Tracing
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Facts, IfKnown
from checks.registry import derivation

HOLE = 2  # days without a line that do not interrupt a log: a week-end
# Logs that hold the same events: the one that goes back the farthest answers for them.
_TRAILS = (
    frozenset({"/var/log/auth.log", "/var/log/secure", "journal"}),
    frozenset({"/var/log/syslog", "/var/log/messages", "journal"}),
)
Identity = tuple[str, str]  # source and host


@derivation("logs.retention")
def retention(
    kept: Facts[LogKept],
    hosts: Facts[Host],
    policies: Annotated[Facts[LogPolicy], IfKnown()],
    events: Annotated[Facts[EventLog], IfKnown()],
    as_of: date,
    log_retention_days: int,
    host_stale_days: int,
) -> Iterator[Retention | Tracing | Missing]:
    """Yield what each log amounts to, then each host; what could not be read is missing."""
    promised = {(each.source, each.key): each for each in policies}
    turned_off = {(each.source, each.key) for each in events if each.enabled is False}
    logs: dict[Identity, list[LogKept]] = defaultdict(list)
    stale: set[Identity] = set()
    for log in kept:
        if (as_of - log.seen_on).days <= host_stale_days:
            logs[log.source, log.host].append(log)
        else:
            stale.add((log.source, log.host))
    unseen = {gap.target for gap in kept.missing}
    for host in hosts:
        read = logs[host.source, host.name]
        if not read and (host.source, host.name) in stale:
            yield Missing(host.name, Reason.STALE)
            continue
        found = {
            each.log: _retention(
                each, promised.get((each.source, each.key)), host.began, log_retention_days
            )
            for each in read
        }
        short = {each.log for each in read if each.unread}
        short = {name for name in short if found[name].measured < log_retention_days}
        told = {name: each for name, each in found.items() if name not in short}
        for name in sorted(short):
            if not _replaced(name, told, log_retention_days):
                yield Missing(found[name].label, _why(read, name))
        judged = [
            replace(
                _weighed(each, told, short, log_retention_days),
                turned_off=(each.source, each.key) in turned_off,
            )
            for each in told.values()
        ]
        yield from judged
        yield from (Missing(each.label, Reason.COVERAGE) for each in judged if each.untold)
        cut = unseen & {f"{host.name} logs", f"{host.name} journal"}
        yield _tracing(host, judged, blind=bool(short or cut))


def _retention(
    log: LogKept, policy: LogPolicy | None, began: date | None, threshold: int
) -> Retention:
    today = log.seen_on
    start = run_start(log.spans, today)
    days = (today - start).days if start else 0
    age = (today - began).days if began else None
    return Retention(
        source=log.source,
        key=log.key,
        host=log.host,
        log=log.log,
        measured=days,
        oldest=(today - log.spans[0][0]).days if log.spans else None,
        newest=(today - log.spans[-1][1]).days if log.spans else None,
        promised=policy.days if policy else None,
        bound=policy.bound if policy else "unknown",
        declared=log.declared,
        young=age is not None and 0 <= age < threshold and bool(log.spans) and days + HOLE >= age,
        turned=(today - policy.turned).days if policy and policy.turned else None,
        turned_known=policy is not None and policy.turned_known,
        files=log.files,
        sparse=days < threshold and _is_sparse(log.spans),
    )


def _is_sparse(spans: Sequence[Span]) -> bool:
    """Whether a log is usually silent for longer than a hole: it then tells no interruption.

    By the middle one of its silences, so that one old line, or a week without any, changes nothing.
    """
    silences = [1] * sum((last - first).days for first, last in spans)
    silences += [(after[0] - before[1]).days for before, after in pairwise(spans)]
    return bool(silences) and sorted(silences)[len(silences) // 2] > HOLE + 1


def run_start(spans: Sequence[Span], today: date) -> date | None:
    """The first day of the run that ends today; None when the last days hold nothing."""
    start: date | None = None
    until = today + timedelta(days=1)
    for first, last in reversed(spans):
        if (until - last).days - 1 > HOLE:
            break
        start = until = first
    return start


def _why(read: Sequence[LogKept], name: str) -> Reason:
    log = next(each for each in read if each.log == name)
    return Reason.COVERAGE if log.spans else Reason.DENIED


def _replaced(name: str, told: Mapping[str, Retention], threshold: int) -> bool:
    """Whether other logs of the host hold long enough what this one holds."""
    trails = [trail for trail in _TRAILS if name in trail]
    return bool(trails) and all(
        any(mate in told and told[mate].measured >= threshold for mate in trail) for trail in trails
    )


def _weighed(
    each: Retention, told: Mapping[str, Retention], unread: AbstractSet[str], threshold: int
) -> Retention:
    """A log is not decisive when another holds the same events for longer, in every trail.

    Nor is a short one when another could not be read, which may hold them for longer.
    """
    trails = [trail for trail in _TRAILS if each.log in trail]
    for trail in trails:
        mates = [told[name] for name in sorted(trail) if name in told]
        best = max(mates, key=lambda mate: mate.measured)
        if each == best and (each.measured >= threshold or not trail & unread):
            return each
    return replace(each, decisive=False) if trails else each


def _tracing(host: Host, judged: Sequence[Retention], *, blind: bool) -> Tracing:
    newest = min((each.newest for each in judged if each.newest is not None), default=None)
    alive = newest is not None and newest <= HOLE
    deciding = [each for each in judged if each.decisive and not each.sparse]
    return Tracing(
        source=host.source,
        key=host.key,
        host=host.name,
        days=min((each.measured for each in deciding), default=None),
        off=False if alive else None if blind else True,
        newest=newest,
        young=bool(deciding) and all(each.young for each in deciding),
    )
