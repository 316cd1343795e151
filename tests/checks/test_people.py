"""What needs persons is never satisfied on rolls that are too old, and still shows what it finds."""

from datetime import date, timedelta

import pytest

from agent.core.facts.people import Origin, Roll
from agent.core.facts.standing import AccountClass, Bridge, Standing
from agent.core.outcomes import Reason, State
from agent.core.sources import Facts
from agent.engine.judging import judge_check
from checks import registry
from checks.guide import thresholds
from tests.checks.case import Known
from tests.checks.cases import DAY, bridge, roll, standing

registry.load()
LIMITS = thresholds.load("guide-2013")
NEEDS_PERSONS = ("accounts.bridge", "accounts.orphan", "accounts.leaver")


@pytest.mark.parametrize("check", NEEDS_PERSONS)
@pytest.mark.parametrize(("days", "state"), [(35, State.SATISFIED), (36, State.UNANSWERED)])
def test_a_roll_may_be_35_days_old(check: str, days: int, state: State) -> None:
    rolls = [roll(), roll(key="internes", extracted_on=DAY - timedelta(days))]
    known: Known = {
        Bridge: Facts([bridge()]),
        Standing: Facts([standing("a", AccountClass.PERSON)]),
        Roll: Facts(rolls),
    }
    outcome, _ = judge_check(registry.CHECKS[check], known, {}, LIMITS, DAY)

    assert outcome.state is state
    assert outcome.reason is (Reason.STALE if days > 35 else None)
    assert outcome.detail == ("internes 2026-10-15" if days > 35 else "")


@pytest.mark.parametrize(
    ("origins", "interns", "externals"),
    [
        ((Origin.STAFF,), False, False),
        ((Origin.STAFF, Origin.INTERN), True, False),
        ((Origin.STAFF, Origin.AGENCY), False, True),
        ((Origin.STAFF, Origin.STUDENT, Origin.CONTRACTOR), False, True),
    ],
)
def test_what_the_rolls_do_not_hold_is_said(
    origins: tuple[Origin, ...], *, interns: bool, externals: bool
) -> None:
    known: Known = {
        Roll: Facts([roll(key=each.value, origin=each) for each in origins]),
        Standing: Facts(
            [standing("a", AccountClass.ORPHAN), standing("b", AccountClass.ORPHAN, enabled=False)]
        ),
    }
    _, (found,) = judge_check(
        registry.CHECKS["people.population-missing"], known, {}, LIMITS, date(2026, 11, 20)
    )
    told = found.values["interns"], found.values["externals"], found.values["orphans"]
    assert told == (interns, externals, 1)
