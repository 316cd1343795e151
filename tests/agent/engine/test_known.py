"""What a fact does not tell, and what a derivation expected in vain, is missing: never a pass."""

from collections.abc import Iterator
from typing import Annotated, Any

from agent.core.facts import Fact, Family, fact
from agent.core.findings import Finding, Findings, Severity
from agent.core.outcomes import Missing, Outcome, Reason, Role, Unanswered
from agent.core.signature import read
from agent.core.sources import Completeness, Facts, Ground, IfKnown, Known
from agent.engine.judging import derive, judge_check
from checks.registry import Check, Derivation
from tests.agent.store.samples import DAY


@fact("test_pump", Family.STATE)
class Pump(Fact):
    pressure: int | None = None
    running: bool = True

    @property
    def label(self) -> str:
        return f"pump {self.key}"


@fact("test_valve", Family.STATE)
class Valve(Fact):
    open: bool | None = None


@fact("test_flow", Family.DERIVED)
class Flow(Fact):
    pass


@fact("test_leak", Family.DERIVED)
class Leak(Fact):
    pass


def pump(key: str, pressure: int | None = 5, *, running: bool = True) -> Pump:
    return Pump(source="cellar", key=key, pressure=pressure, running=running)


def weak(pumps: Annotated[Facts[Pump], Known("pressure")]) -> Findings:
    for each in pumps:
        if (each.pressure or 0) < 3:
            yield Finding.on(each, Severity.GAP)


def run(function: Any, populations: dict[Any, Any]) -> tuple[Outcome, list[Finding]]:
    check = Check("pumps.weak", "9a", Role.DECIDES, function, read(function))
    return judge_check(check, populations, {}, {}, DAY)


def test_what_does_not_tell_is_missing_by_its_label_and_counts_as_expected() -> None:
    outcome, findings = run(weak, {Pump: Facts([pump("a"), pump("b", None), pump("c")])})

    assert (outcome.state, outcome.reason, findings) == ("unanswered", "coverage", [])
    assert (outcome.expected, outcome.examined) == (3, 2)
    assert outcome.missing == (Missing("pump b", Reason.COVERAGE),)


def test_zero_and_false_are_told() -> None:
    def shut(valves: Annotated[Facts[Valve], Known("open")]) -> Findings:
        for each in valves:
            if not each.open:
                yield Finding.on(each, Severity.GAP)

    outcome, _ = run(weak, {Pump: Facts([pump("a", 0)])})
    assert (outcome.state, outcome.findings, outcome.missing) == ("unsatisfied", 1, ())

    outcome, _ = run(shut, {Valve: Facts([Valve(source="cellar", key="1", open=False)])})
    assert (outcome.state, outcome.findings, outcome.missing) == ("unsatisfied", 1, ())


def test_a_fact_without_a_label_is_missing_by_its_key() -> None:
    def shut(valves: Annotated[Facts[Valve], Known("open")]) -> Findings:
        yield from (Finding.on(each, Severity.GAP) for each in valves if not each.open)

    outcome, _ = run(shut, {Valve: Facts([Valve(source="cellar", key="v1")])})

    assert outcome.missing == (Missing("v1", Reason.COVERAGE),)


def flows(pumps: Facts[Pump]) -> Iterator[Flow | Leak | Missing]:
    for each in pumps:
        if each.pressure is None:
            yield Missing(each.label, Reason.STALE)
        else:
            yield Flow(source=each.source, key=each.key)


def derived(pumps: Any, function: Any = flows) -> dict[Any, Any]:
    return derive({Pump: pumps}, {}, {}, DAY, [Derivation("flows", function, read(function))])


def test_a_derivation_that_misses_nothing_stays_as_complete_as_its_source() -> None:
    made = derived(Facts([pump("a")], completeness=Completeness.UNKNOWN, ground=Ground.HANDED_OVER))

    assert (made[Flow].missing, made[Flow].completeness) == ((), Completeness.UNKNOWN)
    assert made[Flow].ground is Ground.HANDED_OVER


def test_gaps_go_on_to_what_is_derived_from_what_was_derived() -> None:
    def leaks(flows: Facts[Flow]) -> Iterator[Leak]:
        yield from (Leak(source=each.source, key=each.key) for each in flows)

    def only_flows(pumps: Facts[Pump]) -> Iterator[Flow | Missing]:
        yield from (each for each in flows(pumps) if not isinstance(each, Leak))

    steps = [Derivation(name, each, read(each)) for name, each in (("1", leaks), ("2", only_flows))]
    made = derive({Pump: Facts([pump("a"), pump("b", None)])}, {}, {}, DAY, steps)

    leaked = made[Leak]
    assert not isinstance(leaked, Unanswered)
    assert (len(leaked), leaked.missing) == (1, (Missing("pump b", Reason.STALE),))


def test_a_population_that_is_only_shown_beside_has_no_gaps_of_its_own() -> None:
    def beside(pumps: Facts[Pump], valves: Annotated[Facts[Valve], IfKnown()]) -> Findings:
        yield from (Finding.on(each, Severity.GAP) for each in pumps if not each.running)

    valves = Facts([Valve(source="cellar", key="v1")], missing=[Missing("v2", Reason.DENIED)])

    assert run(beside, {Pump: Facts([pump("a")]), Valve: valves})[0].state == "satisfied"
