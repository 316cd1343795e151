"""What could not be compared, read or timed is never a pass."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.core.facts.effective import UNKNOWN_DELAY, SessionLock
from agent.core.facts.policy import Half, PolicyFolder, PolicyObject
from agent.core.outcomes import Outcome, Reason, State, Unanswered
from agent.core.sources import Facts
from agent.engine.judging import judge_check
from checks import registry
from checks.guide import thresholds
from tests.checks.policy_cases import DECLARING, PRESENT, folder, policy_object

LIMITS = dict(thresholds.load("guide-2013"))


def judged(check: str, folders: list[PolicyFolder], objects: list[PolicyObject]) -> Outcome:
    registry.load()
    known: dict[type[Any], Facts[Any] | Unanswered] = {
        PolicyFolder: Facts(folders),
        PolicyObject: Facts(objects),
    }
    outcome, _ = judge_check(registry.CHECKS[check], known, {}, LIMITS, date(2026, 11, 20))
    return outcome


@pytest.mark.parametrize(
    ("folders", "objects"),
    [
        ([folder(domain="other.lan")], [policy_object()]),
        ([folder(), folder(key="b", domain="other.lan")], [policy_object()]),
        ([folder()], [policy_object(version=None)]),
        ([folder(version=None)], [policy_object()]),
        ([folder(backup=True)], [policy_object()]),
    ],
    ids=["another domain", "one of another domain", "no count", "no version", "a backup"],
)
def test_versions_that_nothing_is_compared_with_are_no_pass(
    folders: list[PolicyFolder], objects: list[PolicyObject]
) -> None:
    assert judged("policy.out-of-step", folders, objects).state is State.UNANSWERED


def test_a_difference_is_told_beside_what_was_not_compared() -> None:
    folders = [folder(version=2), folder(key="b", domain="other.lan")]

    outcome = judged("policy.out-of-step", folders, [policy_object()])

    assert (outcome.state, outcome.findings) == (State.UNSATISFIED, 1)


@pytest.mark.parametrize(
    ("folders", "objects"),
    [
        ([folder(present=None)], [DECLARING]),
        ([folder(present=PRESENT, domain="other.lan")], [DECLARING]),
        ([folder(present=PRESENT, backup=True)], [DECLARING]),
        ([folder(present=(), unread=(("user", "a/User", "cannot be listed"),))], [DECLARING]),
        ([folder(present=(), unread=(("", "a", "cannot be listed"),))], [DECLARING]),
    ],
    ids=["an earlier audit", "another domain", "a backup", "a hidden half", "a hidden policy"],
)
def test_files_that_may_be_there_are_neither_missed_nor_taken_for_present(
    folders: list[PolicyFolder], objects: list[PolicyObject]
) -> None:
    assert judged("policy.files-missing", folders, objects).state is State.UNANSWERED


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"version": 0x1_0000}, 1),
        ({"version": 0x1}, 0),  # the user half was never written
        ({"version": None}, 1),
        ({"extensions": ((Half.USER, "{827D319E-6EAC-11D2-A4EA-00C04F79F83A}"),)}, 0),
        ({"extensions": ((Half.MACHINE, "{827D319E-6EAC-11D2-A4EA-00C04F79F83A}"),)}, 1),
        ({"extensions": ((Half.MACHINE, "{F3CCC681-B74C-4060-9F26-CD84525DCA2A}"),)}, 1),
        ({"extensions": ((Half.USER, "{B087BE9D-ED37-454F-AF9C-04291E351182}"),)}, 1),
        ({"extensions": ((Half.USER, "{00000000-0000-0000-0000-000000000000}"),)}, 0),
    ],
)
def test_a_file_is_expected_of_what_is_declared_and_was_written(
    told: dict[str, Any], missing: int
) -> None:
    found = replace(DECLARING, **told)
    assert judged("policy.files-missing", [folder(present=())], [found]).findings == missing


def test_a_policy_without_any_folder_lacks_its_files() -> None:
    other = folder(key="b", policy="{B}", present=())
    assert judged("policy.files-missing", [other], [DECLARING]).findings == 1


@pytest.mark.parametrize("hidden", ["", "secrets", "machine", "user"])
def test_passwords_that_a_damaged_file_may_hold_are_no_pass(hidden: str) -> None:
    damaged = folder(unread=((hidden, "Groups.xml", "byte 3"),))

    outcome = judged("policy.passwords", [damaged], [])

    assert (outcome.state, outcome.reason) == (State.UNANSWERED, Reason.COVERAGE)


def test_an_unreadable_version_hides_no_password() -> None:
    outcome = judged("policy.passwords", [folder(unread=(("version", "GPT.INI", "byte 0"),))], [])

    assert outcome.state is State.SATISFIED


@pytest.mark.parametrize(
    ("delays", "after"),
    [((300,), 300), ((300, 900), 900), ((UNKNOWN_DELAY, 300), None), ((UNKNOWN_DELAY,), None)],
)
def test_a_delay_that_nobody_knows_is_not_the_known_one(
    delays: tuple[int, ...], after: int | None
) -> None:
    told = SessionLock(
        source="ad",
        key="a",
        users=("u",),
        computers=("c",),
        enabled_users=1,
        enabled_computers=1,
        delays=delays,
    )

    assert (told.secure, told.after) == (True, after)
