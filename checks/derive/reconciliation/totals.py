"""The bridge of question 3a: from persons to nominative accounts, every step a count."""

from collections import Counter, defaultdict
from datetime import date

from agent.core.facts.standing import (
    AGES,
    OLDER,
    TO_EXPLAIN,
    UNKNOWN_AGE,
    AccountClass,
    Bridge,
    Standing,
)
from checks.derive.reconciliation.registry import Holder, Registry

_WITH_A_PERSON = {AccountClass.PERSON, AccountClass.EXTERNAL}


class Totals:
    """Counts each step over enabled nominative accounts, one account after the other."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._enabled = 0
        self._generic = 0
        self._other_site = 0
        self.ages: Counter[str] = Counter()
        self._classes: Counter[AccountClass] = Counter()
        self._ordinary: dict[str, Counter[Holder]] = defaultdict(Counter)  # by source
        self._twins: Counter[Holder] = Counter()

    def add(self, standing: Standing, holder: Holder | None, created: date | None) -> None:
        """Count one account."""
        self._enabled += standing.enabled
        if not standing.nominative:
            generic = standing.account_class is AccountClass.GENERIC
            self._generic += standing.enabled and generic
            return
        self._classes[standing.account_class] += 1
        if standing.account_class in TO_EXPLAIN:
            self.ages[_age(created, self._as_of)] += 1
            self._other_site += standing.other_site
        if holder is not None and standing.account_class in _WITH_A_PERSON:
            held = self._twins if standing.secondary else self._ordinary[standing.source]
            held[holder] += 1

    def bridge(self, registry: Registry) -> Bridge:
        """The bridge over everything counted; of a person's accounts, one stands for them."""
        ordinary = set[Holder]().union(*self._ordinary.values())
        accounts = sum(each.total() for each in self._ordinary.values())
        places = sum(map(len, self._ordinary.values()))  # a person in a source
        holders = ordinary | self._twins.keys()
        alone = self._twins.keys() - ordinary  # an administrator's account only
        present = [holder for holder in registry.holders if holder.present]
        by_roll = Counter(
            roll for holder in present for roll in {each.source for each in holder.present}
        )
        return Bridge(
            source="",
            key="bridge",
            persons=len(present),
            persons_by_roll=tuple(sorted(by_roll.items())),
            persons_with_account=len(holders),
            enabled_accounts=self._enabled,
            nominative_accounts=self._classes.total(),
            secondary=self._twins.total() - len(alone),
            several=accounts - places,
            elsewhere=places - len(ordinary),
            pending=self._classes[AccountClass.PENDING],
            leavers=self._classes[AccountClass.LEAVER],
            orphans=self._classes[AccountClass.ORPHAN],
            ambiguous=self._classes[AccountClass.AMBIGUOUS],
            generic=self._generic,
            other_site=self._other_site,
            ages=tuple((code, self.ages[code]) for code in _CODES if self.ages[code]),
        )


_CODES = (*(code for _, code in AGES), OLDER, UNKNOWN_AGE)


def _age(created: date | None, as_of: date) -> str:
    if created is None:
        return UNKNOWN_AGE
    days = (as_of - created).days
    return next((code for below, code in AGES if days < below), OLDER)
