"""What a derivation expected and did not see: missing from everything that it yields."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from agent.core.facts import Fact, Family, fact
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Missing, Outcome, Reason, Role
from agent.core.signature import read
from agent.core.sources import Completeness, Facts
from agent.engine.judging import judge
from checks.registry import Check, Derivation

ATTIC = Missing("attic", Reason.NO_SOURCE)


@fact("test_stove", Family.STATE)
class Stove(Fact):
    pass


@fact("test_heat", Family.DERIVED)
class Heat(Fact):
    pass


@fact("test_smoke", Family.DERIVED)
class Smoke(Fact):
    pass


def expecting(stoves: Facts[Stove]) -> Iterator[Heat | Smoke | Missing]:
    yield ATTIC
    for each in stoves:
        yield Heat(source=each.source, key=each.key)
    yield ATTIC


def blind(stoves: Facts[Stove]) -> Iterator[Heat | Missing]:
    yield ATTIC


def quiet(heats: Facts[Heat]) -> Findings:
    yield from (Finding.on(each, Severity.GAP) for each in heats if each.key == "burning")


def judged(function: Any, *stoves: str, missing: tuple[Missing, ...] = ()) -> tuple[Any, Outcome]:
    facts = Facts([Stove(source="hall", key=key) for key in stoves], missing=missing)
    made = judge(
        {Stove: facts}, {}, {}, date(2026, 11, 20),
        checks=[Check("heats.quiet", "9a", Role.DECIDES, quiet, read(quiet))],
        derivations=[Derivation("heats", function, read(function))],
    )  # fmt: skip
    (outcome,) = made.outcomes
    return made.populations, outcome


def test_it_is_missing_from_all_that_is_yielded_once_with_what_was_missing_before() -> None:
    hall = Missing("hall 2", Reason.DENIED)

    populations, outcome = judged(expecting, "a", missing=(hall,))

    for kind, keys in ((Heat, ["a"]), (Smoke, [])):
        made = populations[kind]
        assert [each.key for each in made.items] == keys
        assert made.missing == (ATTIC, hall)
        assert made.completeness is Completeness.PARTIAL
    assert (outcome.state, outcome.reason) == ("unanswered", "no_source")
    assert (outcome.expected, outcome.examined, outcome.missing) == (3, 1, (ATTIC, hall))


def test_a_finding_stands_beside_it() -> None:
    _, outcome = judged(expecting, "burning")

    assert (outcome.state, outcome.findings, outcome.expected) == ("unsatisfied", 1, 2)
    assert outcome.missing == (ATTIC,)
    assert outcome.completeness is Completeness.PARTIAL


def test_a_derivation_that_saw_nothing_leaves_its_checks_unanswered_for_that_reason() -> None:
    _, outcome = judged(blind, "a")

    assert (outcome.state, outcome.reason, outcome.expected) == ("unanswered", "no_source", 1)
