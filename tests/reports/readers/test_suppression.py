"""No small group can be found in what is told, by anybody who knows the rule and the total."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.readers.suppression import SMALLEST, Group, told

COUNTS = st.lists(st.integers(0, 60), max_size=12)


def named(counts: tuple[int, ...]) -> list[tuple[str, int]]:
    return [(chr(ord("a") + place), count) for place, count in enumerate(counts)]


@given(COUNTS)
def test_nothing_small_is_told_and_nothing_is_lost(counts: list[int]) -> None:
    groups = told(named(tuple(counts)))

    assert all(group.count >= SMALLEST for group in groups)
    if sum(counts) >= SMALLEST:
        assert sum(group.count for group in groups) == sum(counts)
        names = [name for group in groups for name in group.names]
        assert sorted(names) == [name for name, count in named(tuple(counts)) if count]
    else:
        assert groups == []


@pytest.mark.parametrize(("groups", "largest"), [(2, 25), (3, 24), (4, 13)])
def test_every_hospital_that_reads_alike_gives_a_joined_group_several_sizes(
    groups: int, largest: int
) -> None:
    """All the hospitals there could be, by what is told of them: subtraction finds nothing."""
    alike: dict[tuple[Group, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(largest + 1), repeat=groups):
        alike[tuple(told(named(counts)))].append(counts)
    found = [
        {counts[ord(name) - ord("a")] for counts in hospitals}
        for published, hospitals in alike.items()
        for group in published
        if len(group.names) > 1
        for name in group.names
    ]

    assert len(found) >= 50
    assert min(map(len, found)) > 1


def test_one_small_group_is_joined_to_the_next() -> None:
    groups = told([("Chapelle", 4), ("Urgences", 30), ("Bloc", 14)])

    assert [(group.names, group.count) for group in groups] == [
        (("Urgences",), 30),
        (("Bloc", "Chapelle"), 18),
    ]
