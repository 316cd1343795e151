"""Bacula and Bareos: the report that ends each job, in logs and mails; `list jobs` and its fellows.

One log holds many jobs at once, but each report is written in one piece: what stands between two is
passed over by searching whole blocks of lines for the signs by which one begins.
Source: Bacula 9.6, "Messages Resource" and "Console"; Bareos, "list jobs"; what Bacula 9.6.7 wrote.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from collectors.backups.bacula_console import row
from collectors.backups.bacula_report import fields, report
from collectors.backups.reading import About, Lost, Read, Report, document, reader

_EMPTY = frozenset({"", "\r", "\n", "\r\n"})
_NUMBER = re.compile("JobId: ")  # a pattern finds such a text in half the time that `find` takes
_ENDS = re.compile("Termination:")
_CONSOLE = ("|", "{")  # how the lines begin that a console prints
_TABLE = re.compile(r"\n[|{]")
_BEGINS = re.compile(
    r"\s*(?:Prev Backup )?JobId: "
)  # of a copy, the job that is copied comes first
_LONGEST = 80  # lines of a report
_NONE = -2  # neither of two texts was found
_WIDEST = 200  # signs of a line of one, on an average


@reader("bareos", in_blocks=True)
@reader("bacula", in_blocks=True)
def bacula(texts: Iterable[str], about: About) -> Read:
    """Yield the job of each report, of each row of a table, of each object of an answer in JSON.

    Args:
        texts: whole lines, one or many at once: it makes no difference.
        about: see `About`.
    """
    lines = _Lines(about)
    place = 0
    for text in texts:
        signs = _Signs(text)
        at, end = 0, len(text)
        while at < end:
            if lines.idle:
                at = signs.begins(at)
                if whole := signs.report(at):
                    yield lines.told(whole, place + at, place + signs.end - 1)
                    at = signs.end
                    continue
            if at < end:
                after = text.find("\n", at) + 1 or end
                yield from lines.read(text[at:after], place + at)
                at = after
        place += end
    return lines.open


class _Signs:
    """Where jobs are told in a text; it is searched once for each sign."""

    def __init__(self, text: str) -> None:
        self.end = 0  # of the report found last
        self._text = text
        self._number = self._ends = -1
        self._table = -1 if "|" in text or "{" in text else len(text)

    def _search(self, sign: re.Pattern[str], at: int) -> int:
        """Where one stands from a place on; where the text ends when it does not."""
        found = sign.search(self._text, at)
        return found.start() if found else len(self._text)

    def begins(self, at: int) -> int:
        """Where the next line begins that may tell of a job, from the beginning of a line on."""
        text = self._text
        if text.startswith(_CONSOLE, at):
            return at
        if self._table < at:
            self._table = self._search(_TABLE, at)
        table = min(self._table + 1, len(text))
        while True:
            if self._number < at:
                self._number = self._search(_NUMBER, at)
            if self._number >= table:
                return table
            line = text.rfind("\n", at, self._number) + 1 or at
            if _BEGINS.match(text, line):
                return line
            at = text.find("\n", self._number) + 1 or len(text)

    def report(self, at: int) -> list[str]:
        """The lines of the report that begins here, if it is in one piece as daemons write it.

        `begins` has just found it: the number that it saw is the report's own.
        """
        text = self._text
        if text.startswith(_CONSOLE, at):
            return []
        if self._ends < at:
            self._ends = self._search(_ENDS, at)
        end = text.find("\n", self._ends)
        if end < 0 or end - at > _LONGEST * _WIDEST:
            return []
        self._number = self._search(_NUMBER, self._number + 1)
        if self._number < end:  # of two jobs
            return []
        lines = text[at:end].split("\n")
        self.end = end + 1
        first_line = at + len(lines[0])
        blank = text.find("\n\n", at, end) + text.find("\n\r\n", at, end) != _NONE
        return [] if blank or len(lines) > _LONGEST or self._ends < first_line else lines


class _Lines:
    """What is read line by line: a report that is cut or broken, and what a console prints."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._first = 0
        self._lines: list[str] = []  # of a report under way
        self._console = _Console(about)

    @property
    def idle(self) -> bool:
        """Whether the next line goes with none of those before it."""
        return not self._lines and not self._console.answer

    @property
    def open(self) -> int | None:
        """The place at which began what has not ended."""
        return self._first if self._lines else self._console.first

    def told(self, lines: Sequence[str], first: int, last: int) -> Report | Lost:
        """The job of a whole report."""
        made = report(lines, first, last, self._about)
        self._console.told = made.number if isinstance(made, Report) else ""
        return made

    def read(self, line: str, place: int) -> Iterator[Report | Lost]:
        """The jobs that a line ends."""
        last = place + len(line) - 1
        if _NUMBER.search(line) and _BEGINS.match(line):
            if self._lines:
                yield self._listed(place - 1)
            self._first, self._lines = place, [line]
        elif not self._lines:
            yield from self._console.read(line, place, last)
        else:
            self._lines.append(line)
            if _ENDS.search(line):
                yield self.told(self._lines, self._first, last)
                self._lines = []
            elif line in _EMPTY or len(self._lines) > _LONGEST:
                yield self._listed(last)
                self._lines = []

    def _listed(self, last: int) -> Report | Lost:
        """The job of lines without a termination: of `llist jobs`, or half a report."""
        told = {name: value.strip() for name, value in fields(self._lines).items()}
        made = row(told, self._first, last, self._about) if "JobStatus" in told else None
        return made or Lost(self._first, last, "no_end", len(self._lines))


@dataclass(slots=True)
class _Console:
    """What a console prints: tables with a header, or an answer in JSON, on one line or many."""

    about: About
    header: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    first: int | None = None
    told: str = ""  # the job of the last report: `list joblog` repeats it in a row that tells less

    def read(self, line: str, place: int, last: int) -> Iterator[Report | Lost]:
        """The jobs that a line ends; see `_Lines` for its places."""
        if line.startswith("|"):
            yield from self._row(line, place, last)
        elif self.answer or line.startswith("{"):
            self.first = place if self.first is None else self.first
            self.answer.append(line)
            if line.rstrip().endswith("}") and (line[0] == "}" or len(self.answer) == 1):
                yield from self._answered(self.first, last)
                self.answer.clear()
                self.first = None

    def _row(self, line: str, first: int, last: int) -> Iterator[Report]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if "jobid" in (lowered := [cell.lower() for cell in cells]):
            self.header = lowered
        elif len(cells) == len(self.header):
            made = row(dict(zip(self.header, cells, strict=True)), first, last, self.about)
            if made and made.number != self.told:
                yield made

    def _answered(self, first: int, last: int) -> Iterator[Report | Lost]:
        told = document("".join(self.answer))
        result = told.get("result") if isinstance(told, dict) else None
        jobs = result.get("jobs") if isinstance(result, dict) else None
        if not isinstance(jobs, list):
            yield Lost(first, last, "not_json", len(self.answer))
            return
        for each in jobs:
            made = row(each, first, last, self.about) if isinstance(each, dict) else None
            yield made or Lost(first, last, "no_job", len(self.answer))
