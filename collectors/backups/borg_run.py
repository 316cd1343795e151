"""One run of borg, as its output tells it bit by bit."""

from dataclasses import dataclass, field
from datetime import datetime

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.reading import About, Report


@dataclass(slots=True)
class Run:
    """What was said since the last run ended."""

    first: int
    last: int
    kind: JobKind = JobKind.OTHER
    result: JobResult | None = None
    number: str = ""
    system: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    began: datetime | None = None
    at: datetime | None = None
    size: int | None = None
    files: int | None = None
    errors: int = 0
    destination: str = ""
    marks: set[str] = field(default_factory=set)
    named: bool = False  # by the command itself
    then: JobKind | None = None  # borgmatic went on to something else, so that this went well

    def report(self, about: About, result: JobResult | None = None) -> Report:
        """The run, as far as it is known."""
        result = result or self.result or JobResult.UNKNOWN
        if result is JobResult.SUCCESS and (self.errors or self.marks - {"inventory"}):
            result = JobResult.WARNING
        return Report(
            job="borg",
            system=self.system or about.system,
            kind=self.kind,
            result=result,
            first=self.first,
            last=self.last,
            number=self.number,
            started=self.started or (self.began if self.began != self.at else None),
            ended=self.ended or self.at,
            size=self.size,
            files=self.files,
            errors=self.errors,
            destination=self.destination,
            marks=tuple(sorted(self.marks)),
        )
