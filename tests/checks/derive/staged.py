"""Persons, accounts and rolls as the tests of reconciliation write them, and what it makes."""

from datetime import date
from typing import Any

from agent.core.facts.accounts import Account
from agent.core.facts.decisions import Decision, Owner
from agent.core.facts.people import Origin, Person, Roll
from agent.core.facts.standing import Activity, Bridge, Standing
from agent.core.sources import Facts
from checks.derive.reconciliation.derivation import reconcile

DAY = date(2026, 11, 20)
DRAWN = date(2026, 11, 18)


def person(key: str, surname: str, given: str, **more: Any) -> Person:
    told: dict[str, Any] = {
        "source": "rh",
        "key": key,
        "origin": Origin.STAFF,
        "usage_name": surname,
        "given_names": given,
    }
    return Person(**told | more)


def account(
    login: str, surname: str | None = None, given: str | None = None, **more: Any
) -> Account:
    told: dict[str, Any] = {
        "source": "ad",
        "key": login,
        "login": login,
        "dn": f"CN={login},OU=Agents,DC=ch,DC=lan",
        "enabled": True,
        "sid": "S-1-5-21-1-2-3-1234",
        "surname": surname,
        "given_name": given,
        "created": date(2020, 1, 6),
    }
    return Account(**told | more)


def roll(name: str = "rh", origin: Origin = Origin.STAFF) -> Roll:
    return Roll(
        source=name,
        key=name,
        origin=origin,
        extracted_on=DRAWN,
        lines=1,
        persons=1,
        ended=1,
        has_end_dates=True,
        has_identifiers=True,
    )


def classed(
    accounts: list[Account],
    persons: list[Person],
    *,
    rolls: list[Roll] | None = None,
    activity: list[Activity] | None = None,
    decisions: list[Decision] | None = None,
    owners: list[Owner] | None = None,
) -> tuple[dict[str, Standing], Bridge]:
    made = list(
        reconcile(
            Facts(accounts), Facts(persons), Facts(rolls or [roll()]), Facts(activity or []),
            Facts(), Facts(decisions or []), Facts(owners or []), DAY, 31,
        )
    )  # fmt: skip
    standings = {each.login: each for each in made if isinstance(each, Standing)}
    (bridge,) = [each for each in made if isinstance(each, Bridge)]
    return standings, bridge
