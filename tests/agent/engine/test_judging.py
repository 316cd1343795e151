"""Silence is never success: what is missing, empty, crashed or skipped is unanswered."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import pytest

from agent.core.facts import Fact, Family, fact
from agent.core.findings import Finding, Findings, Measured, Severity
from agent.core.outcomes import Measure, Missing, NotApplicable, Outcome, Reason, Role, Unanswered
from agent.core.signature import read
from agent.core.sources import (
    Completeness,
    Earlier,
    Facts,
    Ground,
    IfKnown,
    Known,
    Needs,
    Only,
    Whole,
)
from agent.engine.judging import derive, judge_check
from checks.registry import Check, Derivation

DAY = date(2026, 11, 20)
_HELD = "held by what says why"


@fact("test_lamp", Family.STATE)
class Lamp(Fact):
    lit: bool
    power: int | None = None


@fact("test_room", Family.STATE)
class Room(Fact):
    pass


@fact("test_glow", Family.DERIVED)
class Glow(Fact):
    pass


def lamp(key: str, *, lit: bool = True, power: int | None = 40) -> Lamp:
    return Lamp(source="hall", key=key, lit=lit, power=power)


def dark(lamps: Facts[Lamp]) -> Findings:
    for each in lamps:
        if not each.lit:
            yield Finding.on(each, Severity.GAP)


def run(
    function: Any, populations: dict[Any, Any], earlier: dict[Any, Any] | None = None
) -> tuple[Outcome, list[Finding]]:
    check = Check("lamps.dark", "9a", Role.DECIDES, function, read(function))
    return judge_check(check, populations, earlier or {}, {"least_power": 30}, DAY)


def test_all_seen_and_nothing_wrong_is_satisfied() -> None:
    outcome, findings = run(dark, {Lamp: Facts([lamp("a"), lamp("b")])})

    assert (outcome.state, outcome.expected, outcome.examined, findings) == ("satisfied", 2, 2, [])
    assert outcome.question == "Q9"


def test_a_finding_is_unsatisfied_and_counted() -> None:
    outcome, findings = run(dark, {Lamp: Facts([lamp("a"), lamp("b", lit=False)])})

    assert (outcome.state, outcome.findings) == ("unsatisfied", 1)
    assert findings[0].about.key == "b"


@pytest.mark.parametrize(
    ("population", "reason"),
    [
        (None, "no_source"),
        (Unanswered(Reason.DENIED, "refused", (Missing("hall", Reason.DENIED),)), "denied"),
        (Facts(), "empty"),
        (Facts([lamp("a")], missing=[Missing("hall 2", Reason.TIMEOUT)]), "timeout"),
    ],
)
def test_silence_is_unanswered(population: Any, reason: str) -> None:
    known = {} if population is None else {Lamp: population}

    outcome, _ = run(dark, known)

    assert (outcome.state, outcome.reason) == ("unanswered", reason)


def test_a_gap_beside_a_finding_stays_visible() -> None:
    lamps = Facts([lamp("a", lit=False)], missing=[Missing("hall 2", Reason.TIMEOUT)])

    outcome, _ = run(dark, {Lamp: lamps})

    assert (outcome.state, outcome.expected, outcome.examined) == ("unsatisfied", 2, 1)
    assert outcome.missing == (Missing("hall 2", Reason.TIMEOUT),)


def test_a_check_that_raises_is_not_green() -> None:
    def crashes(lamps: Facts[Lamp]) -> Findings:
        for each in lamps:
            yield Finding.on(each, Severity.GAP)
            raise ZeroDivisionError("oops")

    outcome, findings = run(crashes, {Lamp: Facts([lamp("a")])})

    assert (outcome.state, outcome.reason, findings) == ("unanswered", "failed", [])
    assert outcome.detail == "ZeroDivisionError: oops"


def test_a_check_that_looks_at_one_of_three_is_not_green() -> None:
    def lazy(lamps: Facts[Lamp]) -> Findings:
        for _ in lamps:
            return
        yield from ()

    outcome, _ = run(lazy, {Lamp: Facts([lamp("a"), lamp("b"), lamp("c")])})

    assert (outcome.state, outcome.reason, outcome.examined) == ("unanswered", "failed", 1)


def test_what_one_check_examined_is_no_other_checks_examination() -> None:
    def blind(lamps: Facts[Lamp]) -> Findings:
        yield from ()

    shared = {Lamp: Facts([lamp("a")])}
    run(dark, shared)
    outcome, _ = run(blind, shared)

    assert (outcome.state, outcome.examined) == ("unanswered", 0)


def test_needs_a_share_of_known_values_after_only() -> None:
    def weak(
        lamps: Annotated[Facts[Lamp], Only("lit"), Needs("power", share=0.9)], least_power: int
    ) -> Findings:
        for each in lamps:
            if each.power is not None and each.power < least_power:
                yield Finding.on(each, Severity.GAP)

    lit = [lamp(str(n), power=None if n == 0 else 40) for n in range(10)]
    unlit = [lamp("x", lit=False, power=None)]

    outcome, _ = run(weak, {Lamp: Facts(lit + unlit)})
    assert (outcome.state, outcome.expected) == ("satisfied", 10)

    outcome, _ = run(weak, {Lamp: Facts([lamp("y", power=None), *lit])})
    assert (outcome.state, outcome.reason, outcome.detail) == (
        "unanswered",
        "coverage",
        "power: 9 / 11",
    )

    telling = [replace(each, source="yard") for each in lit for _ in range(9)]
    outcome, _ = run(weak, {Lamp: Facts([lamp("y", power=None), *telling])})
    assert (outcome.state, outcome.detail) == ("unanswered", "hall: power: 0 / 1")


def weak(lamps: Annotated[Facts[Lamp], Only("lit"), Known("power")], least_power: int) -> Findings:
    for each in lamps:
        if (each.power or 0) < least_power:
            yield Finding.on(each, Severity.GAP)


def test_facts_that_do_not_tell_are_missing_from_that_check_alone() -> None:
    known = {Lamp: Facts([lamp("a"), lamp("b", power=None), lamp("c", lit=False, power=None)])}

    outcome, findings = run(weak, known)

    assert (outcome.state, outcome.reason, findings) == ("unanswered", "coverage", [])
    assert (outcome.expected, outcome.examined) == (2, 1)
    assert outcome.missing == (Missing("b", Reason.COVERAGE),)
    assert run(dark, known)[0].missing == ()
    assert known[Lamp].missing == ()


def test_what_does_not_tell_leaves_a_finding_standing() -> None:
    lamps = Facts(
        [lamp("a", power=10), lamp("b", power=None)], missing=[Missing("hall 2", Reason.TIMEOUT)]
    )

    outcome, findings = run(weak, {Lamp: lamps})

    assert (outcome.state, [each.about.key for each in findings]) == ("unsatisfied", ["a"])
    assert (outcome.expected, outcome.examined) == (3, 1)
    assert outcome.missing == (Missing("b", Reason.COVERAGE), Missing("hall 2", Reason.TIMEOUT))


def test_none_that_tells_is_unanswered_and_all_that_tell_are_judged() -> None:
    outcome, _ = run(weak, {Lamp: Facts([lamp("a", power=None), lamp("b", power=None)])})
    assert (outcome.state, outcome.reason, outcome.expected) == ("unanswered", "coverage", 2)

    outcome, _ = run(weak, {Lamp: Facts([lamp("a"), lamp("c", lit=False, power=None)])})
    assert (outcome.state, outcome.expected, outcome.examined) == ("satisfied", 1, 1)

    outcome, findings = run(weak, {Lamp: Facts([lamp("a", power=0)])})
    assert (outcome.state, len(findings)) == ("unsatisfied", 1)  # zero is told


def test_none_of_a_kind_needs_a_complete_collection() -> None:
    def none(lamps: Facts[Lamp]) -> Findings:
        raise NotApplicable("no lamp")
        yield

    outcome, _ = run(none, {Lamp: Facts([lamp("a")])})
    assert (outcome.state, outcome.reason) == ("not_applicable", "none_of_kind")

    half = Facts([lamp("a")], completeness=Completeness.UNKNOWN)
    outcome, _ = run(none, {Lamp: half})
    assert (outcome.state, outcome.reason) == ("unanswered", "coverage")


def test_grounds_of_the_judged_and_of_the_references_stay_apart() -> None:
    def compared(lamps: Facts[Lamp], rooms: Facts[Room]) -> Measured:
        count = sum(1 for _ in lamps)
        yield from ()
        return Measure(count, "lamps")

    rooms = Facts([Room(source="plan", key="1")], ground=Ground.HANDED_OVER)

    outcome, _ = run(compared, {Lamp: Facts([lamp("a")]), Room: rooms})

    assert (outcome.ground, outcome.references) == ("live", "handed_over")
    assert outcome.measure == Measure(1, "lamps")


def test_whole_refuses_a_gap_and_if_known_does_without() -> None:
    def whole(lamps: Facts[Lamp], rooms: Annotated[Facts[Room], Whole()]) -> Findings:
        yield from dark(lamps)

    def beside(lamps: Facts[Lamp], rooms: Annotated[Facts[Room], IfKnown()]) -> Findings:
        yield from dark(lamps)

    short = Facts([Room(source="plan", key="1")], missing=[Missing("plan 2", Reason.DENIED)])
    known = {Lamp: Facts([lamp("a")]), Room: short}

    assert run(whole, known)[0].reason == "denied"
    assert run(beside, known)[0].state == "satisfied"
    assert run(beside, {Lamp: known[Lamp]})[0].state == "satisfied"


def test_earlier_facts_are_those_of_the_run_before() -> None:
    def vanished(lamps: Facts[Lamp], before: Earlier[Lamp]) -> Findings:
        now = {each.key for each in lamps}
        for each in before:
            if each.key not in now:
                yield Finding.on(each, Severity.WATCH)

    populations = {Lamp: Facts([lamp("a")])}

    outcome, findings = run(vanished, populations, {Lamp: Facts([lamp("a"), lamp("b")])})

    assert (outcome.state, [each.about.key for each in findings]) == ("unsatisfied", ["b"])

    first, _ = run(vanished, populations)
    assert (first.state, first.reason) == ("not_applicable", "none_of_kind")


def glow(lamps: Facts[Lamp], rooms: Facts[Room]) -> Iterator[Glow]:
    for each in lamps:
        if each.lit:
            yield Glow(source=each.source, key=each.key)


def derived(populations: dict[Any, Any], function: Any = glow) -> Any:
    derivation = Derivation("glow", function, read(function))
    return derive(populations, {}, {}, DAY, [derivation])[Glow]


def test_derived_facts_inherit_grounds_and_gaps() -> None:
    lamps = Facts([lamp("a")], missing=[Missing("hall 2", Reason.TIMEOUT)])
    rooms = Facts([Room(source="p", key="1")], ground=Ground.HANDED_OVER)

    made = derived({Lamp: lamps, Room: rooms})

    assert [each.key for each in made.items] == ["a"]
    assert (made.ground, made.references) == ("live", "handed_over")
    assert made.missing == (Missing("hall 2", Reason.TIMEOUT),)


def test_a_derivation_without_its_source_or_that_crashes_says_so() -> None:
    def crashes(lamps: Facts[Lamp]) -> Iterator[Glow]:
        raise KeyError("oops")
        yield

    missing = derived({Lamp: Facts([lamp("a")])})
    crashed = derived({Lamp: Facts([lamp("a")])}, crashes)

    assert (missing.reason, missing.detail) == ("no_source", "test_room")
    assert (crashed.reason, crashed.detail) == ("failed", "glow: KeyError: 'oops'")


def test_what_could_not_be_derived_holds_no_fact() -> None:
    """A hospital group's facts are let go with the judgement, although no cycle is looked for."""
    gc.disable()
    try:
        missing = derived({Lamp: Facts([lamp(_HELD)])})
        alive = [each for each in gc.get_objects() if type(each) is Lamp and each.key == _HELD]
    finally:
        gc.enable()

    assert (missing.reason, alive) == ("no_source", [])


def test_where_all_is_optional_something_has_to_be_there() -> None:
    def glows(
        lamps: Annotated[Facts[Lamp], IfKnown()], rooms: Annotated[Facts[Room], IfKnown()]
    ) -> Iterator[Glow]:
        yield from (Glow(source="hall", key=each.key) for each in (*lamps, *rooms))

    made = Derivation("glows", glows, read(glows))
    room = Room(source="hall", key="cellar")
    refused = Unanswered(Reason.DENIED, "locked")

    nothing = derive({Lamp: refused}, {}, {}, DAY, [made])[Glow]
    assert isinstance(nothing, Unanswered)
    assert nothing.reason is Reason.NO_SOURCE
    known: dict[Any, Any] = {Lamp: refused, Room: Facts([room], ground=Ground.DECLARED)}
    told = derive(known, {}, {}, DAY, [made])[Glow]
    assert isinstance(told, Facts)
    assert (told.ground, [each.key for each in told.items]) == (Ground.DECLARED, ["cellar"])
