"""Where facts come from and how much of them there is: ground, completeness, populations."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from agent.core.facts import Fact

if TYPE_CHECKING:
    from agent.core.outcomes import Missing

F = TypeVar("F", bound=Fact)


class Ground(StrEnum):
    """What a statement rests on, strongest first."""

    LIVE = "live"  # preuve, or its script on the host, asked the source itself
    HANDED_OVER = "handed_over"  # a file somebody gave
    DECLARED = "declared"  # a person's word
    NONE = "none"

    @staticmethod
    def weakest(grounds: Iterable["Ground"]) -> "Ground":
        """The weakest of several grounds; LIVE when there is none to weaken it."""
        return max(grounds, key=list(Ground).index, default=Ground.LIVE)


class Completeness(StrEnum):
    """Whether a collection is known to be whole."""

    COMPLETE = "complete"
    UNKNOWN = "unknown"  # the source has no end mark: rows may be missing, none is known to be
    PARTIAL = "partial"  # something is known to be missing

    @staticmethod
    def weakest(values: Iterable["Completeness"]) -> "Completeness":
        """The weakest of several; COMPLETE when there is none to weaken it."""
        return max(values, key=list(Completeness).index, default=Completeness.COMPLETE)


class Facts(Generic[F]):
    """A population of facts as a check or derivation receives it.

    The first `Facts` parameter of a check is what it judges; the others are its references.
    `examined` grows as facts are handed out, so that an outcome never rests on a check's word.
    """

    def __init__(
        self,
        items: Sequence[F] = (),
        *,
        ground: Ground = Ground.LIVE,
        references: Ground = Ground.LIVE,
        completeness: Completeness = Completeness.COMPLETE,
        missing: "Sequence[Missing]" = (),
    ) -> None:
        self.items = items
        self.ground = ground
        self.references = references
        self.completeness = completeness
        self.missing = tuple(missing)
        self.examined = 0

    def __iter__(self) -> Iterator[F]:
        count = 0
        try:
            for item in self.items:
                count += 1
                yield item
        finally:
            self.examined = max(self.examined, count)

    def __len__(self) -> int:
        return len(self.items)

    def only(self, keep: Callable[[F], Any] | None) -> "Facts[F]":
        """The sub-population that `keep` accepts (all: None), with the same grounds and gaps."""
        return Facts(
            list(filter(keep, self.items)) if keep else self.items,
            ground=self.ground,
            references=self.references,
            completeness=self.completeness,
            missing=self.missing,
        )


class Earlier(Facts[F]):
    """The same population as the last completed run knew it; empty on a first run."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Annotation: a check concludes only if `attribute` is known on at least `share` of its facts.

    In each source: a directory that hides its dates must not lean on an application that tells all.
    The attribute is the name of a field or property; None means not known.
    """

    attribute: str
    share: float


@dataclass(frozen=True, slots=True)
class Only:
    """Annotation: the population is the facts whose `attribute` is true."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Known:
    """Annotation: facts whose `attribute` is None are missing (coverage), not judged."""

    attribute: str


class Whole:
    """Annotation: nothing of this population may be missing, else there is no conclusion."""


class Answered:
    """Annotation: every source must have answered, else there is no conclusion from what is absent.

    What a source that answered could not read (coverage) is a gap like any other.
    """


class IfKnown:
    """Annotation: without this population the function still concludes; it is then empty.

    Its gaps are not the conclusion's: use it for what is shown beside, never for what decides. A
    derivation for which they count yields them; a source that is not configured has none.
    """
