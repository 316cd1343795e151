"""By unit, by age and over the runs: the same bridge, cut otherwise."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from agent.core.facts.standing import AccountClass, Bridge, Standing
from agent.core.judgements import Judgement
from agent.core.outcomes import Outcome, Role, State
from agent.core.runs import RunRecord, RunState
from checks.derive.reconciliation.totals import Totals
from reports.picture import SMALLEST, levels, units
from reports.view import View
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


def test_one_unit_spelt_in_two_ways_is_one() -> None:
    staff = [account(n, "Urgences", AccountClass.PERSON) for n in range(SMALLEST)]
    stray = account(99, "URGENCES ", AccountClass.ORPHAN)  # as the directory writes it

    assert [(each.name, each.accounts, each.unexplained) for each in units([*staff, stray])] == [
        ("Urgences", SMALLEST + 1, 1)
    ]


_TODAY = date(2026, 11, 20)


def delay(state: State, *standings: Standing, **closings: date) -> tuple[int | None, int | None]:
    """Value and level of the delay after a departure, over these accounts."""
    late = Outcome(
        check="accounts.leaver-disabled-late", question="3", sub_question="3a",
        role=Role.INFORMS, state=state,
    )  # fmt: skip
    bridge = Bridge(
        source="", key="bridge", persons=0, persons_by_roll=(), persons_with_account=0,
        enabled_accounts=0, nominative_accounts=0, secondary=0, several=0, pending=0, leavers=0,
        orphans=0, ambiguous=0,
    )  # fmt: skip
    began = datetime(2026, 11, 20, 8, tzinfo=UTC)
    view = View(
        run=RunRecord(
            run=1, site="x", state=RunState.ENDED, started=began, as_of=_TODAY, profile="guide"
        ),
        judgement=Judgement(
            run=1, judged_at=began, as_of=_TODAY, profile="guide", thresholds=(), outcomes=(late,)
        ),
        units=(),
        bridge=bridge,
        standings=standings,
        rolls=(),
        closings={("ad", key.removeprefix("a")): day for key, day in closings.items()},
    )
    _, found = levels(view)
    return found.value, found.level


def test_an_account_still_open_weighs_on_the_delay() -> None:
    shut = account(1, None, AccountClass.LEAVER, enabled=False, ended=date(2026, 11, 1))
    left = account(2, None, AccountClass.LEAVER, ended=date(2026, 8, 12))  # 100 days, still open
    long_ago = account(3, None, AccountClass.LEAVER, ended=date(2020, 1, 1))
    expired = account(4, None, AccountClass.LEAVER, ended=date(2026, 8, 12), expired=True)
    closed = {"a1": date(2026, 11, 3)}

    assert delay(State.SATISFIED, shut, **closed) == (2, 4)
    assert delay(State.SATISFIED, shut, left, long_ago, expired, **closed) == (51, 1)
    assert delay(State.NOT_APPLICABLE, left) == (100, 1)


def test_a_delay_that_was_not_measured_has_no_level() -> None:
    left = account(2, None, AccountClass.LEAVER, ended=date(2026, 8, 12))
    shut = account(1, None, AccountClass.LEAVER, enabled=False, ended=date(2026, 11, 1))

    assert delay(State.UNANSWERED, left) == (None, None)  # no date of closing was read
    assert delay(State.NOT_APPLICABLE, shut) == (None, None)  # disabled on a day not known
    assert delay(State.NOT_APPLICABLE) == (None, None)
