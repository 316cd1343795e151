"""Medians over hospitals: the whole truth for who follows them, little enough for each of them.

A hospital is shown the others as one figure, of five at least, blunted: neither who is first nor
who is last, and no sum that one's own value could be taken from. Of an odd number the median is the
value of one of them; nothing says whose.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from agent.core.filings import FiledOutcome
from checks.guide.questions import SUBS
from reports.fleet.group import CONCLUDED, Member

FEWEST = 5  # other hospitals behind any figure that one of them is shown
_EXACT = 100  # from there on, two digits are shown of a figure about others
_PER = 1000  # a rate is a number of findings in a thousand examined


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of `count` values; None where there are too few to show one."""

    value: Fraction | None
    count: int


def median(values: Iterable[int]) -> Fraction | None:
    """The middle of values, halfway between the two that are in the middle of an even number."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return Fraction(ordered[half] + ordered[~half], 2)


def whole(values: Sequence[int]) -> Middle:
    """For who follows all hospitals, and sees each."""
    return Middle(median(values), len(values))


def shown(values: Sequence[int]) -> Middle:
    """For one of the hospitals, over the others: from five on, and in two digits."""
    found = median(values)
    if len(values) < FEWEST or found is None:
        return Middle(None, 0)
    return Middle(_blunt(found), len(values))


def _blunt(value: Fraction) -> Fraction:
    if abs(value) < _EXACT:
        return value
    step = 1
    while abs(value) >= _EXACT * step:
        step *= 10
    return Fraction(round(value / step) * step)


def over(members: Collection[Member], read: Callable[[Member], int | None]) -> list[int]:
    """The values of those that have one."""
    return [value for each in members if (value := read(each)) is not None]


def measure(id: str, unit: str) -> Callable[[Member], int | None]:
    """The figure that answers a sub-question, where it is in that unit."""

    def read(member: Member) -> int | None:
        for question in member.latest.summary.questions if member.latest else ():
            for each in question.answers:
                if each.id == id and each.measure and each.measure.unit == unit:
                    return each.measure.value
        return None

    return read


def measures(members: Collection[Member]) -> list[tuple[str, str]]:
    """Each (sub-question, unit) that some hospital gives a figure for, in the guide's order."""
    found = {
        (answer.id, answer.measure.unit)
        for member in members
        if member.latest
        for question in member.latest.summary.questions
        for answer in question.answers
        if answer.measure
    }
    order = list(SUBS)
    return sorted(found, key=lambda each: (order.index(each[0]), each[1]))


def satisfied(id: str) -> Callable[[Member], int | None]:
    """How many in a thousand of a question's evaluated checks are satisfied."""

    def read(member: Member) -> int | None:
        for each in member.latest.summary.questions if member.latest else ():
            if each.id == id and each.evaluated and not each.not_asked and not each.withheld:
                return each.satisfied * _PER // each.evaluated
        return None

    return read


def rate(check: str) -> Callable[[Member], int | None]:
    """How many findings a check made for a thousand that it examined."""

    def read(member: Member) -> int | None:
        return rated(member.outcomes.get(check))

    return read


def rated(outcome: FiledOutcome | None) -> int | None:
    """The same of one outcome; None where it does not conclude or examined nothing."""
    if outcome is None or outcome.state not in CONCLUDED:
        return None
    return outcome.findings * _PER // outcome.examined if outcome.examined else None
