"""restic: what it prints as text or with --json, and `restic snapshots --json`.

A backup may end in 0 with a source left out: that is said on a line of its own, before the summary.
Source: https://restic.readthedocs.io, "Scripting", and what restic 0.14 printed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.reading import About, Lost, Read, Report, document, numbered, reader
from collectors.backups.stamps import stamped

_FILES = re.compile(r"Files: +(\d+) new, +(\d+) changed, +(\d+) unmodified")
_SAVED = re.compile(r"snapshot ([0-9a-f]{8,}) saved")
_RESTORED = re.compile(r"(?:restoring <Snapshot |Summary: Restored )")
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
    began: datetime | None = None
    at: datetime | None = None
    host: str | None = None
    marks: set[str] = field(default_factory=set)
    errors: int = 0
    files: int | None = None
    checking: bool = False
    saving: bool = False

    def note(self, text: str) -> bool:
        """Remember what a line says; whether it is one of restic's."""
        if text.endswith(_SKIPPED):
            self.marks.add("source_missing")
        elif text.startswith(_UNREAD):
            self.marks.add("files_unread")
            self.errors += text.startswith("error: ")
        elif found := _FILES.match(text):
            self.files = sum(map(int, found.groups()))
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
            **({"files": self.files} | told),
        )


@reader("restic")
def restic(lines: Iterable[str], about: About) -> Read:
    """Yield each run of a log, or each snapshot of an inventory."""
    run: _Run | None = None
    for number, line in numbered(lines):
        told = stamped(line, about)
        text = told.rest.strip()
        if not text:
            continue
        if text.startswith(("[{", "[]")):
            yield from _inventory(text, number)
            continue
        here = run or _Run(number, about, began=told.at)
        here.at, here.host = told.at or here.at, told.host or here.host
        report = _message(text, here, number) if text.startswith("{") else _said(text, here, number)
        if isinstance(report, bool):
            run = here if report else run
            continue
        run = None
        yield report
    return run.first if run else None


def _said(text: str, run: _Run, line: int) -> Report | bool:
    """What a line of text ends; else, whether it is one of restic's."""
    if found := _SAVED.fullmatch(text):
        return run.ended(line, JobKind.INCREMENTAL, JobResult.SUCCESS, found[1])
    if _RESTORED.match(text):
        return run.ended(line, JobKind.RESTORE, JobResult.UNKNOWN)
    if text in _ENDS:
        return run.ended(line, JobKind.VERIFY, _ENDS[text])
    if text.startswith(_FATAL):
        return run.ended(line, run.kind, JobResult.FAILED)
    return run.note(text)


def _message(text: str, run: _Run, line: int) -> Report | Lost | bool:
    """What a message of --json ends; else, whether it is one of restic's."""
    told = document(text)
    if not isinstance(told, dict):
        return Lost(line, line, "not_json")
    match told.get("message_type"):
        case "error":
            run.marks.add("files_unread")
            run.errors += 1
        case "summary" if "files_restored" in told:
            return run.ended(line, JobKind.RESTORE, JobResult.SUCCESS)
        case "summary" if "total_files_processed" in told:
            return run.ended(
                line,
                JobKind.INCREMENTAL,
                JobResult.SUCCESS,
                told.get("snapshot_id", ""),
                files=told["total_files_processed"],
                size=told.get("total_bytes_processed"),
            )
        case "exit_error":
            return run.ended(line, run.kind, JobResult.FAILED)
    return "message_type" in told


def _inventory(text: str, line: int) -> Iterator[Report | Lost]:
    """The snapshots that a repository holds: each was made, whatever its log said of it."""
    try:
        for each in document(text):
            at = datetime.fromisoformat(_FRACTION.sub(r".\1", each["time"]))
            yield Report(
                job="restic",
                system=each["hostname"],
                kind=JobKind.FULL if not each.get("parent") else JobKind.INCREMENTAL,
                result=JobResult.SUCCESS,
                marks=("inventory",),
                first=line,
                last=line,
                number=each["short_id"],
                ended=at,
            )
    except (ValueError, KeyError, TypeError):
        yield Lost(line, line, "not_json")
