"""Findings: what a check noticed, as data; words come later, in the reader's language."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from agent.core.facts import Fact
from agent.core.outcomes import Measure

# What a finding's values may hold: no floats and no prose. Dates travel as ISO text, shares as
# whole numbers per thousand, codes as codes.
Value = str | int | bool | None | list[str]


class Severity(StrEnum):
    """How grave a finding is."""

    WATCH = "watch"
    GAP = "gap"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about: a kind of fact, its source and key, and a short label."""

    kind: str
    source: str
    key: str
    label: str

    @classmethod
    def of(cls, fact: Fact) -> "Subject":
        """Name a fact, by its `label` where it has one."""
        label = getattr(fact, "label", fact.key)
        return cls(kind=fact.kind, source=fact.source, key=fact.key, label=str(label))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a check noticed about one subject."""

    severity: Severity
    about: Subject
    values: Mapping[str, Value] = field(default_factory=dict)
    related: tuple[Subject, ...] = ()

    @classmethod
    def on(cls, fact: Fact, severity: Severity, *related: Fact, **values: Value) -> "Finding":
        """A finding about `fact`, with the facts it relates to and its values."""
        return cls(
            severity=severity,
            about=Subject.of(fact),
            values=values,
            related=tuple(Subject.of(other) for other in related),
        )


# A check yields findings; it may return the figure it measured.
Findings = Iterator[Finding]
Measured = Generator[Finding, None, Measure]
