"""Every check has been seen to pass, to find, and to stay without an answer."""

import pytest

from agent.core.judgements import JudgedFinding
from agent.engine.judging import judge_check
from checks import registry
from checks.guide import questions, thresholds
from reports.words import words
from tests.checks.cases import CASES, DAY

registry.load()
LIMITS = thresholds.load("guide-2013")


def test_every_check_has_its_cases() -> None:
    assert set(CASES) == set(registry.CHECKS)


@pytest.mark.parametrize("state", ["satisfied", "unsatisfied", "unanswered"])
@pytest.mark.parametrize("check", sorted(CASES))
def test_the_three_cases(check: str, state: str) -> None:
    case = getattr(CASES[check], state)

    outcome, findings = judge_check(registry.CHECKS[check], case.known, case.earlier, LIMITS, DAY)

    assert outcome.state == state, outcome
    assert len(findings) == case.findings


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("check", sorted(CASES))
def test_every_finding_can_be_said(check: str, language: str) -> None:
    case = CASES[check].unsatisfied
    _, findings = judge_check(registry.CHECKS[check], case.known, case.earlier, LIMITS, DAY)

    for finding in findings:
        sentence = words(language).finding(JudgedFinding(check=check, finding=finding))
        assert "{" not in sentence
        assert finding.about.label in sentence or check == "accounts.bridge"


def test_checks_bear_on_questions_of_the_guide() -> None:
    assert {check.sub_question for check in registry.CHECKS.values()} <= set(questions.SUBS)
    assert {check.question for check in registry.CHECKS.values()} <= set(questions.IDS)


def test_thresholds_are_all_known_and_all_sourced() -> None:
    signatures = [check.signature for check in registry.CHECKS.values()]
    signatures += [derivation.signature for derivation in registry.DERIVATIONS.values()]
    asked = {name for signature in signatures for name in signature.thresholds}
    # Fixed by the contract ahead of its checks: a configuration may hold it today.
    assert asked | {"log_retention_days"} == set(LIMITS)
    for profile in thresholds.PROFILES.values():
        assert all(each.source and each.unit for each in profile.values())


def test_every_profile_has_the_same_thresholds_in_the_same_units() -> None:
    units = {
        profile: {name: each.unit for name, each in told.items()}
        for profile, told in thresholds.PROFILES.items()
    }
    assert units.keys() == {"guide-2013", "anssi-ad"}
    assert units["anssi-ad"] == units["guide-2013"]


def test_a_profile_that_is_graver_sooner_than_it_warns_makes_no_sense() -> None:
    for profile in thresholds.PROFILES:
        told = thresholds.load(profile)
        for name in told:
            if name.endswith("_serious_days"):
                warns = name.replace("_serious_days", "_days")
                gap = name.replace("_serious_days", "_gap_days")
                low = told.get(warns, told.get(gap, told["never_used_grace_days"]))
                assert low <= told[name], (profile, name)


def test_the_guide_asks_ten_questions_in_sixteen_parts() -> None:
    assert tuple(f"Q{number}" for number in range(1, 11)) == questions.IDS
    assert len(questions.SUBS) == 16
    bad_when_yes = {name for name, sub in questions.SUBS.items() if sub.good == "no"}
    assert bad_when_yes == {"3a", "3b", "5a", "9a"}
