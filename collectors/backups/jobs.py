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
_FAR = 1 << 22  # characters after which they are kept, however few: a text forgets its first lines

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
    waiting = _Waiting(session, text)
    told = text.blocks if session.product in IN_BLOCKS else text.lines
    reading = READERS[session.product](waiting.in_reach(told(start)), about)
    lost = 0
    left_open = None
    while True:
        try:
            item = next(reading)
        except StopIteration as end:
            left_open = end.value
            break
        if isinstance(item, Lost):
            lost += item.lines or item.last - item.first + 1
        elif isinstance(item, Server):
            yield _server(session, item)
        else:
            waiting.add(item)
            if len(waiting.jobs) >= _AT_ONCE:
                yield from waiting.kept()
    waiting.date_last()
    yield from waiting.kept()
    unread = lost + text.damaged
    if unread or text.cut:
        yield Unseen(BackupJob, f"{text.name}: {unread} lines" + (", cut" if text.cut else ""))
    yield BackupLog(
        source=session.name,
        key=text.head,
        name=text.name,
        seen_on=text.read_at.date(),
        read=text.offset(left_open),
        # A list is read whole again.
        jobs=waiting.count + (earlier.jobs if earlier and start else 0),
        unread=unread,
        cut=text.cut,
    )


class _Waiting:
    """Jobs of a file, which are told when the text that tells of them has been kept."""

    def __init__(self, session: Reports, text: ReportText) -> None:
        self.jobs: list[BackupJob] = []
        self.count = 0
        self._session = session
        self._text = text
        self._unkept: list[tuple[int, int]] = []
        self._passed = 0  # characters, since something was kept
        self._last: Report | None = None

    def add(self, told: Report) -> None:
        self.jobs.append(_job(self._session, self._text, told))
        self._unkept.append((told.first, told.last))
        self._last = told
        self.count += 1

    def in_reach(self, texts: Iterator[str]) -> Iterator[str]:
        """The same; what was told is kept before the file could forget it."""
        for text in texts:
            yield text
            self._passed += len(text)
            if self._passed > _FAR:
                self._keep()

    def _keep(self) -> None:
        if self._unkept:
            self._text.keep(self._unkept)
            self._unkept.clear()
        self._passed = 0

    def kept(self) -> list[BackupJob]:
        """Those that wait no longer."""
        self._keep()
        jobs, self.jobs = self.jobs, []
        return jobs

    def date_last(self) -> None:
        """The last run of a file, where it tells no time, is as old as the file; others are not."""
        last = self._last
        if self.jobs and last and not (last.started or last.ended):
            dated = replace(last, ended=self._text.written, marks=(*last.marks, "dated_by_file"))
            self.jobs[-1] = _job(self._session, self._text, dated)


def _key(text: ReportText, told: Report) -> str:
    """What one run is known by, in whatever file it is told again."""
    running = "running" if told.result is JobResult.RUNNING else ""
    parts = (told.job, told.system, told.kind, told.number or _when(text, told), running)
    known = [part for part in parts if part]
    key = "/".join(known)
    if key.count("/") >= len(known):
        key = "/".join(part.replace("/", "-") for part in known)
    return key


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
