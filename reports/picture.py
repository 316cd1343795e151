"""What stands beside the bridge: by unit, by age, over the runs, and on maturity scales."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.core.facts.standing import TO_EXPLAIN, AccountClass, Standing
from checks.guide import maturity
from reports.view import View

SMALLEST = 10  # persons of a unit that is told apart; fewer could be recognised one by one
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
            name = (each.unit or "").strip() or None
            _count(found.setdefault(name, Unit(name)), each)
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
    late = view.outcome("accounts.leaver-disabled-late")
    days = late.measure.value if late and late.measure else None
    return [
        maturity.generic_share(view.bridge.generic, view.bridge.nominative_accounts),
        maturity.departure_delay(days),
    ]
