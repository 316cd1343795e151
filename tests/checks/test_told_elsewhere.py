"""What another check says of a machine is not said twice, and nothing passes for it."""

from datetime import date

import pytest

from agent.core.facts.inventory import Equipment
from agent.core.facts.park import ToldElsewhere
from agent.core.outcomes import Missing, Reason
from agent.core.sources import Completeness, Facts
from agent.engine.judging import judge_check
from checks import registry
from tests.checks.case import Known
from tests.checks.cases import OLD_DESK, OLD_SERVER, elsewhere
from tests.checks.inventory_cases import machine
from tests.contracts.test_checks import LIMITS

registry.load()
DAY = date(2026, 11, 20)
CARRIER = machine(support_over=True)
ALL_TOLD = {
    "computers.server-past-support": (OLD_SERVER, elsewhere("SRV1")),
    "computers.workstation-past-support": (OLD_DESK, elsewhere("PC1")),
    "inventory.hypervisor-past-support": (
        CARRIER, Facts([ToldElsewhere(source=CARRIER.source, key=CARRIER.key, by="host")]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("check", sorted(ALL_TOLD))
def test_where_all_are_told_elsewhere_nothing_is_said_of_them_here(check: str) -> None:
    only, told = ALL_TOLD[check]
    known: Known = {type(only): Facts([only]), ToldElsewhere: told}

    outcome, findings = judge_check(registry.CHECKS[check], known, {}, LIMITS, DAY)

    assert (outcome.state, outcome.reason) == ("not_applicable", "none_of_kind")
    assert (outcome.examined, findings) == (1, [])


@pytest.mark.parametrize("check", sorted(ALL_TOLD))
def test_what_was_not_seen_may_be_one_that_nothing_else_tells_of(check: str) -> None:
    only, told = ALL_TOLD[check]
    gap = Missing("dc2", Reason.DENIED)
    seen = Facts([only], completeness=Completeness.PARTIAL, missing=[gap])
    known: Known = {type(only): seen, ToldElsewhere: told}

    outcome, _ = judge_check(registry.CHECKS[check], known, {}, LIMITS, DAY)

    assert (outcome.state, outcome.reason) == ("unanswered", "denied")


def test_the_key_of_another_source_is_another_machine() -> None:
    """One that bears the same key elsewhere is not the one that was told of."""
    check = registry.CHECKS["inventory.hypervisor-past-support"]
    told = Facts([ToldElsewhere(source="ad", key=CARRIER.key, by="host")])

    outcome, findings = judge_check(
        check, {Equipment: Facts([CARRIER]), ToldElsewhere: told}, {}, LIMITS, DAY
    )

    assert (outcome.state, len(findings)) == ("unsatisfied", 1)
