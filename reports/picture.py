"""What stands beside the bridge: by unit, by age, over the runs, and on maturity scales."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.core.facts.standing import TO_EXPLAIN, AccountClass, Standing
from agent.core.outcomes import State
from checks.guide import maturity
from reports.view import View

SMALLEST = 10  # persons of a unit that is told apart; fewer could be recognised one by one
_YEAR = 365  # days: departures that the delay is measured over
_OF_A_PERSON = {AccountClass.PERSON, AccountClass.EXTERNAL}


@dataclass(slots=True)
class Unit:
    """Enabled nominative accounts of a unit; `name` None: no unit known, "": small units together.

    The unit is that of the person, else the department that the account bears.
    """

    name: str | None
    accounts: int = 0
    unexplained: int = 0
    persons: set[tuple[str | None, str]] = field(default_factory=set)


def units(standings: Iterable[Standing]) -> list[Unit]:
    """The bridge unit by unit, those with most to explain first; small ones together, last."""
    found: dict[str | None, Unit] = {}
    for each in standings:
        if each.nominative:
            name = " ".join((each.unit or "").split()) or None
            spelt = name and name.casefold()  # a roll and a directory write one unit differently
            _count(found.setdefault(spelt, Unit(name)), each)
    unknown = found.pop(None, None)
    apart = [unit for unit in found.values() if len(unit.persons) >= SMALLEST]
    rest = Unit("")
    for unit in found.values():
        if len(unit.persons) < SMALLEST:
            rest.accounts += unit.accounts
            rest.unexplained += unit.unexplained
            rest.persons |= unit.persons
    apart.sort(key=lambda unit: (-unit.unexplained, -unit.accounts, unit.name or ""))
    return [*apart, *([rest] if rest.accounts else []), *([unknown] if unknown else [])]


def _count(unit: Unit, standing: Standing) -> None:
    unit.accounts += 1
    unit.unexplained += standing.account_class in TO_EXPLAIN
    if standing.person and standing.account_class in _OF_A_PERSON:
        unit.persons.add((standing.roll, standing.person))


def levels(view: View) -> list[maturity.Standing]:
    """The maturity scales; nothing when accounts were not reconciled."""
    if view.bridge is None:
        return []
    return [
        maturity.generic_share(view.bridge.generic, view.bridge.nominative_accounts),
        maturity.departure_delay(_mean_delay(view)),
    ]


def _mean_delay(view: View) -> int | None:
    """Mean days, rounded up, from a departure to the account's closing; None: not measured."""
    late = view.outcome("accounts.leaver-disabled-late")
    if late is None or late.state is State.UNANSWERED:
        return None  # no date of closing was read, or the roll is too old to tell who left
    delays = list(_delays(view))
    return -(-sum(delays) // len(delays)) if delays else None


def _delays(view: View) -> Iterator[int]:
    """Of each account of a person who left within a year; one still open counts up to today.

    Without the open ones, a hospital that closed a single account at once would stand highest.
    """
    as_of = view.judgement.as_of
    for each in view.standings:
        if each.account_class is not AccountClass.LEAVER or not each.ended:
            continue
        if (as_of - each.ended).days > _YEAR:
            continue
        closed = view.closings.get((each.source, each.key))
        if each.enabled and not each.expired:
            yield (as_of - each.ended).days
        elif closed:
            yield max((closed - each.ended).days, 0)
