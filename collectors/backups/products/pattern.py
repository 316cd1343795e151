"""Any other product: a pattern over lines of text, or columns of a table, that somebody declares.

A pattern is tried line by line, on lines of a bounded length, and one that could take an age
(a repetition within a repetition) is refused with the configuration.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from collectors.backups.reading import About, Lost, Read, numbered, reader
from collectors.backups.tables import Row, reported, tables

LONGEST = 2000  # characters of a line that patterns are tried on


@dataclass(slots=True)
class _Job:
    """What was told since the first pattern was met."""

    patterns: tuple[re.Pattern[str], ...]
    first: int = -1
    values: dict[str, str] = field(default_factory=dict)

    def begins(self, line: str) -> bool:
        """Whether a line begins a job that others go on telling."""
        return len(self.patterns) > 1 and self.patterns[0].search(line) is not None

    def ends(self, line: str, number: int) -> Row | None:
        """Take what a line tells; the job, when that is its end."""
        if self.first < 0 and len(self.patterns) > 1:
            return None
        for one in self.patterns:
            if found := one.search(line):
                self.values |= {name: text for name, text in found.groupdict().items() if text}
                if one is self.patterns[-1]:
                    row = Row(number if self.first < 0 else self.first, number, self.values)
                    self.first, self.values = -1, {}
                    return row
        return None


@reader("pattern")
def pattern(lines: Iterable[str], about: About) -> Read:
    """Yield the job of each row, line, or run of lines from the first pattern to the last."""
    declared = about.declared
    if declared is None:
        raise TypeError("a pattern is always declared")
    if declared.headers:
        return (yield from tables(lines, about, declared))
    job = _Job(declared.patterns)
    for number, line in numbered(lines):
        if len(line) > LONGEST:
            yield Lost(number, number, "too_long")
            continue
        if job.begins(line):
            if job.first >= 0:
                yield Lost(job.first, number - 1, "no_end")
            job.first, job.values = number, {}
        if row := job.ends(line, number):
            yield reported(row, about, declared)
    return job.first if job.first >= 0 else None
