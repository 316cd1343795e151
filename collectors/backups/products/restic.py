"""restic: what it prints as text or with --json, and `restic snapshots`, in both forms.

A backup may end in 0 with a source left out: that is said on a line of its own, before the summary.
Before 0.16 a restore said nothing of how it ended; since, it sums up.
Source: https://restic.readthedocs.io, "Scripting"; what restic 0.14 printed, and its changelog.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.amounts import count, size, zoned
from collectors.backups.pieces import Piece, pieces
from collectors.backups.reading import About, Lost, Read, Report, document, reader
from collectors.backups.stamps import stamped

_FILES = re.compile(r"Files: +(\d+) new, +(\d+) changed, +(\d+) unmodified")
_SAVED = re.compile(r"snapshot ([0-9a-f]{8,}) saved")
_PROCESSED = re.compile(r"processed \d+ files, ([\d.]+ \w+) in ")
_RESTORES = re.compile(r"restoring (?:<Snapshot |snapshot [0-9a-f]+ )")
_RESTORED = re.compile(r"Summary: Restored (\d+)(?: / (\d+))? files/dirs .*")
_UNRESTORED = "ignoring error for "
# ID, time, host; tags and paths follow.
_LISTED = re.compile(r"([0-9a-f]{8}) +(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) +(\S+)(?: .*)?")
_ENDS = {"no errors were found": JobResult.SUCCESS, "repository contains errors": JobResult.FAILED}
_SKIPPED = " does not exist, skipping"
_UNREAD = ("error: ", "Warning: at least one source file could not be read")
_FATAL = "Fatal: "
_CHECKS = ("check all packs", "create exclusive lock", "using temporary cache in")
_PARENT = "using parent snapshot"
_BEGINS = ("open repository", "repository ")
_FRACTION = re.compile(r"\.(\d{6})\d+")


@dataclass(slots=True)
class _Run:
    """What was said since the last run ended."""

    first: int
    about: About
    last: int = 0
    began: datetime | None = None
    at: datetime | None = None
    host: str | None = None
    marks: set[str] = field(default_factory=set)
    errors: int = 0
    files: int | None = None
    size: int | None = None
    restored: JobResult | None = None  # of a restore: what it summed up to so far
    checking: bool = False
    saving: bool = False

    def note(self, text: str) -> bool:
        """Remember what a line says; whether it is one of restic's."""
        if text.endswith(_SKIPPED):
            self.marks.add("source_missing")
        elif text.startswith((*_UNREAD, _UNRESTORED)):
            self.marks.add("files_unread")
            self.errors += text.startswith(("error: ", _UNRESTORED))
        elif found := _FILES.match(text):
            self.files = sum(map(int, found.groups()))
        elif found := _PROCESSED.match(text):
            self.size = size(found[1])
        elif _RESTORES.match(text):
            self.restored = JobResult.UNKNOWN
        elif text.endswith("parent snapshot found, will read all files") or text.startswith(
            _PARENT
        ):
            self.saving = True
        elif text.startswith(_CHECKS):
            self.checking = True
        else:
            return text.startswith(_BEGINS)
        return True

    @property
    def kind(self) -> JobKind:
        """What a run that failed was about, as far as it had told."""
        if self.restored:
            return JobKind.RESTORE
        if self.saving or "source_missing" in self.marks:
            return JobKind.INCREMENTAL
        return JobKind.VERIFY if self.checking else JobKind.OTHER

    def ended(
        self, last: int, kind: JobKind, result: JobResult, number: str = "", **told: Any
    ) -> Report:
        """The run, as it ended on a line."""
        if result is JobResult.SUCCESS and self.marks:
            result = JobResult.WARNING
        return Report(
            job="restic",
            system=self.host or self.about.system,
            kind=kind,
            result=result,
            first=self.first,
            last=last,
            number=number,
            started=self.began if self.began != self.at else None,
            ended=self.at,
            errors=self.errors,
            marks=tuple(sorted(self.marks)),
            **({"files": self.files, "size": self.size} | told),
        )


