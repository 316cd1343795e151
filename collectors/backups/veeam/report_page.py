"""Veeam's HTML report of a job: one table a session, with a summary and a row for each machine.

A row is believed before the job: one that failed inside a job with a warning has failed. Hours have
no day there; they are those that follow the beginning of the session.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups import moments
from collectors.backups.reading import Report
from collectors.backups.veeam import words
from collectors.backups.veeam.html import Row

# As in "Backup Copy job: Nuit", or in French "Travail de sauvegarde : Nuit".
_TITLE = re.compile(
    r"(?P<type>(?:[\w'’()/-]+ ){0,6}(?:job|policy)|(?:travail|tâche|stratégie) [^:\n]{0,60}?)"
    r"[ \u00a0\u202f]?: (?P<name>[^\n]+)",
    re.IGNORECASE,
)
_LABELS = {
    "name": ("name", "nom", "vm name", "nom de la vm", "object", "objet", "machine", "ordinateur"),
    "status": ("status", "statut", "état", "etat"),
    "start": ("start time", "heure de début", "début", "heure de démarrage"),
    "end": ("end time", "heure de fin", "fin"),
    "size": ("size", "total size", "taille", "taille totale"),
    "details": ("details", "détails"),
}
_LABEL = {word: label for label, told in _LABELS.items() for word in told}
_SIZE = re.compile(r"([\d.,\u00a0\u202f ]*\d) ?([KMGTP]?)([Bo])\b")
_UNITS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5}


@dataclass(slots=True)
class _Session:
    """The session that the rows tell of, so far."""

    job: str
    kind: JobKind
    medium: str
    result: JobResult
    marks: set[str]
    on: datetime | None = None  # the day that stands above the summary, with its hour
    told: dict[str, str] = field(default_factory=dict)  # the summary, by its labels
    header: list[str] | None = None
    machines: list[dict[str, str]] = field(default_factory=list)

    def began(self, zone: ZoneInfo) -> datetime | None:
        written = self.told.get("start", "")
        hour = moments.clock(written)
        if self.on and hour and not moments.day(written):
            return datetime.combine(self.on.date(), hour, zone)
        return moments.moment(written, zone) or self.on

    def at(self, written: str, zone: ZoneInfo) -> datetime | None:
        """An hour of this session, or a moment that has its own day."""
        begin, hour = self.began(zone), moments.clock(written)
        if begin is None or hour is None:
            return moments.moment(written, zone)
        return moments.moment(written, zone) or moments.after(begin, hour)


def reports(rows: Iterable[Row], zone: ZoneInfo, first: int, last: int) -> Iterator[Report]:
    """One report for each machine of each session, or for the session where none is told."""
    session: _Session | None = None
    for row in rows:
        if title := _title(row):
            if session:
                yield from _reports(session, zone, first, last)
            session = title
        elif session and _read(session, row, zone):
            yield from _reports(session, zone, first, last)
            session = _Session(session.job, session.kind, session.medium, JobResult.UNKNOWN, set())
            _read(session, row, zone)
    if session:
        yield from _reports(session, zone, first, last)


def _title(row: Row) -> _Session | None:
    found = next((match for cell in row if (match := _TITLE.match(cell))), None)
    if not found:
        return None
    results = [words.result(cell.partition("\n")[0]) for cell in row]
    result = next((each for each in results if each is not JobResult.UNKNOWN), JobResult.UNKNOWN)
    name, told = found["name"].strip(), found["type"]
    kind = words.kind(told)
    if kind is JobKind.INCREMENTAL and words.is_full(name):
        kind = JobKind.FULL
    marks = {"retry"} if words.is_retry(name) else set()
    if any(words.will_be_retried(cell) for cell in row):
        marks.add("will_be_retried")
    return _Session(words.job_name(name), kind, words.medium(told), result, marks)


def _read(session: _Session, row: Row, zone: ZoneInfo) -> bool:
    """Take what a row tells; whether it begins another session of the same job instead."""
    labels = [_LABEL.get(cell.lower().rstrip(" :\u00a0"), "") for cell in row]
    if "name" in labels and "status" in labels:
        session.header = labels
    elif session.header and len(row) == len(session.header):
        session.machines.append(dict(zip(session.header, row, strict=True)))
    elif len(row) == 1 and (day := moments.day(row[0])):
        if session.machines or session.header:
            return True
        session.on = moments.moment(row[0], zone) or datetime(
            day.year, day.month, day.day, tzinfo=zone
        )
    else:
        session.header = None
        for label, value in zip(labels, row[1:], strict=False):
            if label:
                session.told.setdefault(label, value)
        if any(words.will_be_retried(cell) for cell in row):
            session.marks.add("will_be_retried")
    return False


def _reports(session: _Session, zone: ZoneInfo, first: int, last: int) -> Iterator[Report]:
    machines = [_machine(session, each, zone, first, last) for each in session.machines]
    if words.graver(session.result, machines):
        yield Report(
            job=session.job,
            system=None,
            kind=session.kind,
            result=session.result,
            first=first,
            last=last,
            started=session.began(zone),
            ended=session.at(session.told.get("end", ""), zone),
            medium=session.medium,
            marks=tuple(sorted(session.marks)),
        )
    yield from machines


def _machine(
    session: _Session, told: dict[str, str], zone: ZoneInfo, first: int, last: int
) -> Report:
    marks = set(session.marks)
    if words.will_be_retried(told.get("details", "")):
        marks.add("will_be_retried")
    begin = session.at(told.get("start", ""), zone)
    return Report(
        job=session.job,
        system=told["name"].partition("\n")[0] or None,
        kind=session.kind,
        result=words.result(told["status"].partition("\n")[0]),
        first=first,
        last=last,
        started=begin or session.began(zone),
        ended=session.at(told.get("end", ""), zone),
        size=_size(told.get("size", "")),
        medium=session.medium,
        marks=tuple(sorted(marks)),
    )


def _size(told: str) -> int | None:
    """Bytes; Veeam counts by 1,024. A comma is a decimal sign in French."""
    if not (found := _SIZE.search(told[:40])):
        return None
    figure = re.sub(r"[\u00a0\u202f ]", "", found[1]).replace(",", ".")
    if figure.count(".") > 1:
        return None
    return round(float(figure) * (1 << 10 * _UNITS[found[2]]))
