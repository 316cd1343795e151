"""The auditor's workbook: what was asked of whom, what each check saw, and what shows it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from agent.core.exhibits import Kept, Redaction
from agent.core.judgements import JudgedFinding
from agent.core.outcomes import Missing, Outcome
from agent.core.runs import UnitRecord, UnitState
from agent.core.sources import Completeness
from checks.guide.questions import SUBS
from reports import exhibits, json_result, lists, sentences, thresholds
from reports.rows import Row
from reports.sheets import Sheet
from reports.sheets import render as workbook
from reports.view import View
from reports.words import Words, words

# Sheets, with the first column of each.
_FIRST = {
    "reading": "item",
    "populations": "unit",
    "controls": "check",
    "findings": "check",
    "missing": "missed_target",
    "exhibits": "unit",
}
_EVERY = tuple(_FIRST)[1:]
_NAMED = 10  # digests and hidden objects written in one cell; sheets of their own have them all


def render(view: View, language: str) -> bytes:
    """An XLSX workbook in one language."""
    return _Auditor(view, words(language)).render(_EVERY)


def without_lists(view: View, language: str) -> bytes:
    """The same without findings, gaps and exhibits, for a bundle that lists them already."""
    return _Auditor(view, words(language)).render(_EVERY[:2])


class _Auditor:
    def __init__(self, view: View, say: Words) -> None:
        self.view = view
        self.say = say
        self.kept: dict[int, list[Kept]] = defaultdict(list)
        for each in view.kept:
            self.kept[each.unit].append(each)

    def render(self, names: Sequence[str]) -> bytes:
        judged = self.view.judgement
        missing: dict[Missing, list[str]] = defaultdict(list)
        for outcome in judged.outcomes:
            for gap in outcome.missing:
                missing[gap].append(outcome.check)
        made: dict[str, Iterable[Row]] = {
            "populations": map(self._population, self.view.units),
            "controls": map(self._control, judged.outcomes),
            "findings": map(self._finding, judged.findings),
            "missing": (self._missing(gap, checks) for gap, checks in sorted(missing.items())),
            "exhibits": map(self._exhibit, self.view.kept),
        }
        reading = self._sheet("reading", self._reading(names))
        return workbook([reading, *(self._sheet(name, made[name]) for name in names)])

    def _sheet(self, name: str, lines: Iterable[Row]) -> Sheet:
        titles = self.say.chrome["auditor_columns"]
        rows = [{titles[column]: cell for column, cell in line.items()} for line in lines]
        nothing = [titles[_FIRST[name]]]  # a sheet without lines still says what it would hold
        return Sheet(self.say(f"auditor.{name}"), rows, nothing)

    def _reading(self, names: Sequence[str]) -> list[Row]:
        """What this is, of which day, and what each sheet holds."""
        view, say, run = self.view, self.say, self.view.run
        told = [
            ("site", run.site),
            ("run", say("page.run", run=run.run, profile=view.judgement.profile, tool=run.tool)),
            ("collected", view.collected_on),
            ("evaluated", view.judgement.as_of),
            ("seal", sentences.seal(view.seal, say)),
            ("stamp", sentences.stamp(view.stamps, say)),
        ]
        if run.demonstration:
            told.append(("warning", say("page.demonstration")))
        if scope := sentences.scope(view, say):
            told.append(("scope", scope))
        answers = [each for each in view.judgement.answers if not each.not_asked]
        if unchecked := [each.id for each in answers if not each.expected]:
            told.append(("unchecked", ", ".join(unchecked)))
        rows: list[Row] = [
            {"item": say(f"auditor.item_{name}"), "value": value} for name, value in told
        ]
        held = [*names, *(["elsewhere"] if set(names) < set(_EVERY) else [])]
        return rows + [
            {"item": say(f"auditor.{name}"), "value": say(f"auditor.about_{name}")} for name in held
        ]

    def _population(self, unit: UnitRecord) -> Row:
        """One collector on one target: what was asked, and how much of it came."""
        say, kept = self.say, self.kept[unit.unit]
        got = [each.acquisition for each in kept]
        done = unit.state is UnitState.DONE
        whole = done and unit.completeness is Completeness.COMPLETE
        rows = sum(each.rows for each in got) if got else None
        hidden = [target for _, target in unit.unseen]
        return {
            "unit": unit.unit,
            "source": unit.source,
            "collector": unit.collector,
            "target": unit.target,
            "query": _distinct(each.query for each in got),
            "account": _distinct(each.account for each in got) or say("record.nobody"),
            "server": _distinct(each.server for each in got),
            "started": unit.started.isoformat(timespec="seconds"),
            "ended": unit.ended.isoformat(timespec="seconds") if unit.ended else None,
            "state": say("ui.done" if done else "ui.failed"),
            "refusal": None
            if done
            else _with(say.term("outcome_reasons", unit.reason), unit.detail),
            "ground": say.term("grounds", unit.ground) if done else None,
            "rows": rows,
            "expected_rows": rows if whole and rows is not None else say("auditor.unknown"),
            "completeness": say.term("completeness", unit.completeness) if done else None,
            "shown_by": say(f"auditor.shown_{unit.completeness}" if done else "auditor.shown_none"),
            "facts": unit.facts,
            "unseen": len(unit.unseen),
            "hidden": self._first(hidden),
            "content": self._content(unit),
            "redactions": exhibits.redactions(_added(kept)),
            "count": len(kept),
            "digests": self._first([each.digest for each in kept]),
        }

    def _content(self, unit: UnitRecord) -> str:
        """What was understood of a list, if this unit read one."""
        if unit.state is not UnitState.DONE:
            return ""
        told = [
            lists.roll(each, self.say) for each in self.view.rolls if each.source == unit.source
        ]
        told += [
            lists.user_list(each, self.say)
            for each in self.view.lists
            if each.source == unit.source
        ]
        return "\n".join(told)

    def _control(self, outcome: Outcome) -> Row:
        """One check: what it was to look at, what it looked at, what it concluded and by what."""
        say, names = self.say, thresholds.of_check(outcome.check)
        values = dict(self.view.judgement.thresholds)
        reasons = Counter(say.term("outcome_reasons", each.reason) for each in outcome.missing)
        measure = outcome.measure
        used = [name for name in names if name in values]
        return {
            "check": outcome.check,
            "question": outcome.question,
            "asked": say.question(outcome.question),
            "sub_question": outcome.sub_question,
            "sub_asked": say.question(outcome.sub_question)
            if outcome.sub_question in SUBS
            else None,
            "statement": say.check(outcome.check, "title"),
            "role": say(f"auditor.role_{outcome.role}"),
            "ground": say.term("grounds", outcome.ground),
            "references": say.term("grounds", outcome.references),
            "completeness": say.term("completeness", outcome.completeness),
            "expected": outcome.expected,
            "examined": outcome.examined,
            "missed": len(outcome.missing),
            "missing_reasons": ", ".join(f"{word} ({n})" for word, n in sorted(reasons.items())),
            "findings": outcome.findings,
            "outcome": say.term("outcomes", outcome.state),
            "why": _with(say.term("outcome_reasons", outcome.reason), outcome.detail),
            "measure": measure.value if measure else None,
            "measure_unit": say.term("units", measure.unit) if measure else None,
            "thresholds": "\n".join(f"{name} = {values[name]}" for name in used),
            "origins": "\n".join(
                f"{name}{say('auditor.colon')}{thresholds.origin(self.view.judgement, name, say)}"
                for name in used
            ),
            "limits": say.check(outcome.check, "limits"),
        }

    def _finding(self, judged: JudgedFinding) -> Row:
        told: dict[str, Any] = json_result.finding(judged)
        return {
            "check": judged.check,
            "severity": self.say.term("severities", told["severity"]),
            "kind": told["about"]["kind"],
            "source": told["about"]["source"],
            "about": told["about"]["label"],
            "key": told["about"]["key"],
            "finding": self.say.finding(judged),
            "values": json.dumps(told["values"], ensure_ascii=False),
            "statements": self._statements(judged),
            "digests": self._first(told["exhibits"]),
        }

    def _statements(self, judged: JudgedFinding) -> str:
        """By their numbers, the words of persons that go with a finding, which says them."""
        told = [each.rpartition(":")[2] for each in (judged.waiver, judged.contested) if each]
        return ", ".join(told)

    def _missing(self, gap: Missing, checks: list[str]) -> Row:
        reason = self.say.term("outcome_reasons", gap.reason)
        return {"missed_target": gap.target, "reason": reason, "checks": ", ".join(checks)}

    def _exhibit(self, kept: Kept) -> Row:
        told = exhibits.told(kept.digest, kept)
        told["completeness"] = self.say.term("completeness", kept.acquisition.completeness)
        told["ground"] = self.say.term("grounds", kept.acquisition.ground)
        erased = kept.erased.date() if kept.erased else None
        return {"unit": kept.unit, **told, "erased": erased}

    def _first(self, every: list[str]) -> str:
        more = len(every) - _NAMED
        rest = [self.say("ui.more", count=more)] if more > 0 else []
        return "\n".join([*every[:_NAMED], *rest])


def _distinct(told: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(each for each in told if each))


def _with(word: str, detail: str) -> str | None:
    return f"{word} ({detail})" if word and detail else word or detail or None


def _added(kept: Iterable[Kept]) -> tuple[Redaction, ...]:
    counts: Counter[str] = Counter()
    for each in kept:
        for redaction in each.redactions:
            counts[redaction.rule] += redaction.count
    return tuple(Redaction(rule, count) for rule, count in sorted(counts.items()))
