"""What the report of one job of Bacula or Bareos amounts to: "Termination" alone says how it ended.

A job may fail with both daemons OK and thousands of files written.
Source: Bacula 9.6, "Messages Resource"; what Bacula 9.6.7 wrote.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.dates import moment
from collectors.backups.reading import About, Lost, Report

_NUMBERED = re.compile(r"\.\d{4}-\d\d-\d\d[_T]\d\d\.\d\d\.\d\d(?:[._]\d+)?$")  # what a run adds
_QUOTED = re.compile(r'"([^"]*)"')
_LEVELS = {
    "full": JobKind.FULL,
    "base": JobKind.FULL,
    "virtual full": JobKind.FULL,
    "virtualfull": JobKind.FULL,
    "incremental": JobKind.INCREMENTAL,
    "differential": JobKind.DIFFERENTIAL,
}
# The first words of a termination that hold decide.
_ENDS = (
    ("cancel", JobResult.CANCELED),
    ("error", JobResult.FAILED),
    ("fail", JobResult.FAILED),
    ("warning", JobResult.WARNING),
    ("differences", JobResult.WARNING),
    ("mismatch", JobResult.WARNING),
    ("incomplete", JobResult.FAILED),
    (" ok", JobResult.SUCCESS),
)
_HELD = {JobResult.SUCCESS, JobResult.WARNING}
_HEAD = 26  # characters: a name, its colon, the blanks after it
_PROOFS = {JobKind.RESTORE, JobKind.VERIFY}  # without a file they prove nothing
# A copy is told under its own name and number, beside those of the job that it copies.
_JOBS = ("Job", "Current Job", "Migration Job")
_NUMBERS = ("JobId", "Current JobId", "Migration JobId")
_ERRORS = ("Non-fatal FD errors", "Non-fatal FD Errors", "FD Errors", "SD Errors", "SD errors")


def fields(lines: Sequence[str]) -> dict[str, str]:
    """The fields of a report, by their names, with the blanks around; the first of two wins."""
    layout = _layout("\n".join([line[:_HEAD] for line in lines]), len(lines))
    if layout is None:
        told = map(str.partition, reversed(lines), repeat(":"))  # thrice as fast as a loop
        return {name.strip(): value for name, colon, value in told if colon}
    return {name: lines[at][after:] for name, at, after in layout}


@lru_cache(maxsize=64)
def _layout(heads: str, count: int) -> list[tuple[str, int, int]] | None:
    """Where fields stand, by how lines begin: one director lays all its reports out alike.

    Returns: name, line and where the value begins; None where a name may be longer than a head,
    and where lines are so short that a head holds their end too.
    """
    begun = heads.split("\n")
    if len(begun) != count:
        return None
    found: dict[str, tuple[str, int, int]] = {}
    for at, head in enumerate(begun):
        name, colon, _ = head.partition(":")
        if colon:
            found.setdefault(name.strip(), (name.strip(), at, len(name) + 1))
        elif len(head) == _HEAD:
            return None
    return list(found.values())


def report(lines: Sequence[str], first: int, last: int, about: About) -> Report | Lost:
    """The job that some lines tell of, from their first place to their last."""
    told = fields(lines)
    known = told.get
    job = known("Job", "").strip() or _first(told, _JOBS)
    number = known("JobId", "").strip() or _first(told, _NUMBERS)
    if not (job and number and "Termination" in told):
        return Lost(first, last, "no_job", len(lines))
    end = told["Termination"].lower()
    result = _result(end)
    kind, upgraded = _kind(told, end)
    files = _count(told, "SD Files Written", "FD Files Written", "Files Restored", "Files Examined")
    errors = _errors(told)
    marks = ["upgraded"] if upgraded else []
    if result in _HELD and kind is JobKind.FULL and files == 0:
        marks.append("nothing_saved")
        result = JobResult.FAILED
    if result is JobResult.SUCCESS and (errors or (files == 0 and kind in _PROOFS)):
        result = JobResult.WARNING
    return Report(
        job=_NUMBERED.sub("", job),
        system=_system(known("Client", "").strip() or known("Restore Client", "")),
        kind=kind,
        result=result,
        first=first,
        last=last,
        number=number,
        started=moment(known("Start time") or known("Start Time", ""), about.zone),
        ended=moment(known("End time") or known("End Time", ""), about.zone),
        size=_count(told, "SD Bytes Written", "FD Bytes Written", "Bytes Restored"),
        files=files,
        errors=errors,
        destination=_name(known("Write Storage", "").strip() or known("Storage", "")),
        marks=tuple(marks),
    )


@lru_cache(maxsize=64)
def _result(end: str) -> JobResult:
    """How a job ended, by its termination: a log holds few of them."""
    return next((result for word, result in _ENDS if word in f" {end.strip()}"), JobResult.UNKNOWN)


def _kind(told: Mapping[str, str], end: str) -> tuple[JobKind, bool]:
    """What a job did, and whether it was made full in place of another level."""
    if "Files Restored" in told or "restore" in end:
        return JobKind.RESTORE, False
    if "Verify Level" in told or "verify" in end:
        # The first notes how files are, and compares them with nothing.
        notes = told.get("Verify Level", "").replace(" ", "").strip().endswith("InitCatalog")
        return (JobKind.OTHER if notes else JobKind.VERIFY), False
    if "copy" in end or "migrat" in end or "New Backup JobId" in told:
        return JobKind.COPY, False
    level = told.get("Backup Level", "").lower()
    return _level(level.partition(",")[0]), "upgraded" in level


@lru_cache(maxsize=64)
def _level(level: str) -> JobKind:
    """What a level is, up to its comma: `incremental, since=2026-11-23 01:05:03`."""
    known = level.strip()
    return next((kind for name, kind in _LEVELS.items() if known.startswith(name)), JobKind.OTHER)


def _first(told: Mapping[str, str], names: Iterable[str]) -> str:
    return next((told[name].strip() for name in names if told.get(name, "").strip()), "")


def _errors(told: Mapping[str, str]) -> int | None:
    total = None
    for name in _ERRORS:
        if name in told and (count := _number(told[name])) is not None:
            total = (total or 0) + count
    return total


def _count(told: Mapping[str, str], *names: str) -> int | None:
    """The first of these counts that is told."""
    for name in names:
        if name in told and (number := _number(told[name])) is not None:
            return number
    return None


def _number(text: str) -> int | None:
    """A count: `12,345 (12.3 KB)`."""
    digits = text.strip()
    if not digits.isdecimal():
        digits = digits.replace(",", "").partition(" ")[0]
        if not digits.isdecimal():
            return None
    return int(digits)


@lru_cache(maxsize=1024)
def _system(client: str) -> str | None:
    """The machine that a client's daemon saves: a log names the same ones every night."""
    return _name(client).removesuffix("-fd") or None


@lru_cache(maxsize=1024)
def _name(text: str) -> str:
    text = text.strip()
    found = _QUOTED.match(text)
    return found[1] if found else text.partition(" ")[0]
