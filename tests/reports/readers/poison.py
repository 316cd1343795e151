"""A run in which every text that somebody else gave holds a name."""

from dataclasses import replace
from datetime import date

from agent.core.facts.attested import AttestedAnswer, Said
from agent.core.facts.effective import LockCoverage
from agent.core.findings import Subject, Value
from agent.core.outcomes import Missing, Reason
from reports.view import View

NAME = "Zorglub"


def poisoned(seen: View) -> View:
    """The same counts and codes, and a name wherever a name could come from."""
    judged = seen.judgement
    subject = Subject("standing", NAME, NAME, NAME)
    findings = tuple(
        replace(
            each,
            finding=replace(
                each.finding,
                about=replace(subject, kind=each.finding.about.kind),
                values={name: _value(value) for name, value in each.finding.values.items()},
            ),
        )
        for each in judged.findings
    )
    outcomes = tuple(
        replace(each, detail=NAME, missing=(*each.missing, Missing(NAME, Reason.DENIED)))
        for each in judged.outcomes
    )
    day = date(2026, 1, 5)
    word = AttestedAnswer(
        source=NAME, key="9", about="2b", number=9, answer=Said.YES, role=NAME, day=day,
        expires=date(2099, 1, 1),
    )  # fmt: skip
    coverage = LockCoverage(
        source=NAME, key=NAME, side="users", place=NAME, enabled=50, known=20, locked=10,
        doubts=(("filter", NAME),),
    )  # fmt: skip
    return replace(
        seen,
        run=replace(seen.run, config_path=NAME),
        judgement=replace(
            judged, findings=findings, outcomes=outcomes, not_asked=("Q4",), not_asked_since=day,
            not_asked_reason=NAME,
        ),
        units=tuple(
            replace(each, source=NAME, target=NAME, detail=NAME, unseen=(("account", NAME),))
            for each in seen.units
        ),
        bridge=seen.bridge and replace(seen.bridge, persons_by_roll=((NAME, 300),)),
        standings=tuple(
            replace(each, login=NAME, person=NAME, unit=NAME, roll=NAME) for each in seen.standings
        ),
        rolls=tuple(replace(each, key=NAME, source=NAME) for each in seen.rolls),
        machines=tuple(replace(each, host=NAME) for each in seen.machines),
        coverages=(coverage, *seen.coverages),
        park=tuple(replace(each, system=NAME, key=NAME) for each in seen.park),
        services=tuple(replace(each, key=NAME, purpose=NAME) for each in seen.services),
        words={**seen.words, "2b": word},
    )  # fmt: skip


def _value(value: Value) -> Value:
    if isinstance(value, list):
        return [NAME for _ in value]
    return NAME if isinstance(value, str) else value
