"""Every check concludes of pseudonyms what it concludes of names, and shows none of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import msgspec
import pytest

from agent.core.outcomes import Missing, Outcome, Reason, Unanswered
from agent.core.sources import Facts
from agent.engine.judging import judge_check
from agent.engine.masking import Mask, hider
from agent.engine.pseudonyms import masked
from checks import registry
from tests.checks.case import Known
from tests.checks.cases import CASES, DAY
from tests.contracts.test_checks import LIMITS

registry.load()
JUDGED = {each.kind for check in registry.CHECKS.values() for each in check.signature.populations}
# What tells nothing of anybody by itself: a text this short is in many others.
SHORT = 3


class Tokens(dict[str, str]):
    """Pseudonyms by text, as they were made."""

    def __call__(self, text: str) -> str:
        return self.setdefault(text, f"<{len(self)}>")


def hidden(known: Known, mask: Mask) -> Known:
    return {kind: masked(told, mask) for kind, told in known.items()}


def told(outcome: Outcome) -> dict[str, Any]:
    """All of an outcome but what may bear names: its gaps are counted by their reason."""
    plain = {each.name: getattr(outcome, each.name) for each in fields(outcome)}
    gaps = Counter(each.reason for each in plain.pop("missing"))
    del plain["detail"]
    return plain | {"gaps": gaps}


@pytest.mark.parametrize("kind", sorted(JUDGED, key=str))
def test_every_text_that_a_check_sees_can_be_hidden(kind: Any) -> None:
    assert callable(hider(kind))


@pytest.mark.parametrize("state", ["satisfied", "unsatisfied", "unanswered"])
@pytest.mark.parametrize("check", sorted(CASES))
def test_the_three_cases_under_pseudonyms(check: str, state: str) -> None:
    case = getattr(CASES[check], state)
    by_name, findings = judge_check(registry.CHECKS[check], case.known, case.earlier, LIMITS, DAY)

    tokens = Tokens()
    mask = Mask(tokens)
    known, earlier = hidden(case.known, mask), hidden(case.earlier, mask)
    again, found = judge_check(registry.CHECKS[check], known, earlier, LIMITS, DAY)

    assert told(again) == told(by_name)
    assert Counter(each.severity for each in found) == Counter(each.severity for each in findings)
    # A text that a class lets show in one field is no secret in another.
    given = (*known.values(), *earlier.values())
    facts = [each.items for each in given if isinstance(each, Facts)]
    names = {text for text in tokens if len(text) > SHORT} - set(texts(msgspec.to_builtins(facts)))
    assert not [text for text in texts(msgspec.to_builtins([again, found])) if text in names]


def texts(value: object) -> list[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value
    return [text for each in inside for text in texts(each)] if isinstance(inside, Iterable) else []


def test_what_is_missing_keeps_its_reason_alone() -> None:
    gaps = (Missing("CN=DUPONT Jeanne,OU=RH", Reason.COVERAGE), Missing("dc2", Reason.TIMEOUT))
    known = Unanswered(Reason.TIMEOUT, "dc2.chx.lan: no answer to jdupont", gaps)
    tokens = Tokens()

    again = masked(known, Mask(tokens))

    assert isinstance(again, Unanswered)
    assert (again.reason, again.detail) == (Reason.TIMEOUT, "")
    assert again.missing == (
        Missing("<0>", Reason.COVERAGE),
        Missing("<1>", Reason.TIMEOUT),
    )
    assert tokens == {gaps[0].target: "<0>", gaps[1].target: "<1>"}
