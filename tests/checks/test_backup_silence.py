"""Where a source of backups did not answer, no machine is accused of having none."""

from datetime import date
from typing import Any

import pytest

from agent.core.facts.backups import BackupJob, JobRhythm, SystemBackup
from agent.core.facts.computers import Computer
from agent.core.facts.restores import SystemSheets
from agent.core.outcomes import Missing, Outcome, Reason, State, Unanswered
from agent.core.sources import Facts
from agent.engine.judging import derive, judge_check
from checks import registry
from checks.guide import thresholds
from tests.checks.backup_cases import rhythm, system, vital
from tests.checks.derive.test_backups import job, server

LIMITS = dict(thresholds.load("guide-2013"))
DAY = date(2026, 11, 20)
OTHER = Missing("veeam: *.json", Reason.UNREACHABLE)
LINES = Missing("bacula.log: 3 lines", Reason.COVERAGE)
ACCUSED: dict[str, dict[type[Any], Any]] = {
    "backups.none": {SystemBackup: system(known_by=("directory",), runs=0, saved=None)},
    "backups.old": {SystemBackup: system(saved=None, whole=None)},
    "backups.never-whole": {SystemBackup: system(poor=3)},
    "backups.silent": {JobRhythm: rhythm(last=rhythm().last.replace(day=2))},
    "backups.restore-untried": {SystemBackup: vital(restored=None)},
    "backups.restore-slow": {SystemBackup: vital(restore_minutes=None)},
}


def judged(check: str, gap: Missing) -> Outcome:
    registry.load()
    ((kind, fact),) = ACCUSED[check].items()
    known = {kind: Facts([fact], missing=(gap,))}
    return judge_check(registry.CHECKS[check], known, {}, LIMITS, DAY)[0]


@pytest.mark.parametrize("check", ACCUSED)
def test_what_another_source_may_have_told_is_no_accusation(check: str) -> None:
    outcome = judged(check, OTHER)

    assert (outcome.state, outcome.reason) == (State.UNANSWERED, Reason.UNREACHABLE)
    assert outcome.missing == (OTHER,)


@pytest.mark.parametrize("check", ACCUSED)
def test_lines_that_could_not_be_read_hide_no_finding(check: str) -> None:
    outcome = judged(check, LINES)

    assert (outcome.state, outcome.findings) == (State.UNSATISFIED, 1)
    assert outcome.missing == (LINES,)


def test_a_directory_that_did_not_answer_leaves_no_server_out_in_silence() -> None:
    registry.load()
    gone = Missing("ad: dc1", Reason.TIMEOUT)
    for directory, state in (
        (Facts([server("srv-web")]), State.SATISFIED),
        (Unanswered(Reason.TIMEOUT, "", (gone,)), State.UNANSWERED),
    ):
        told: dict[type[Any], Any] = {BackupJob: Facts([job("srv-web")]), Computer: directory}
        known = derive(told, {}, LIMITS, DAY, [registry.DERIVATIONS["backups.systems"]])
        assert isinstance(systems := known[SystemBackup], Facts)
        outcome, _ = judge_check(registry.CHECKS["backups.old"], known, {}, LIMITS, DAY)

        assert outcome.state is state
        assert [each.target for each in systems.missing] == ["ad: dc1"] * (
            state is State.UNANSWERED
        )


SHEET: dict[str, Any] = {"restored": None, "sheet_restored": date(2026, 11, 2)}


@pytest.mark.parametrize(
    ("systems", "state", "findings"),
    [
        ([vital(**SHEET)], State.UNANSWERED, 0),
        ([vital("a"), vital("b", **SHEET)], State.UNANSWERED, 0),
        ([vital("a", restored=None), vital("b", **SHEET)], State.UNSATISFIED, 1),
        ([vital(restored=None, sheet_restored=date(2025, 11, 19))], State.UNSATISFIED, 1),
        ([vital(restored=None, sheet_restored=date(2025, 11, 20))], State.UNANSWERED, 0),
        ([system("a", restored=None), system("b", **SHEET)], State.UNANSWERED, 0),
        ([system("a"), system("b", **SHEET)], State.SATISFIED, 0),
    ],
)
def test_a_sheet_shows_no_restore_and_accuses_of_none(
    systems: list[SystemBackup], state: State, findings: int
) -> None:
    registry.load()
    known: dict[type[Any], Any] = {SystemBackup: Facts(systems)}
    outcome, _ = judge_check(registry.CHECKS["backups.restore-untried"], known, {}, LIMITS, DAY)

    assert (outcome.state, outcome.findings) == (state, findings)


@pytest.mark.parametrize(
    ("minutes", "others", "state"),
    [
        (95, [], State.UNANSWERED),
        (None, [], State.UNSATISFIED),
        (95, [vital("b", restore_minutes=300)], State.UNSATISFIED),
        (95, [vital("b", restore_minutes=30)], State.UNANSWERED),
    ],
)
def test_the_time_that_a_sheet_tells_is_a_word(
    minutes: int | None, others: list[SystemBackup], state: State
) -> None:
    registry.load()
    told = vital(restore_minutes=None, sheet_minutes=minutes, **SHEET)
    known: dict[type[Any], Any] = {SystemBackup: Facts([told, *others])}
    outcome, found = judge_check(registry.CHECKS["backups.restore-slow"], known, {}, LIMITS, DAY)

    assert outcome.state is state
    assert [each.about.key for each in found] == ["b" if others else "srv-dpi"] * (
        state is State.UNSATISFIED
    )


def test_a_sheet_that_tells_a_longer_restore_is_not_lost_behind_a_shorter_one() -> None:
    registry.load()
    # Four hours at most; a product shows 30 minutes, a sheet tells 300.
    known: dict[type[Any], Any] = {
        SystemBackup: Facts([vital(restore_minutes=30, sheet_minutes=300)])
    }
    outcome, found = judge_check(registry.CHECKS["backups.restore-slow"], known, {}, LIMITS, DAY)

    assert (outcome.state, found) == (State.UNANSWERED, [])
    assert [each.target for each in outcome.missing] == ["srv-dpi"]


def test_no_sheet_at_all_is_nothing_to_look_at() -> None:
    registry.load()
    check = registry.CHECKS["backups.restore-told-failed"]
    outcome, _ = judge_check(check, {SystemSheets: Facts()}, {}, LIMITS, DAY)

    assert outcome.state is State.NOT_APPLICABLE
