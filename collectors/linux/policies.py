"""What a host's configuration promises of each of its logs."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from agent.core.facts.logs import LogPolicy
from collectors.linux import auditd, journald, logrotate
from collectors.linux.answer import Answer, Section
from collectors.linux.logs import AUDIT, JOURNAL, LONGEST

_MAINS = ("/etc/logrotate.conf", "/usr/etc/logrotate.conf")
_AUDITD = "/etc/audit/auditd.conf"
_TURNED = re.compile(r'"(?P<log>[^"]+)" (\d{4})-(\d{1,2})-(\d{1,2})')
_NOTHING = "none"  # nothing turns this log


def policies(answer: Answer, source: str, host: str) -> Iterator[LogPolicy]:
    """What is promised of each log that is there."""
    rotation, logging = answer.section("rotation"), answer.section("logging")
    texts = rotation.texts()
    main = next((path for path in _MAINS if path in texts), _MAINS[0])
    there = [path for log in answer.section("logs").values("file") if (path := _path(log))]
    stanzas = logrotate.read(texts, main, there)
    turned = _turned(rotation)
    turning = not any("status" in path for path in rotation.values("denied"))
    refused = bool(rotation.values("denied")) or not rotation.finished
    untold = _AUDITD in map(str.strip, logging.values("denied")) or not logging.finished
    for log in answer.section("logs").values("log"):
        name = log.strip()[:LONGEST]
        found = stanzas.of(name)
        if found is not None:
            days, bound, at_most, file = found.days, found.bound.value, found.at_most, found.file
        elif name == AUDIT and _AUDITD in logging.texts():
            told = auditd.read(logging.texts()[_AUDITD])
            days, bound, at_most, file = None, told.bound.value, False, _AUDITD
        elif refused or (name == AUDIT and untold):
            continue  # a stanza that may not be read is not a missing one
        else:
            days, bound, at_most, file = None, _NOTHING, False, ""
        yield LogPolicy(
            source=source,
            key=f"{host} {name}",
            host=host,
            log=name,
            bound=bound,
            days=days,
            at_most=at_most,
            told_by=file,
            turned=turned.get(name),
            turned_known=turning,
        )
    if any(answer.section(JOURNAL).lines):
        yield _journal(logging, source, host)


def _path(told: str) -> str:
    """The path of a line `file WRITTEN BYTES PATH`."""
    return told.split(" ", 2)[-1] if told.count(" ") > 1 else ""


def _journal(logging: Section, source: str, host: str) -> LogPolicy:
    told = journald.read(logging.texts(), bool(logging.values("folder")))
    return LogPolicy(
        source=source,
        key=f"{host} {JOURNAL}",
        host=host,
        log=JOURNAL,
        bound="size" if told.kept else "volatile",
        days=told.max_retention_days if told.kept else None,
        at_most=True,
        told_by="journald.conf",
    )


def _turned(rotation: Section) -> Mapping[str, date]:
    """When logrotate last turned each log, by its own state file."""
    found: dict[str, date] = {}
    for line in rotation.values("state"):
        match = _TURNED.match(line)
        if match is None:
            continue
        year, month, day = (int(match[part]) for part in (2, 3, 4))
        try:
            found[match["log"]] = date(year, month, day)
        except ValueError:
            continue
    return found
