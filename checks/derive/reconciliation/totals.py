"""The bridge of question 3a: from persons to nominative accounts, every step a count."""

from collections import Counter
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
        self._ordinary: Counter[Holder] = Counter()
        self._places: set[tuple[Holder, str]] = set()
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
            held = self._twins if standing.secondary else self._ordinary
            held[holder] += 1
            if not standing.secondary:
                self._places.add((holder, standing.source))

    def bridge(self, registry: Registry) -> Bridge:
        """The bridge over everything counted; of a person's accounts, one stands for them."""
        holders = self._ordinary.keys() | self._twins.keys()
        alone = self._twins.keys() - self._ordinary.keys()  # an administrator's account only
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
            several=self._ordinary.total() - len(self._places),
            elsewhere=len(self._places) - len(self._ordinary),
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
