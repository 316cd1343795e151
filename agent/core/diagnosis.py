"""What a trial of a source tells: steps in the order they depend on each other, none a guess."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int


class State(StrEnum):
    """How a step ended."""

    OK = "ok"
    FAILED = "failed"
    NOT_TRIED = "not_tried"  # on purpose, or because a step before it failed


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried.

    `id` and `reason` are codes, whose words come with the language; `values` are what these words
    name. `detail` is what the source, or a library, said in its own words. `remedy` is the code of
    what to do, with the same values. An `optional` step that fails costs little, and is no error.
    """

    id: str
    state: State
    reason: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    detail: str = ""
    remedy: str = ""
    optional: bool = False

    @property
    def good(self) -> bool:
        """Whether it leaves nothing to do."""
        return self.state is State.OK or self.optional


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The steps of one target: a controller, a host, a file, the store."""

    section: str
    source: str
    target: str
    steps: tuple[Step, ...]

    @property
    def good(self) -> bool:
        """Whether every step is; without any, nothing was tried."""
        return bool(self.steps) and all(step.good for step in self.steps)


def ok(id: str, reason: str = "", **values: Value) -> Step:
    """A step that went well."""
    return Step(id, State.OK, reason, values)


def failed(id: str, reason: str, *, detail: str = "", remedy: str = "", **values: Value) -> Step:
    """A step that did not; its remedy is that of its reason, unless another is named."""
    return Step(id, State.FAILED, reason, values, detail, remedy or reason)


def not_tried(id: str, reason: str, *, detail: str = "", remedy: str = "", **values: Value) -> Step:
    """A step that was left out, and why; most have no remedy of their own."""
    return Step(id, State.NOT_TRIED, reason, values, detail, remedy)


def all_good(diagnoses: Iterable[Diagnosis]) -> bool:
    """Whether nothing is left to do anywhere."""
    return all(each.good for each in diagnoses)
