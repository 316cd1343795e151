"""The machine-readable result: `preuve/result/1`, described by schema/result-1.json."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec

from agent.core.facts.standing import Bridge, Standing
from agent.core.judgements import JudgedFinding
from agent.core.outcomes import Missing, Outcome
from reports import attested, picture, quick_wins
from reports.hosts import hosts
from reports.view import View
from reports.words import Words, words

SCHEMA = "preuve/result/1"


def render(view: View, language: str) -> Iterator[bytes]:
    """The result as indented JSON, UTF-8; the same run gives the same bytes."""
    # Bytes at once: as objects, 50,000 accounts take several times the room.
    told = [msgspec.Raw(msgspec.json.encode(each)) for each in accounts(view, language)]
    compact = msgspec.json.encode(_result(view, told))
    told.clear()
    # The standard library's indented form of 50,000 accounts takes three times as long, and 300 MB.
    yield msgspec.json.format(compact, indent=2)
    yield b"\n"


def result(view: View, language: str) -> dict[str, Any]:
    """The result as plain data."""
    return _result(view, list(accounts(view, language)))


def _result(view: View, accounts: Sequence[object]) -> dict[str, Any]:
    judgement = view.judgement
    return {
        "schema": SCHEMA,
        "site": view.run.site,
        "run": view.run.run,
        "collected_at": view.collected_at.isoformat(timespec="seconds"),
        "as_of": judgement.as_of.isoformat(),
        "profile": judgement.profile,
        "demonstration": view.run.demonstration,
        "not_asked": list(judgement.not_asked),
        "not_asked_since": judgement.not_asked_since.isoformat()
        if judgement.not_asked_since
        else None,
        "not_asked_reason": judgement.not_asked_reason,
        "thresholds": dict(judgement.thresholds),
        "questions": questions(view),
        "quick_wins": quick_wins.plain(view),
        "outcomes": [_outcome(each) for each in judgement.outcomes],
        "findings": [finding(each) for each in judgement.findings],
        "sources": [_unit(view, number) for number in range(len(view.units))],
        "hosts": hosts(view),
        "reconciliation": _reconciliation(view, accounts),
    }


def questions(view: View) -> list[dict[str, Any]]:
    """The ten questions, always."""
    return [
        {
            "id": each.id,
            "verdict": each.verdict.value,
            "answer": each.leaning.value,
            "ground": each.ground.value,
            "not_asked": each.not_asked,
            "answers": [
                {
                    "id": sub.id,
                    "value": sub.value,
                    "measure": {"value": sub.measure.value, "unit": sub.measure.unit}
                    if sub.measure
                    else None,
                    "answer": sub.leaning.value,
                    "verdict": sub.verdict.value,
                    "ground": sub.ground.value,
                    "attested": attested.plain(view.words.get(sub.id)),
                }
                for sub in each.answers
            ],
            "checks": list(each.checks),
            "satisfied": each.satisfied,
            "evaluated": each.evaluated,
            "expected": each.expected,
        }
        for each in view.judgement.answers
    ]


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "check": outcome.check,
        "question": outcome.question,
        "sub_question": outcome.sub_question,
        "role": outcome.role.value,
        "outcome": outcome.state.value,
        "reason": outcome.reason.value if outcome.reason else None,
        "detail": outcome.detail,
        "ground": outcome.ground.value,
        "references": outcome.references.value,
        "completeness": outcome.completeness.value,
        "expected": outcome.expected,
        "examined": outcome.examined,
        "missing": [_missing(each) for each in outcome.missing],
        "findings": outcome.findings,
    }


def _missing(gap: Missing) -> dict[str, str]:
    return {"target": gap.target, "reason": gap.reason.value}


def finding(judged: JudgedFinding) -> dict[str, Any]:
    """One finding."""
    about = judged.finding.about
    return {
        "check": judged.check,
        "severity": judged.finding.severity.value,
        "about": {
            "kind": kind(about.kind),
            "source": about.source,
            "key": about.key,
            "label": about.label,
        },
        "values": dict(sorted(judged.finding.values.items())),
        "exhibits": list(judged.exhibits),
        "waiver": judged.waiver,
        "contested": _contest(judged.contested),
    }


def _contest(mark: str | None) -> dict[str, Any] | None:
    """Since when a finding is contested, and the statement that says so."""
    if mark is None:
        return None
    day, _, statement = mark.partition(":")
    return {"since": day, "statement": int(statement)}


# What a finding is about, for those who do not know preuve's derived facts.
_KINDS = {
    "standing": "account",
    "activity": "account",
    "privilege": "account",
    "switch": "account",
    "machine": "host",
    "host_state": "host",
    "restore_sheets": "restore_sheet",
    "host_lock": "host",
    "promised_lock": "host",
    "room_seats": "room",
    "service_availability": "service",
    "followed_source": "supervision",
    "host_antivirus": "host",
    "host_audit": "host",
    "host_administrators": "host",
    "file_server": "host",
    "shared_folder": "share",
    "folder_access": "share",
    "folder_reader": "account",
    "policy_lock": "policy",
    "policy_traces": "policy",
    "policy_folder": "policy",
    "policy_object": "policy",
    "system_backup": "machine",
    "job_rhythm": "job",
    "machine_copies": "machine",
    "server_joined": "backup_server",
    "tracing": "host",
    "directory_backup": "domain",
    "record_access": "account",
    "record_rights": "record",
    "record_trail": "record",
    "retention": "log",
    "windows_log": "log",
}


def kind(fact: str) -> str:
    """What a kind of fact is called by those who read results."""
    return _KINDS.get(fact, fact)


def _unit(view: View, number: int) -> dict[str, Any]:
    unit = view.units[number]
    return {
        "collector": unit.collector,
        "source": unit.source,
        "target": unit.target,
        "state": unit.state.value,
        "reason": unit.reason.value if unit.reason else None,
        "detail": unit.detail,
        "ground": unit.ground.value,
        "completeness": unit.completeness.value,
        "facts": unit.facts,
        "unseen": [target for _, target in unit.unseen],
        "exhibits": list(unit.exhibits),
    }


def _reconciliation(view: View, accounts: Sequence[object]) -> dict[str, Any] | None:
    bridge = view.bridge
    if bridge is None:
        return None
    return {
        "persons": bridge.persons,
        "persons_by_roll": dict(bridge.persons_by_roll),
        "persons_with_account": bridge.persons_with_account,
        "enabled_accounts": bridge.enabled_accounts,
        "nominative_accounts": bridge.nominative_accounts,
        "secondary": bridge.secondary,
        "several": bridge.several,
        "elsewhere": bridge.elsewhere,
        "pending": bridge.pending,
        "leavers": bridge.leavers,
        "orphans": bridge.orphans,
        "ambiguous": bridge.ambiguous,
        "unexplained": bridge.unexplained,
        "other_site": bridge.other_site,
        "by_age": dict(bridge.ages),
        "by_unit": [_unit_of(each) for each in picture.units(view.standings)],
        "history": [_past(day, each) for day, each in view.history],
        "maturity": [asdict(each) for each in picture.levels(view)],
        "accounts": accounts,
    }


def _unit_of(unit: picture.Unit) -> dict[str, Any]:
    """A unit's share of the bridge; `unit` null: none known, "": small units together."""
    return {
        "unit": unit.name,
        "persons_with_account": len(unit.persons),
        "nominative_accounts": unit.accounts,
        "unexplained": unit.unexplained,
    }


