"""BorgBackup: what it prints as text or JSON, what a repository holds, and borgmatic's log.

With a warning the archive is made all the same. A text that names no command (`--show-rc` alone)
is told as "other": a success of nobody knows what is no backup. A script's own trace names it.
Source: https://borgbackup.readthedocs.io, "Frontends" and "Return codes"; borg 1.2 and its output.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.amounts import count, size, zoned
from collectors.backups.borg_run import Run
from collectors.backups.pieces import Piece, pieces
from collectors.backups.products.borgmatic import (
    ACTIONS,
    Ending,
    commanded,
    crashed,
    ending,
    said,
)
from collectors.backups.reading import About, Lost, Read, Report, document, reader
from collectors.backups.stamps import Stamped, stamped
from collectors.transports.report_border import shortened

_RC = re.compile(r"terminating with (\w+) status, rc (\d+)")
_RESULTS = {"success": JobResult.SUCCESS, "warning": JobResult.WARNING}
_STATS = re.compile(
    r"(Repository|Archive name|Archive fingerprint|Hostname|Time \(start\)|Time \(end\)"
    r"|Number of files|This archive|Original size): +(.+)"
)
_WEEKDAY = re.compile(r"\w{2,4}\.?, ")
_OFFSET = re.compile(r" ([+-]\d\d:?\d\d)$")
_BEGINS = "Creating archive at "
# `borg list` for people: name, start, identifier.
_LISTED = re.compile(
    r"(.+?) +(\w{3}, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: [+-]\d{4})? \[([0-9a-f]{64})\]"
)
_ABSENT = re.compile(r"[^:]+: \[Errno 2\] ")  # an operation stands between for a file in a folder
_UNREAD = re.compile(r".+: (?:\[Errno \d+\] |file changed while we backed it up)|.+: file changed")
_CHECKED = {
    "Archive consistency check complete, no problems found.": JobResult.SUCCESS,
    "Finished full repository check, no problems found.": None,
    "Starting repository check": None,
    "Starting archive consistency check...": None,
    "Archive consistency check complete, problems found.": JobResult.FAILED,
    "Finished full repository check, errors found.": JobResult.FAILED,
}
_FATAL = re.compile(
    r"Repository .+ does not exist\.|passphrase supplied in .+ is incorrect\."
    r"|Failed to create/acquire the lock .+|Connection closed by remote host.*"
    r"|Archive .+ (?:already exists|does not exist)|.+ is not a valid repository.*"
    r"|Insufficient free space .+"
)
_DAMAGED = "Data integrity error: "
_EXISTS = " already exists"


@reader("borg")
def borg(lines: Iterable[str], about: About) -> Read:
    """Yield each run of a log, or each archive of an inventory."""
    run: Run | None = None
    for piece in pieces(lines):
        if piece.broken:
            yield Lost(piece.first, piece.last, "not_json")
            if piece.open:
                yield from [run.report(about)] if run and run.result else []
                return run.first if run else piece.first
        elif isinstance(piece.value, dict) and "archives" in piece.value:
            yield from _inventory(piece, about)
        elif found := _LISTED.fullmatch(piece.text):
            yield _listed(found, piece, about)
        else:
            for each in _told(piece, run, about):
                if isinstance(each, Run):
                    run = each
                    continue
                yield each
                run = None
    if run and (run.result or run.named):
        yield run.report(about)  # its return code may follow: it is read again then
    return run.first if run else None


def _told(piece: Piece, run: Run | None, about: About) -> Iterator[Report | Lost | Run]:
    """What a piece ends, then the run it belongs to when that one goes on."""
    stamp = stamped(piece.text, about)
    text = said(stamp.rest.strip())
    value = document(text) if text.startswith('{"') else piece.value
    if isinstance(value, dict) and value.get("type") == "log_message":
        stamp = Stamped(_epoch(value.get("time")), stamp.host, "")
        text, value = str(value.get("message", "")).strip(), None
    here = run or Run(piece.first, piece.last, began=stamp.at)
    if run and (run.result or run.named) and _anew(text, value, run):
        yield run.report(about)
        here = Run(piece.first, piece.last, began=stamp.at)
    if isinstance(value, dict):
        known = _archive(value, here, about)
    elif found := _RC.fullmatch(text):
        yield _coded(here, piece, stamp, about, found[1])
        return
    elif end := ending(text):
        yield from _borgmatic(here, piece, stamp, about, end)
        return
    else:
        known = _line(text, here, about)
    if known:
        _reach(here, piece, stamp)
        yield here


def _reach(run: Run, piece: Piece, stamp: Stamped) -> None:
    run.last = piece.last
    run.at = stamp.at or run.at
    run.system = run.system or stamp.host


def _anew(text: str, value: Any, run: Run) -> bool:
    """Whether a piece cannot belong to a run whose command, or end, is known."""
    if commanded(text):
        return True
    if not run.result:
        return False
    if isinstance(value, dict):
        return "archive" in value
    if text.startswith("Repository:"):
        return True
    return bool(text.startswith(_BEGINS) or _UNREAD.match(text) or _FATAL.fullmatch(text))


def _coded(run: Run, piece: Piece, stamp: Stamped, about: About, code: str) -> Report:
    _reach(run, piece, stamp)
    result = _RESULTS.get(code, JobResult.FAILED)
    if run.kind is JobKind.VERIFY and result is JobResult.WARNING:
        result = JobResult.FAILED  # a check warns when it has found damage
    return run.report(about, result)


def _borgmatic(
    run: Run, piece: Piece, stamp: Stamped, about: About, end: Ending
) -> Iterator[Report]:
    """What borgmatic says of all it did with one configuration."""
    if run.kind is JobKind.OTHER and run.then is None and end is Ending.DONE:
        return
    _reach(run, piece, stamp)
    failed = JobResult.SUCCESS if end is Ending.DONE else JobResult.FAILED
    yield run.report(about, JobResult.SUCCESS if run.then or run.number else failed)
    if run.then and (end is Ending.FAILED or run.then is JobKind.VERIFY):
        yield Run(run.first, run.last, run.then, at=run.at, system=run.system).report(about, failed)


def _line(text: str, run: Run, about: About) -> bool:
    """Remember what a line of text says; whether it is one of borg's."""
    if found := _STATS.fullmatch(text):
        _stat(found[1], found[2], run, about)
    elif text in _CHECKED:
        run.kind = JobKind.VERIFY
        run.result = JobResult.FAILED if run.result is JobResult.FAILED else _CHECKED[text]
    elif text.startswith(_DAMAGED) or _FATAL.fullmatch(text):
        run.kind = JobKind.INCREMENTAL if text.endswith(_EXISTS) else run.kind
        run.result = JobResult.FAILED
    elif _ABSENT.match(text) or _UNREAD.match(text):
        run.marks.add("source_missing" if _ABSENT.match(text) else "files_unread")
        run.errors += 1
    else:
        return _named(text, run)
    return True


