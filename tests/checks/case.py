"""What a case is: what a check's populations hold, now and earlier, and how much it must find."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.core.outcomes import Unanswered
from agent.core.sources import Facts

Known = Mapping[type[Any], Facts[Any] | Unanswered]


@dataclass(frozen=True)
class Case:
    """What a check is given, and how many findings it must make."""

    known: Known
    findings: int = 0
    earlier: Known = field(default_factory=dict)


@dataclass(frozen=True)
class Cases:
    """The three cases of one check."""

    satisfied: Case
    unsatisfied: Case
    unanswered: Case
