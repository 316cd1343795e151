"""Bacula and Bareos: the report that ends each job, in logs and mails; `list jobs` and its fellows.

One log holds many jobs at once, but each report is written in one piece. "Termination" alone says
how a job ended: a job may fail with both daemons OK and thousands of files written.
Source: Bacula 9.6, "Messages Resource" and "Console"; Bareos, "list jobs"; what Bacula 9.6.7 wrote.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.bacula_console import row
from collectors.backups.dates import moment
from collectors.backups.reading import About, Lost, Read, Report, document, reader

_FIELD = re.compile(r"^[ \t]*([A-Za-z][^:\n]*):[ \t]*(.*)$", re.MULTILINE)
_EMPTY = frozenset({"", "\r", "\n", "\r\n"})
_BEGINS = re.compile(
    r"\s*(?:Prev Backup )?JobId: "
)  # of a copy, the job that is copied comes first
_LONGEST = 80  # lines of a report
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
_PROOFS = {JobKind.RESTORE, JobKind.VERIFY}  # without a file they prove nothing
# A copy is told under its own name and number, beside those of the job that it copies.
_JOBS = ("Job", "Current Job", "Migration Job")
_NUMBERS = ("JobId", "Current JobId", "Migration JobId")
_ERRORS = ("Non-fatal FD errors", "Non-fatal FD Errors", "FD Errors", "SD Errors", "SD errors")


@dataclass(slots=True)
class _Block:
    """A report under way: its lines are only looked into at its end."""

    first: int
    lines: list[str]

    @property
    def told(self) -> dict[str, str]:
        """Its fields, by their names; the first of two."""
        text = "".join(self.lines)
        if "\r" in text:
            text = text.replace("\r", "")
        return dict(reversed(_FIELD.findall(text)))

    def listed(self, last: int, about: About) -> Report | Lost:
        """The job of a block without a termination: of `llist jobs`, or half a report."""
        told = self.told
        made = row(told, self.first, last, about) if "JobStatus" in told else None
        return made or Lost(self.first, last, "no_end")


@reader("bareos")
@reader("bacula")
def bacula(lines: Iterable[str], about: About) -> Read:
    """Yield the job of each report, of each row of a table, of each object of an answer in JSON."""
    block: _Block | None = None
    console = _Console(about)
    answer = console.answer
    for number, line in enumerate(lines):
        if block is None and "0" <= line < ":" and not answer:
            continue  # a daemon's own line begins with a day: nine of ten are passed over here
        if "JobId: " in line and _BEGINS.match(line):
            if block:
                yield block.listed(number - 1, about)
            block = _Block(number, [line])
        elif block is None:
            if line >= "{" or answer:  # and so do | and }, for which this is the fastest test
                yield from console.read(line, number)
        else:
            block.lines.append(line)
            if "Termination:" in line:
                made = _report(block, number, about)
                console.told = made.number if isinstance(made, Report) else ""
                yield made
                block = None
            elif line in _EMPTY or len(block.lines) > _LONGEST:
                yield block.listed(number, about)
                block = None
    return block.first if block else console.first


def _report(block: _Block, last: int, about: About) -> Report | Lost:
    told = block.told
    known = told.get
    job = known("Job") or _first(told, _JOBS)
    number = known("JobId") or _first(told, _NUMBERS)
    if not (job and number and "Termination" in told):
        return Lost(block.first, last, "no_job")
    end = told["Termination"].lower()
    result = next((result for word, result in _ENDS if word in f" {end}"), JobResult.UNKNOWN)
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
        system=_client(told),
        kind=kind,
        result=result,
        first=block.first,
        last=last,
        number=number,
        started=moment(known("Start time") or known("Start Time", ""), about.zone),
        ended=moment(known("End time") or known("End Time", ""), about.zone),
        size=_count(told, "SD Bytes Written", "FD Bytes Written", "Bytes Restored"),
        files=files,
        errors=errors,
        destination=_name(known("Write Storage") or known("Storage", "")),
        marks=tuple(marks),
    )


def _kind(told: Mapping[str, str], end: str) -> tuple[JobKind, bool]:
    """What a job did, and whether it was made full in place of another level."""
    if "Files Restored" in told or "restore" in end:
        return JobKind.RESTORE, False
    if told.get("Verify Level", "").replace(" ", "").endswith("InitCatalog"):
        return JobKind.OTHER, False  # it notes how files are, and compares them with nothing
    if "Verify Level" in told or "verify" in end:
        return JobKind.VERIFY, False
    if "copy" in end or "migrat" in end or "New Backup JobId" in told:
        return JobKind.COPY, False
    level = told.get("Backup Level", "").lower()
    for name, kind in _LEVELS.items():
        if level.startswith(name):
            return kind, "upgraded" in level
    return JobKind.OTHER, "upgraded" in level


def _first(told: Mapping[str, str], names: Iterable[str]) -> str:
    return next((told[name] for name in names if told.get(name)), "")


def _errors(told: Mapping[str, str]) -> int | None:
    counts = [_count(told, name) for name in _ERRORS if name in told]
    known = [each for each in counts if each is not None]
    return sum(known) if known else None


def _count(told: Mapping[str, str], *names: str) -> int | None:
    """The first of these counts that is told: `12,345 (12.3 KB)`."""
    for name in names:
        if text := told.get(name):
            digits = text.partition(" ")[0].replace(",", "")
            if digits.isdecimal():
                return int(digits)
    return None


def _client(told: Mapping[str, str]) -> str | None:
    client = _name(told.get("Client") or told.get("Restore Client", ""))
    return client.removesuffix("-fd") or None


def _name(text: str) -> str:
    found = _QUOTED.match(text)
    return found[1] if found else text.partition(" ")[0]


@dataclass(slots=True)
class _Console:
    """What a console prints: tables with a header, or an answer in JSON, on one line or many."""

    about: About
    header: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    first: int | None = None
    told: str = ""  # the job of the last report: `list joblog` repeats it in a row that tells less

    def read(self, line: str, number: int) -> Iterator[Report | Lost]:
        """The jobs that a line ends."""
        if line.startswith("|"):
            yield from self._row(line, number)
        elif self.answer or line.startswith("{"):
            self.first = number if self.first is None else self.first
            self.answer.append(line)
            if line.rstrip().endswith("}") and (line[0] == "}" or len(self.answer) == 1):
                yield from self._answered(self.first, number)
                self.answer.clear()
                self.first = None

    def _row(self, line: str, number: int) -> Iterator[Report]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if "jobid" in (lowered := [cell.lower() for cell in cells]):
            self.header = lowered
        elif len(cells) == len(self.header):
            made = row(dict(zip(self.header, cells, strict=True)), number, number, self.about)
            if made and made.number != self.told:
                yield made

    def _answered(self, first: int, last: int) -> Iterator[Report | Lost]:
        told = document("".join(self.answer))
        result = told.get("result") if isinstance(told, dict) else None
        jobs = result.get("jobs") if isinstance(result, dict) else None
        if not isinstance(jobs, list):
            yield Lost(first, last, "not_json")
            return
        for each in jobs:
            made = row(each, first, last, self.about) if isinstance(each, dict) else None
            yield made or Lost(first, last, "no_job")
