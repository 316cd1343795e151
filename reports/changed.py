"""What changed between two audits, said: in the terminal, and as rows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding

from agent.core.answers import QuestionAnswer
from agent.core.judgements import JudgedFinding
from agent.core.outcomes import Outcome
from agent.core.runs import UnitRecord
from reports import json_result
from reports.changes import Audit, Changes, Scope
from reports.screen import text
from reports.words import Words, words

_SHOWN = 15  # findings of one kind in a terminal; --json has them all
_FINDINGS = ("new", "regressed", "newly_seen", "out_of_sight", "fixed", "by_rule")


def show(changes: Changes, language: str, console: Console) -> None:
    """Print what changed, the worst first; nothing but the dates when nothing did."""
    told = words(language)
    console.print(text(told("changes.from", **_named(changes.before, told))))
    console.print(text(told("changes.to", **_named(changes.after, told))))
    if not changes.any:
        console.print(text(told("changes.nothing"), style="bold"))
        return
    if changes.scope:
        console.print()
        console.print(text(told("changes.careful"), style="bold"))
    for name, lines in _sections(changes, told):
        if lines:
            console.print()
            console.print(text(told(f"changes.{name}", count=len(lines)), style="bold"))
            for line in lines[:_SHOWN]:
                console.print(Padding(text(f"– {line}"), (0, 0, 0, 2)))
            if more := len(lines[_SHOWN:]):
                console.print(Padding(text(told("changes.more", count=more)), (0, 0, 0, 2)))


def _named(audit: Audit, told: Words) -> dict[str, object]:
    return {
        "run": str(audit.run.run),
        "collected": told.day(audit.run.started.date()),
        "as_of": told.day(audit.judgement.as_of),
    }


def _sections(changes: Changes, told: Words) -> Iterator[tuple[str, list[str]]]:
    yield "scope", [_scope(each, told) for each in changes.scope]
    yield "answers", [answer(*each, told) for each in changes.answers]
    yield "silent", [_unit(each, told) for each in changes.silent]
    yield "lost", [_outcome(each, told) for each in changes.lost]
    for name in _FINDINGS:
        yield name, [_finding(each, told) for each in getattr(changes, name)]
    yield "regained", [told.check(each.check, "title") for each in changes.regained]


def _scope(each: Scope, told: Words) -> str:
    return told(f"changes.scope_{each.what}", name=each.name, before=each.before, after=each.after)


def answer(was: QuestionAnswer, now: QuestionAnswer, told: Words) -> str:
    """What became of a question's answer, in one line."""
    said = [
        told("changes.not_asked")
        if each.not_asked
        else f"{told.term('leanings', each.leaning)}, {told.term('verdicts', each.verdict)}"
        for each in (was, now)
    ]
    title = f"{now.id} {told.title(now.id)}"
    return told("changes.answer", question=title, before=said[0], after=said[1])


def _unit(each: UnitRecord, told: Words) -> str:
    reason = told.term("outcome_reasons", each.reason)
    return told.labelled(f"{each.source} · {each.target}", reason)


def _outcome(each: Outcome, told: Words) -> str:
    return f"{told.check(each.check, 'title')} ({told.term('outcome_reasons', each.reason)})"


def _finding(each: JudgedFinding, told: Words) -> str:
    return f"{told.term('severities', each.finding.severity)} · {told.finding(each)}"


def as_rows(changes: Changes, language: str) -> list[Mapping[str, Any]]:
    """One row for each change, each with both audits it was seen between."""
    told = words(language)
    between = {
        "run_before": changes.before.run.run,
        "run": changes.after.run.run,
        "collected_at": changes.after.run.started.isoformat(timespec="seconds"),
        "as_of": changes.after.judgement.as_of.isoformat(),
    }
    return [{**row, **between} for row in _rows(changes, told)]


def _rows(changes: Changes, told: Words) -> Iterator[dict[str, Any]]:
    for scope in changes.scope:
        what = {"what": scope.what, "name": scope.name}
        yield {"change": "scope", **what, "before": scope.before, "after": scope.after}
    for was, now in changes.answers:
        yield {
            "change": "answer", "question": now.id,
            "before": {"verdict": was.verdict.value, "answer": was.leaning.value},
            "after": {"verdict": now.verdict.value, "answer": now.leaning.value},
        }  # fmt: skip
    for unit in changes.silent:
        asked = {"source": unit.source, "target": unit.target, "collector": unit.collector}
        yield {"change": "silent", **asked, "reason": unit.reason and unit.reason.value}
    yield from _checks("lost", changes.lost)
    for name in _FINDINGS:
        for each in getattr(changes, name):
            yield {"change": name, **json_result.finding(each), "sentence": told.finding(each)}
    yield from _checks("regained", changes.regained)


def _checks(change: str, outcomes: Iterable[Outcome]) -> Iterator[dict[str, Any]]:
    for each in outcomes:
        reason = each.reason and each.reason.value
        yield {"change": change, "check": each.check, "question": each.question, "reason": reason}
