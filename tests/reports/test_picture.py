"""By unit, by age and over the runs: the same bridge, cut otherwise."""

from collections import Counter
from datetime import date
from typing import Any

from agent.core.facts.standing import AccountClass, Standing
from checks.derive.reconciliation.totals import Totals
from reports.picture import SMALLEST, units
from tests.end_to_end.test_dishonest import Hospital


def account(number: int, unit: str | None, found: AccountClass, **more: Any) -> Standing:
    told: dict[str, Any] = {
        "source": "ad", "key": str(number), "login": f"a{number}", "enabled": True, "unit": unit,
        "account_class": found,
    }  # fmt: skip
    if found is AccountClass.PERSON:
        told |= {"person": str(number), "roll": "rh"}
    return Standing(**told | more)


def test_each_nominative_account_is_in_one_unit() -> None:
    staff = [account(n, "Urgences", AccountClass.PERSON) for n in range(SMALLEST)]
    few = [account(100 + n, "Chapelle", AccountClass.PERSON) for n in range(SMALLEST - 1)]
    others = [
        account(200, "Urgences", AccountClass.ORPHAN),
        account(201, None, AccountClass.LEAVER),
        account(202, "Urgences", AccountClass.GENERIC),
        account(203, "Urgences", AccountClass.ORPHAN, enabled=False),
    ]

    found = [
        (each.name, len(each.persons), each.accounts, each.unexplained)
        for each in units([*staff, *few, *others])
    ]

    assert found == [
        ("Urgences", SMALLEST, SMALLEST + 1, 1),
        ("", SMALLEST - 1, SMALLEST - 1, 0),  # could be recognised one by one
        (None, 0, 1, 1),
    ]


def test_ages_count_unexplained_accounts_by_creation() -> None:
    totals = Totals(date(2026, 11, 20))
    created = [date(2026, 11, 1), date(2026, 10, 1), date(2024, 1, 1), date(2010, 1, 1), None]
    for number, day in enumerate(created):
        totals.add(account(number, None, AccountClass.ORPHAN), None, day)
    totals.add(account(9, None, AccountClass.PERSON), None, date(2026, 11, 1))
    ages: Counter[str] = totals.ages

    assert ages == Counter(["month", "half-year", "three-years", "older", "unknown"])


def test_history_holds_the_runs_like_this_one(tmp_path: Any) -> None:
    hospital = Hospital(tmp_path)
    stranger = {"cn": "Xavier Dupont", "login": "xdupont", "sn": "Dupont", "givenName": "Xavier"}
    hospital.directory()
    first = hospital.audit()
    hospital.directory(stranger)
    second = hospital.audit()
    hospital.desk.edit("[[people]]", '[thresholds]\nprofile = "anssi-ad"\n[[people]]')
    third = hospital.audit()

    def unexplained(result: Any) -> list[int]:
        return [each["unexplained"] for each in result["reconciliation"]["history"]]

    assert unexplained(first) == [0]
    assert unexplained(second) == [0, 1]
    assert unexplained(third) == [1]  # another profile judges otherwise
