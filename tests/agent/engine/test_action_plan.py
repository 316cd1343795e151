"""What is said to be done is compared with audits that came after, and with those alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from agent.core.findings import Finding, Severity, Subject
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Outcome, Reason, Role, State
from agent.core.plans import ActionState, Planned
from agent.core.sources import Ground
from agent.engine.action_plan import Seen, Word, actions

RUN = 4
STATES: dict[str, dict[str, Any]] = {
    "bad": {"state": State.UNSATISFIED, "findings": 2},
    "good": {"state": State.SATISFIED},
    "none": {"state": State.NOT_APPLICABLE, "reason": Reason.NONE_OF_KIND},
    "silent": {"state": State.UNANSWERED, "reason": Reason.TIMEOUT},
}


def judged(*found: tuple[str, Severity, int], **outcomes: str) -> Judgement:
    """A judgement: what each check concluded, and findings as (check, severity, how many)."""
    told = {check.replace("__", ".").replace("_", "-"): how for check, how in outcomes.items()}
    return Judgement(
        run=RUN,
        judged_at=datetime(2026, 11, 23, tzinfo=UTC),
        as_of=date(2026, 11, 23),
        profile="guide-2013",
        thresholds=(),
        outcomes=tuple(
            replace(
                Outcome(
                    check=check,
                    question="Q3",
                    sub_question="3a",
                    role=Role.INFORMS,
                    state=State.SATISFIED,
                    ground=Ground.LIVE,
                ),
                **STATES[how],
            )
            for check, how in told.items()
        ),
        findings=tuple(
            JudgedFinding(
                check=check,
                finding=Finding(
                    severity=severity, about=Subject("account", "ad", str(number), str(number))
                ),
                waiver="active:2026-12-31:3" if number else None,
            )
            for check, severity, count in found
            for number in range(count)
        ),
    )


def word(check: str, state: ActionState, run: int) -> dict[str, Word]:
    planned = Planned(check=check, state=state, person="M. Lenoir", due=None, run=run)
    return {check: Word(9, planned, "")}


FOUND = ("accounts.dormant", Severity.GAP, 2)


@pytest.mark.parametrize(
    ("how", "state", "run", "seen"),
    [
        ("bad", ActionState.DONE, RUN, Seen.WAITING),
        ("bad", ActionState.DONE, RUN - 1, Seen.STILL_FOUND),
        ("good", ActionState.DONE, RUN, Seen.WAITING),
        ("good", ActionState.DONE, RUN - 1, Seen.VERIFIED),
        ("none", ActionState.DONE, RUN - 1, Seen.VERIFIED),
        ("silent", ActionState.DONE, RUN - 1, Seen.SILENT),
        ("bad", ActionState.DOING, RUN - 1, Seen.FOUND),
        ("bad", ActionState.REFUSED, RUN - 1, Seen.FOUND),
        ("good", ActionState.TO_DO, RUN - 1, Seen.GONE),
        ("silent", ActionState.TO_DO, RUN - 1, Seen.SILENT),
    ],
)
def test_a_word_is_verified_by_the_next_audit(
    how: str, state: ActionState, run: int, seen: Seen
) -> None:
    found = [FOUND] if how == "bad" else []

    (action,) = actions(judged(*found, accounts__dormant=how), word("accounts.dormant", state, run))

    assert action.seen is seen


def test_what_is_neither_found_nor_planned_is_no_action() -> None:
    assert actions(judged(accounts__dormant="good", accounts__orphan="silent"), {}) == []


def test_quick_wins_first_then_the_gravest_then_the_most_numerous() -> None:
    judgement = judged(
        ("accounts.dormant", Severity.GAP, 2),
        ("accounts.leaver", Severity.WATCH, 1),
        ("accounts.leaver", Severity.SERIOUS, 1),
        ("accounts.orphan", Severity.GAP, 3),
        ("accounts.administrator-used", Severity.WATCH, 1),
        accounts__dormant="bad",
        accounts__leaver="bad",
        accounts__orphan="bad",
        accounts__administrator_used="bad",
        accounts__several="good",
        accounts__privileged_generic="good",
    )
    words = word("accounts.several", ActionState.DONE, RUN - 1)
    words |= word("accounts.privileged-generic", ActionState.DONE, RUN - 1)

    found = actions(judgement, words)

    assert [(each.check, each.severity, each.findings, each.waived) for each in found] == [
        ("accounts.administrator-used", Severity.WATCH, 1, 0),
        ("accounts.leaver", Severity.SERIOUS, 2, 0),
        ("accounts.orphan", Severity.GAP, 3, 2),
        ("accounts.dormant", Severity.GAP, 2, 1),
        ("accounts.privileged-generic", None, 0, 0),
        ("accounts.several", None, 0, 0),
    ]
    assert found[0].quick_wins == ("P9",)
