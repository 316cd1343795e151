"""The days that each log of a host holds, file by file; what could not be read is counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from agent.core.facts.logs import LogKept
from collectors.hosts.moments import instant, spans
from collectors.linux.answer import Answer
from collectors.linux.days import days

JOURNAL = "journal"
AUDIT = "/var/log/audit/audit.log"
USUAL = frozenset(
    {"/var/log/auth.log", "/var/log/secure", "/var/log/syslog", "/var/log/messages", AUDIT, JOURNAL}
)
LONGEST = 300  # characters of a path


@dataclass
class _Log:
    """One log while its lines are read."""

    name: str
    files: int = 0
    unread: int = 0
    found: set[date] = field(default_factory=set)
    written: date | None = None
    told: list[str] = field(default_factory=list)

    def close_file(self) -> None:
        """The lines of a file have all come: their days are known."""
        if self.written is not None:
            self.found |= days(self.told, self.written)
        self.told = []
        self.written = None


def kept(answer: Answer, source: str, host: str) -> Iterator[LogKept]:
    """What each log of the host holds."""
    for log in (*_files(answer), *_journal(answer)):
        yield LogKept(
            source=source,
            key=f"{host} {log.name}",
            host=host,
            log=log.name,
            seen_on=answer.today,
            spans=spans(each for each in log.found if each <= answer.today),
            files=log.files,
            unread=log.unread,
            declared=log.name not in USUAL,
        )


def _files(answer: Answer) -> list[_Log]:
    logs: list[_Log] = []
    for line in answer.section("logs").lines:
        word, _, rest = line.partition(" ")
        if word == "log":
            logs.append(_Log(rest.strip()[:LONGEST]))
        elif logs:
            _take(logs[-1], word, rest, answer)
    for log in logs:
        log.close_file()
    if logs and not answer.section("logs").finished:
        logs[-1].unread += 1  # cut: it may hold more
    return logs


def _take(log: _Log, word: str, rest: str, answer: Answer) -> None:
    match word:
        case "file":
            log.close_file()
            log.files += 1
            at = instant(rest.partition(" ")[0])
            written = at.astimezone(answer.zone).date() if at else answer.today
            log.written = min(written, answer.today)
        case "day" if log.written is not None:
            log.told.append(rest.strip())
        case "denied" | "damaged" | "unread":
            log.unread += 1


def _journal(answer: Answer) -> list[_Log]:
    """The journal has its own dates; the host stopped at three days without any."""
    section = answer.section("journal")
    log = _Log(JOURNAL, unread=len(section.values("denied")))
    if "unfinished" in section.lines or (any(section.lines) and not section.finished):
        log.unread += 1
    log.found = days(section.values("day"), answer.today)
    at = instant(section.value("oldest"))
    if at and (oldest := at.astimezone(answer.zone).date()) <= answer.today:
        log.found.add(oldest)
    log.files = int(bool(log.found))
    return [log] if log.found or log.unread else []
