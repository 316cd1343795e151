"""The bridge of question 3a: from persons to nominative accounts, every step a count."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from agent.core.facts.standing import AccountClass, Bridge, Standing
from checks.derive.reconciliation.registry import Holder, Registry

_WITH_A_PERSON = {AccountClass.PERSON, AccountClass.EXTERNAL}


def bridge(
    standings: Iterable[tuple[Standing, Holder | None]], registry: Registry, as_of: date
) -> Bridge:
    """Count each step over enabled nominative accounts."""
    enabled = 0
    classes: Counter[AccountClass] = Counter()
    held: defaultdict[Holder, Counter[bool]] = defaultdict(Counter)
    for standing, holder in standings:
        enabled += standing.enabled
        if not standing.nominative:
            continue
        classes[standing.account_class] += 1
        if holder is not None and standing.account_class in _WITH_A_PERSON:
            held[holder][standing.secondary] += 1
    twins = sum(_beyond_first(each)[0] for each in held.values())
    several = sum(_beyond_first(each)[1] for each in held.values())
    present = [holder for holder in registry.holders if holder.active_on(as_of)]
    by_roll = Counter(
        roll
        for holder in present
        for roll in {each.source for each in holder.persons if each.active_on(as_of)}
    )
    return Bridge(
        source="",
        key="bridge",
        persons=len(present),
        persons_by_roll=tuple(sorted(by_roll.items())),
        persons_with_account=len(held),
        enabled_accounts=enabled,
        nominative_accounts=sum(classes.values()),
        secondary=twins,
        several=several,
        pending=classes[AccountClass.PENDING],
        leavers=classes[AccountClass.LEAVER],
        orphans=classes[AccountClass.ORPHAN],
        ambiguous=classes[AccountClass.AMBIGUOUS],
    )


def _beyond_first(accounts: Counter[bool]) -> tuple[int, int]:
    """(twins, further ordinary accounts) once one account stands for the person."""
    ordinary, twins = accounts[False], accounts[True]
    return (twins, ordinary - 1) if ordinary else (twins - 1, 0)
