"""Counts of groups of persons, told so that no small group can be worked out from the others.

A group under `SMALLEST` is told with others. That alone is not enough: a reader takes the groups
told apart from the total, and knows that what is left is made of small ones. Groups are joined
until each of them could have several sizes, as far as anybody can tell who knows this rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SMALLEST = 10  # persons
_POSSIBLE = 3  # sizes that each joined group might have, at the least


@dataclass(frozen=True, slots=True)
class Group:
    """Names told together, and how many persons they hold in all."""

    names: tuple[str, ...]
    count: int


def told(counts: Iterable[tuple[str, int]]) -> list[Group]:
    """The groups to tell, largest first, those that were joined last; empty ones are left out.

    The counts add up to what they did. Nothing is told of fewer than `SMALLEST` in all.
    """
    ordered = sorted((each for each in counts if each[1]), key=lambda each: (-each[1], each[0]))
    if sum(count for _, count in ordered) < SMALLEST:
        return []
    apart = [each for each in ordered if each[1] >= SMALLEST]
    joined = ordered[len(apart) :]
    while joined and apart and not _hidden([count for _, count in joined], apart[-1][1]):
        joined.insert(0, apart.pop())
    groups = [Group((name,), count) for name, count in apart]
    if joined:
        names = tuple(sorted(name for name, _ in joined))
        groups.append(Group(names, sum(count for _, count in joined)))
    return groups


def _hidden(counts: Sequence[int], largest: int) -> bool:
    """Whether each small one of the joined could have `_POSSIBLE` sizes, their total being told.

    `largest` is what the joined ones that are not small hold at the most: the least told apart.
    """
    total = sum(counts)
    ranges = [(1, SMALLEST - 1) if each < SMALLEST else (SMALLEST, largest) for each in counts]
    lowest, highest = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return total >= SMALLEST and all(
        min(high, total - (lowest - low)) - max(low, total - (highest - high)) + 1 >= _POSSIBLE
        for low, high in ranges
        if high < SMALLEST
    )