def _named(text: str, run: Run) -> bool:
    """Take the kind of a run from a line that names it."""
    if action := ACTIONS.get(text):
        if run.kind.saves and not action.saves:
            run.then = action
        else:
            run.kind = action
    elif text.startswith(_BEGINS):
        run.kind = JobKind.INCREMENTAL
    elif command := commanded(text):
        run.kind, run.named = command, True
    elif command := crashed(text):
        run.kind = command
    else:
        return False
    return True


def _stat(name: str, value: str, run: Run, about: About) -> None:
    match name:
        case "Repository":
            run.destination = shortened(value)
        case "Archive fingerprint":
            run.kind, run.result, run.number = JobKind.INCREMENTAL, JobResult.SUCCESS, value[:16]
        case "Hostname":  # only `borg info` says whose an archive is
            run.system = value
            run.marks.add("inventory")
        case "Time (start)":
            run.started = _time(value, about)
        case "Time (end)":
            run.ended = _time(value, about)
        case "Number of files":
            run.files = count(value)
        case "This archive" | "Original size":
            run.size = size(value.partition("  ")[0], thousand=1000)


def _archive(value: dict[str, Any], run: Run, about: About) -> bool:
    """The archive that `borg create --json` made."""
    made = value.get("archive")
    if not isinstance(made, dict):
        return "type" in value
    stats = made.get("stats")
    stats = stats if isinstance(stats, dict) else {}
    place = value.get("repository")
    run.kind, run.result = JobKind.INCREMENTAL, JobResult.SUCCESS
    run.number = str(made.get("id", ""))[:16]
    run.started, run.ended = _time(made.get("start"), about), _time(made.get("end"), about)
    run.system = str(made["hostname"]) if made.get("hostname") else run.system
    run.files, run.size = count(stats.get("nfiles")), count(stats.get("original_size"))
    if isinstance(place, dict):
        run.destination = shortened(str(place.get("location", "")))
    return True


def _inventory(piece: Piece, about: About) -> Iterator[Report | Lost]:
    """The archives that a repository holds: each was made, whatever its log said of it."""
    archives = piece.value["archives"]
    for each in archives if isinstance(archives, list) else [None]:
        run = Run(piece.first, piece.last, marks={"inventory"})
        if not isinstance(each, dict) or not (each.get("start") or each.get("time")):
            yield Lost(piece.first, piece.first, "not_json")
            continue
        told = {"start": each.get("time"), **each}
        _archive({**piece.value, "archive": told}, run, about)
        report = run.report(about, JobResult.SUCCESS)
        yield replace(report, ended=report.ended or report.started)


def _listed(found: re.Match[str], piece: Piece, about: About) -> Report:
    """An archive in a list for people, which names nobody's machine."""
    at = _time(found[2], about)
    run = Run(piece.first, piece.last, kind=JobKind.INCREMENTAL, number=found[3][:16])
    run.marks, run.started, run.ended = {"inventory"}, at, at
    return run.report(about, JobResult.SUCCESS)


def _time(text: object, about: About) -> datetime | None:
    told = _OFFSET.sub(r"\1", _WEEKDAY.sub("", str(text)))
    return zoned(told.replace(" ", "T"), about.zone)


def _epoch(value: object) -> datetime | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
    except (OverflowError, ValueError):
        return None
