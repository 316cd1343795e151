"""The collector of backup jobs: each report read once, from where the last audit stopped."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from agent.core.errors import Empty
from agent.core.facts.backups import BackupJob, BackupLog, BackupServer, JobResult
from agent.core.sources import Earlier
from collectors.backups.reading import IN_BLOCKS, READERS, About, Lost, Report, Server
from collectors.backups.settings import Reports
from collectors.registry import Unseen, collector
from collectors.transports.reports import ReportText

_AT_ONCE = 500  # reports that are kept together, before their jobs are told

Told = BackupJob | BackupLog | BackupServer | Unseen


@collector("backups.jobs")
def jobs(
    session: Reports, before: Earlier[BackupLog]
) -> Iterator[BackupJob | BackupLog | BackupServer | Unseen]:
    """Yield the jobs of every file, and how far it was read.

    Raises:
        Unreachable: a file cannot be read.
        Empty: no file has ever told of a job; every machine would seem to have no backup.
    """
    earlier = {each.key: each for each in before}
    told = any(each.jobs for each in before)
    names = []
    for text in session.files.texts():
        names.append(text.name)
        for item in _file(session, text, earlier.get(text.head)):
            told = told or isinstance(item, BackupJob | BackupServer)
            yield item
    if not told:
        raise Empty(
            f"{', '.join(names)}: no job of {session.product} is told; is it that product's report?"
        )


def _file(session: Reports, text: ReportText, earlier: BackupLog | None) -> Iterator[Told]:
    start = earlier.read if earlier else 0
    about = About(text.name, session.zone, text.written, session.system, session.declared)
    told = text.blocks if session.product in IN_BLOCKS else text.lines
    reading = READERS[session.product](told(start), about)
    pending: list[Report] = []
    lost = count = 0
    left_open = None
    while True:
        try:
            item = next(reading)
        except StopIteration as end:
            left_open = end.value
            break
        if isinstance(item, Lost):
            lost += item.last - item.first + 1
            continue
        if isinstance(item, Server):
            yield _server(session, item)
            continue
        pending.append(item)
        count += 1
        if len(pending) >= _AT_ONCE:
            yield from _kept(session, text, pending)
            pending.clear()
    yield from _kept(session, text, _dated(pending, text))
    unread = lost + text.damaged
    if unread or text.cut:
        yield Unseen(BackupJob, f"{text.name}: {unread} lines" + (", cut" if text.cut else ""))
    yield BackupLog(
        source=session.name,
        key=text.head,
        name=text.name,
        seen_on=text.read_at.date(),
        read=text.offset(left_open),
        jobs=count + (earlier.jobs if earlier and start else 0),  # a list is read whole again
        unread=unread,
        cut=text.cut,
    )


def _dated(reports: list[Report], text: ReportText) -> list[Report]:
    """The last run of a file, where it tells no time, is as old as the file; others are not."""
    if reports and not (reports[-1].started or reports[-1].ended):
        marks = (*reports[-1].marks, "dated_by_file")
        return [*reports[:-1], replace(reports[-1], ended=text.written, marks=marks)]
    return reports


def _kept(session: Reports, text: ReportText, reports: list[Report]) -> Iterator[BackupJob]:
    if reports:
        text.keep((each.first, each.last) for each in reports)
    for each in reports:
        yield _job(session, text, each)


def _key(text: ReportText, told: Report) -> str:
    """What one run is known by, in whatever file it is told again."""
    running = "running" if told.result is JobResult.RUNNING else ""
    parts: tuple[str, ...] = (
        told.job,
        told.system or "",
        told.kind,
        told.number or _when(text, told),
        running,
    )
    if "/" in "".join(parts):
        parts = tuple(part.replace("/", "-") for part in parts)
    return "/".join(filter(None, parts))


def _when(text: ReportText, told: Report) -> str:
    """What tells a run without a number from others: its time, else where it stands."""
    if at := told.ended or told.started:
        return at.astimezone(UTC).isoformat(timespec="seconds")
    return f"{text.head[7:19]}+{text.offset(told.first)}"


def _job(session: Reports, text: ReportText, told: Report) -> BackupJob:
    return BackupJob(
        source=session.name,
        key=_key(text, told),
        product=session.product,
        job=told.job,
        system=told.system,
        action=told.kind,
        result=told.result,
        started=_utc(told.started),
        ended=_utc(told.ended),
        size=told.size,
        files=told.files,
        errors=told.errors,
        destination=told.destination,
        medium=told.medium,
        marks=told.marks,
    )


def _server(session: Reports, told: Server) -> BackupServer:
    return BackupServer(
        source=session.name,
        key=told.name.lower(),
        product=session.product,
        name=told.name,
        domain=told.domain,
        version=told.version,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
