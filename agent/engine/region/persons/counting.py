"""Counts the persons of a group once, by their numbers alone; what only looks alike stays apart."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from agent.engine.region.persons.delivery import Delivery, Record
from agent.engine.region.refusals import NotAlike

Entry = tuple[str, Record]  # a hospital, and somebody it knows


@dataclass(frozen=True, slots=True)
class Counted:
    """What a group's deliveries add up to; `lines`: their persons, each hospital by itself.

    `by_hospitals` holds, for a number of hospitals, how many persons with a number are in the rolls
    of that many; `pairs` the same for two hospitals. `alike` is by how many the count would be
    smaller if those of the same birth were the same persons; `disagreeing` how many lines share a
    number, and not their birth or given name. `accounts` is how many holders of accounts in no roll
    bear the number of a person of another hospital.
    """

    lines: int
    persons: int
    by_hospitals: Mapping[int, int]
    pairs: Mapping[tuple[str, str], int]
    alike: int
    disagreeing: int
    without: int
    accounts: int


class Group:
    """The deliveries of one count, and who of them is who."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        self.deliveries = sorted(deliveries, key=lambda each: each.site)
        _refuse_unlike(self.deliveries)
        self.by_number: dict[str, list[Entry]] = defaultdict(list)
        self.by_traits: dict[str, list[Entry]] = defaultdict(list)
        for each in self.deliveries:
            for record in each.records:
                if record.number:
                    self.by_number[record.number].append((each.site, record))
                if record.traits:
                    self.by_traits[record.traits].append((each.site, record))

    def disagrees(self, number: str) -> bool:
        """Whether people of another birth or given name bear a number: somebody's is wrong."""
        entries = [each for _, each in self.by_number[number]]
        born = {each.traits for each in entries if each.traits}
        given = {each.given for each in entries if each.given}
        return len(born) > 1 or len(given) > 1

    def counted(self) -> Counted:
        """Count."""
        by_hospitals, pairs = Counter[int](), Counter[tuple[str, str]]()
        disagreeing = accounts = 0
        for number, entries in self.by_number.items():
            here = [site for site, each in entries if each.present]
            if self.disagrees(number):
                disagreeing += len(here)
                by_hospitals[1] += len(here)
                continue
            if here:
                by_hospitals[len(here)] += 1
                accounts += len(entries) - len(here)
            pairs.update(combinations(here, 2))
        lines = sum(each.persons for each in self.deliveries)
        return Counted(
            lines=lines,
            persons=lines - sum((times - 1) * of for times, of in by_hospitals.items() if times),
            by_hospitals=dict(sorted(by_hospitals.items())),
            pairs=pairs,
            alike=sum(map(self._fewer, self.by_traits.values())),
            disagreeing=disagreeing,
            without=sum(each.without for each in self.deliveries),
            accounts=accounts,
        )

    def _fewer(self, entries: Iterable[Entry]) -> int:
        """How many fewer people one birth could stand for; two numbers are two people."""
        here = [each for _, each in entries if each.present]
        numbered = {each.number for each in here if each.number}
        nameless = sum(1 for each in here if not each.number)
        return len(numbered) + nameless - max(len(numbered), 1) if here else 0


def _refuse_unlike(deliveries: Sequence[Delivery]) -> None:
    """Raise NotAlike when files are of two counts, or two of one hospital."""
    first = deliveries[0]
    for each in deliveries[1:]:
        if each.of != first.of:
            raise NotAlike(
                "other_count",
                site=each.site,
                found=f"{each.count}, {each.day}",
                known=f"{first.count}, {first.day}",
            )
    for one, other in pairwise(deliveries):
        if one.site == other.site:
            raise NotAlike("twice", site=one.site)
