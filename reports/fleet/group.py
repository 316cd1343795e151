"""The hospitals of a region as they stand: what came of each, when, and what moved since."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agent.core.filings import FiledOutcome, Filing, Refused
from agent.core.outcomes import State

SILENT_AFTER = 35  # days: a monthly audit and a week, where the configuration says nothing
CONCLUDED = (State.SATISFIED, State.UNSATISFIED)


class Word(StrEnum):
    """Whether a hospital gives news."""

    CURRENT = "current"
    SILENT = "silent"  # it did, too long ago: what is known of it counts no more
    NEVER = "never"


class Unmoved(StrEnum):
    """Why what moved since the audit before cannot be told."""

    FIRST = "first"
    RULES = "rules"  # other rules, profile or thresholds: a move could be theirs


@dataclass(frozen=True, slots=True)
class Moves:
    """The checks that conclude otherwise than in the audit filed before, by name."""

    improved: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()  # concluded before, and not any more: never an improvement


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A hospital; `silent_after` in days, `expected` when the configuration names it."""

    name: str
    filings: tuple[Filing, ...]
    day: date
    silent_after: int = SILENT_AFTER
    expected: bool = True
    refused: tuple[Refused, ...] = ()  # since its last bundle was filed

    @property
    def latest(self) -> Filing | None:
        """The newest of its audits."""
        return self.filings[-1] if self.filings else None

    @property
    def age(self) -> int | None:
        """Days since its newest audit ended asking."""
        return (self.day - self.latest.summary.collected.date()).days if self.latest else None

    @property
    def word(self) -> Word:
        """Whether it gives news."""
        if self.age is None:
            return Word.NEVER
        return Word.SILENT if self.age > self.silent_after else Word.CURRENT

    @property
    def outcomes(self) -> dict[str, FiledOutcome]:
        """What its checks concluded, by name."""
        return {each.check: each for each in self.latest.summary.outcomes} if self.latest else {}

    @property
    def moves(self) -> Moves | Unmoved:
        """What moved between its two newest audits, where the same rules judged both."""
        if len(self.filings) <= 1:
            return Unmoved.FIRST
        before, after = (each.summary for each in self.filings[-2:])
        if not before.alike(after):
            return Unmoved.RULES
        old = {each.check: each.state for each in before.outcomes}
        new = {each.check: each.state for each in after.outcomes}
        known = [name for name in sorted(old) if name in new]
        return Moves(
            improved=tuple(n for n in known if (old[n], new[n]) == CONCLUDED[::-1]),
            worse=tuple(n for n in known if (old[n], new[n]) == CONCLUDED),
            lost=tuple(n for n in known if old[n] in CONCLUDED and new[n] is State.UNANSWERED),
        )


@dataclass(frozen=True, slots=True)
class Group:
    """A region on a day; its members by name, never by result."""

    name: str
    day: date
    members: tuple[Member, ...]

    @property
    def current(self) -> tuple[Member, ...]:
        """Those whose news counts."""
        return tuple(each for each in self.members if each.word is Word.CURRENT)

    def member(self, name: str) -> Member | None:
        """A hospital by its name."""
        return next((each for each in self.members if each.name == name), None)

    def others(self, name: str) -> tuple[Member, ...]:
        """Those whose news counts, but for one."""
        return tuple(each for each in self.current if each.name != name)


def build(
    name: str,
    filings: Iterable[Filing],
    refused: Iterable[Refused],
    expected: Mapping[str, int],
    day: date,
) -> Group:
    """The group of a region; `expected`: how many days of silence each hospital may keep."""
    filed: dict[str, list[Filing]] = {each: [] for each in expected}
    for each in filings:
        filed.setdefault(each.member, []).append(each)
    turned_away = list(refused)
    return Group(
        name,
        day,
        tuple(
            Member(
                name=member,
                filings=tuple(sorted(found, key=lambda each: each.number)),
                day=day,
                silent_after=expected.get(member, SILENT_AFTER),
                expected=member in expected,
                refused=tuple(
                    each
                    for each in turned_away
                    if each.member == member and not (found and each.at < found[-1].filed)
                ),
            )
            for member, found in sorted(filed.items())
        ),
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """A check that several hospitals do not satisfy; `evaluated`: where it concluded."""

    check: str
    question: str
    unsatisfied: int
    evaluated: int


def shared(members: Collection[Member]) -> list[Shared]:
    """The checks that at least two hospitals, and half of those where it concludes, fail."""
    told: dict[str, list[FiledOutcome]] = {}
    for member in members:
        for name, outcome in member.outcomes.items():
            if outcome.state in CONCLUDED:
                told.setdefault(name, []).append(outcome)
    found = [
        Shared(
            check=name,
            question=each[-1].question,
            unsatisfied=sum(one.state is State.UNSATISFIED for one in each),
            evaluated=len(each),
        )
        for name, each in told.items()
    ]
    several = 2
    common = [e for e in found if several <= e.unsatisfied and e.evaluated <= 2 * e.unsatisfied]
    return sorted(common, key=lambda each: (-each.unsatisfied, each.check))
