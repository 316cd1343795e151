"""What was collected and seen: units of work as a log, outcomes and findings as observations."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from agent.core.judgements import JudgedFinding
from agent.core.outcomes import Outcome
from agent.core.runs import UnitRecord
from agent.core.sources import Ground
from reports import json_result, sentences
from reports.oscal.datatypes import Part, filled, moment, plain, prop, props, prose
from reports.oscal.identity import Identity
from reports.view import View
from reports.words import Words

# How an assessor comes to know: from the thing itself, from a paper, from a person's word.
METHODS = {
    Ground.LIVE: "TEST",
    Ground.HANDED_OVER: "EXAMINE",
    Ground.DECLARED: "INTERVIEW",
    Ground.NONE: "UNKNOWN",
}


@dataclass(frozen=True, slots=True)
class Observations:
    """All of them, those of findings already encoded; by check, what a conclusion relates to."""

    told: list[Part | msgspec.Raw] = field(default_factory=list)
    of_outcome: dict[str, str] = field(default_factory=dict)
    of_findings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def observations(view: View, ids: Identity, say: Words) -> Observations:
    """One for each outcome, then one for each finding."""
    made = Observations()
    outcomes = {each.check: each for each in view.judgement.outcomes}
    for outcome in outcomes.values():
        told = _outcome(view, outcome, ids, say)
        made.told.append(told)
        made.of_outcome[outcome.check] = told["uuid"]
    ended = {digest: unit.ended for unit in view.units for digest in unit.exhibits if unit.ended}
    met: Counter[tuple[str, ...]] = Counter()
    for each in view.judgement.findings:
        about = each.finding.about
        at = (each.check, about.kind, about.source, about.key)
        met[at] += 1
        own = ids("finding", *at, met[at])
        told = _finding(view, each, outcomes[each.check], own, ended, ids, say)
        # Bytes at once: as objects, the findings of 50,000 accounts take several times the room.
        made.told.append(msgspec.Raw(msgspec.json.encode(told)))
        made.of_findings[each.check].append(own)
    return made


def _outcome(view: View, outcome: Outcome, ids: Identity, say: Words) -> Part:
    told = (
        ("check", outcome.check),
        ("outcome", outcome.state.value),
        ("reason", outcome.reason.value if outcome.reason else None),
        ("detail", outcome.detail),
        ("role", outcome.role.value),
        ("ground", outcome.ground.value),
        ("references", outcome.references.value),
        ("completeness", outcome.completeness.value),
        ("expected", outcome.expected),
        ("examined", outcome.examined),
        ("findings", outcome.findings),
    )
    gaps = [
        {**prop("missing", each.target), "class": each.reason.value} for each in outcome.missing
    ]
    return {
        "uuid": ids("outcome", outcome.check),
        "title": prose(say.check(outcome.check, "title")),
        "description": prose(sentences.concluded(outcome, say)),
        "props": [*props(told), *gaps],
        "methods": [METHODS[outcome.ground]],
        "types": ["control-objective"],
        "origins": ids.origins,
        "collected": moment(view.run.started),
        "remarks": prose(say.check(outcome.check, "limits")),
    }


def _finding(
    view: View,
    judged: JudgedFinding,
    outcome: Outcome,
    own: str,
    ended: Mapping[str, datetime],
    ids: Identity,
    say: Words,
) -> Part:
    result = json_result.finding(judged)
    about = result["about"]
    told = (
        ("check", judged.check),
        ("severity", result["severity"]),
        ("waiver", judged.waiver),
        ("contested", judged.contested),
    )
    seen = [ended[digest] for digest in judged.exhibits if digest in ended]
    return filled(
        uuid=own,
        title=prose(say.check(judged.check, "title")),
        description=prose(say.finding(judged)),
        props=[*props(told), *_values(result["values"])],
        methods=[METHODS[outcome.ground]],
        types=["finding"],
        origins=ids.origins,
        subjects=[
            {
                "subject-uuid": ids.subject(about["kind"], about["source"], about["key"]),
                "type": about["kind"],
                "title": prose(about["label"]),
                "props": props((("source", about["source"]), ("key", about["key"]))),
            }
        ],
        relevant_evidence=[
            {"href": f"#{ids.resource(digest)}", "description": digest}
            for digest in judged.exhibits
        ],
        collected=moment(min(seen, default=view.run.started)),
    )


def _values(values: Mapping[str, Any]) -> Iterator[Part]:
    """A finding's values, of their own class; a list is several properties of one name."""
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            if each not in (None, ""):
                yield {**prop(name, each), "class": "value"}


def log(view: View, ids: Identity, say: Words) -> Part:
    """What was asked, when, and what answered: a refusal is an entry like any other."""
    return {"entries": [_entry(unit, ids, say) for unit in view.units]}


def _entry(unit: UnitRecord, ids: Identity, say: Words) -> Part:
    done = unit.state == "done"
    told = (
        ("collector", unit.collector),
        ("source", unit.source),
        ("target", unit.target),
        ("state", unit.state.value),
        ("reason", unit.reason.value if unit.reason else None),
        ("detail", unit.detail),
        ("ground", unit.ground.value),
        ("completeness", unit.completeness.value),
        ("facts", unit.facts),
    )
    words = say("ui.done") if done else say.term("outcome_reasons", unit.reason) or say("ui.failed")
    return filled(
        uuid=ids("unit", unit.unit),
        title=prose(f"{unit.source} · {unit.target} · {unit.collector}"),
        description=prose(words),
        start=moment(unit.started),
        end=moment(unit.ended) if unit.ended else None,
        props=[*props(told), *(prop("unseen", target) for _, target in unit.unseen)],
        links=[
            {"href": f"#{ids.resource(each)}", "rel": "reference", "text": plain(each)}
            for each in unit.exhibits
        ],
    )