@reader("restic")
def restic(lines: Iterable[str], about: About) -> Read:
    """Yield each run of a log, or each snapshot of an inventory."""
    run: _Run | None = None
    for piece in pieces(lines):
        told = stamped(piece.text, about)
        text = told.rest.strip()
        if piece.broken:
            yield Lost(piece.first, piece.last, "not_json")
        elif isinstance(piece.value, list) or text.startswith(("[{", "[]")):
            yield from _inventory(piece.value or document(text), piece)
        elif found := _LISTED.fullmatch(text):
            yield _listed(found, piece, about)
        elif text or piece.value is not None:
            if run and run.restored and _anew(text, run.restored):
                yield run.ended(run.last, JobKind.RESTORE, run.restored)
                run = None
            here = run or _Run(piece.first, about, began=told.at)
            here.at, here.host = told.at or here.at, told.host or here.host
            report = _told(piece, text, here)
            if report is True:
                run, here.last = here, piece.last
            elif report is not False:
                run = None
                yield report
    if run and run.restored:  # what it came to may follow: it is read again then
        yield run.ended(run.last, JobKind.RESTORE, run.restored)
    return run.first if run else None


def _anew(text: str, restored: JobResult) -> bool:
    """Whether a line no longer tells of a restore: after its summary, only errors may."""
    if restored is JobResult.UNKNOWN:
        return text.startswith(_BEGINS)
    return not text.startswith(_FATAL)


def _told(piece: Piece, text: str, run: _Run) -> Report | Lost | bool:
    """What a piece ends; else, whether it is one of restic's."""
    if not (piece.value is not None or text.startswith("{")):
        return _said(text, run, piece.first)
    value = piece.value if piece.value is not None else document(text)
    if not isinstance(value, dict):
        return Lost(piece.first, piece.last, "not_json")
    return _message(value, run, piece.last)


def _said(text: str, run: _Run, line: int) -> Report | bool:
    """What a line of text ends; else, whether it is one of restic's."""
    if found := _SAVED.fullmatch(text):
        return run.ended(line, JobKind.INCREMENTAL, JobResult.SUCCESS, found[1])
    if found := _RESTORED.fullmatch(text):
        whole = found[2] is None or found[1] == found[2]
        run.restored = JobResult.SUCCESS if whole else JobResult.WARNING
        run.files = int(found[1][:18])
        return True
    if text in _ENDS:
        return run.ended(line, JobKind.VERIFY, _ENDS[text])
    if text.startswith(_FATAL):
        return run.ended(line, run.kind, JobResult.FAILED)
    return run.note(text)


def _message(told: dict[str, Any], run: _Run, line: int) -> Report | bool:
    """What a message of --json ends; else, whether it is one of restic's."""
    match told.get("message_type"):
        case "error":
            run.marks.add("files_unread")
            run.errors += 1
        case "summary" if "files_restored" in told:
            whole = told["files_restored"] == told.get("total_files", told["files_restored"])
            result = JobResult.SUCCESS if whole else JobResult.WARNING
            return run.ended(line, JobKind.RESTORE, result)
        case "summary" if "total_files_processed" in told:
            return run.ended(
                line,
                JobKind.INCREMENTAL,
                JobResult.SUCCESS,
                str(told.get("snapshot_id", "")),
                files=count(told["total_files_processed"]),
                size=count(told.get("total_bytes_processed")),
            )
        case "exit_error":
            return run.ended(line, run.kind, JobResult.FAILED)
    return "message_type" in told


def _inventory(value: object, piece: Piece) -> Iterator[Report | Lost]:
    """The snapshots that a repository holds: each was made, whatever its log said of it."""
    listed: list[Any] = value if isinstance(value, list) else [None]
    try:
        for each in listed:
            yield _kept(
                piece,
                str(each["hostname"]),
                datetime.fromisoformat(_FRACTION.sub(r".\1", each["time"])),
                str(each["short_id"]),
                JobKind.INCREMENTAL if each.get("parent") else JobKind.FULL,
            )
    except (ValueError, KeyError, TypeError):
        yield Lost(piece.first, piece.last, "not_json")


def _listed(found: re.Match[str], piece: Piece, about: About) -> Report | Lost:
    """A snapshot in a table for people; times are those of whoever asked."""
    at = zoned(found[2], about.zone)
    if at is None:
        return Lost(piece.first, piece.last, "no_time")
    return _kept(piece, found[3], at, found[1], JobKind.INCREMENTAL)


def _kept(piece: Piece, system: str, at: datetime, number: str, kind: JobKind) -> Report:
    return Report(
        job="restic",
        system=system,
        kind=kind,
        result=JobResult.SUCCESS,
        marks=("inventory",),
        first=piece.first,
        last=piece.last,
        number=number,
        ended=at,
    )