def _past(day: date, bridge: Bridge) -> dict[str, Any]:
    return {
        "collected_on": day.isoformat(),
        "persons": bridge.persons,
        "nominative_accounts": bridge.nominative_accounts,
        "unexplained": bridge.unexplained,
    }


def accounts(view: View, language: str) -> Iterator[dict[str, Any]]:
    """Every account after reconciliation."""
    told, toggled, known = words(language), view.toggled, view.switching_known
    for each in view.standings:
        unknown = False if each.source in known else None
        yield _account(each, told) | {"toggled": (each.source, each.key) in toggled or unknown}


def _account(standing: Standing, told: Words) -> dict[str, Any]:
    """One account; unknown flags are null."""
    return {
        "account": standing.login,
        "directory": standing.source,
        "key": standing.key,
        "class": standing.account_class.value,
        "person": standing.person,
        "roll": standing.roll,
        "enabled": standing.enabled,
        "dormant": standing.dormant,
        "never_used": standing.never_used,
        "privileged": standing.privileged,
        "secondary": standing.secondary,
        "expired": standing.expired,
        "explained": standing.explained,
        "other_site": standing.other_site,
        "active_after_end": standing.active_after_end,
        "ended": standing.ended.isoformat() if standing.ended else None,
        "reason_codes": list(standing.reasons),
        "reasons": [told.reason(each) for each in standing.reasons],
        "candidates": [
            {"person": person, "score": score / 1000} for person, score in standing.candidates
        ],
    }
