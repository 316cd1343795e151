"""A run without a name: what is left of it when everything but counts and codes is taken out.

A paper that must name nobody is made from this, so that it could not.
"""

from collections.abc import Iterable
from dataclasses import replace

from agent.core.facts.attested import AttestedAnswer
from agent.core.facts.effective import LockCoverage
from agent.core.findings import Finding, Severity, Subject, Value
from agent.core.judgements import JudgedFinding
from agent.core.outcomes import Missing, Outcome
from agent.core.runs import RunRecord
from reports.view import View

_NOBODY = Subject("", "", "", "")


class _Numbers:
    """One number for each text, so that what was the same still counts as the same."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return self._known.setdefault(text, str(len(self._known)))


def nameless(view: View, somebody: str) -> View:
    """Answers, outcomes and counts; `somebody` stands for the function of who answered.

    Of the run, the establishment's name stays, and preuve's. Every text that a source, a
    configuration or a person gave is left out or is a number.
    """
    numbers = _Numbers()
    judged = view.judgement
    return View(
        run=_run(view.run),
        judgement=replace(
            judged,
            outcomes=tuple(_outcome(each, numbers) for each in judged.outcomes),
            findings=tuple(_finding(each, numbers) for each in judged.findings),
            not_asked_reason="",
        ),
        units=(),
        bridge=replace(view.bridge, persons_by_roll=()) if view.bridge else None,
        standings=(),
        rolls=(),
        coverages=tuple(_coverages(view.coverages)),
        past=view.past,
        words={name: _word(word, somebody) for name, word in view.words.items()},
    )


def _run(run: RunRecord) -> RunRecord:
    return replace(run, config_path="", settings_digest="")


def _outcome(outcome: Outcome, numbers: _Numbers) -> Outcome:
    missing = tuple(Missing(numbers(each.target), each.reason) for each in outcome.missing)
    return replace(outcome, detail="", missing=missing)


def _finding(judged: JudgedFinding, numbers: _Numbers) -> JudgedFinding:
    values = {name: _value(value, numbers) for name, value in judged.finding.values.items()}
    finding = Finding(severity=Severity(judged.finding.severity), about=_NOBODY, values=values)
    return replace(judged, finding=finding, exhibits=())


def _value(value: Value, numbers: _Numbers) -> Value:
    if isinstance(value, list):
        return len(value)
    return numbers(value) if isinstance(value, str) else value


def _coverages(told: Iterable[LockCoverage]) -> Iterable[LockCoverage]:
    for number, each in enumerate(told):
        yield replace(each, source="", key=str(number), place="", doubts=())


def _word(word: AttestedAnswer, somebody: str) -> AttestedAnswer:
    return replace(word, source="", role=somebody)
