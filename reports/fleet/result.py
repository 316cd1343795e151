"""What is told of a region, as plain data: for who follows it, and for one of its hospitals.

`preuve/fleet/1` names every hospital. `preuve/fleet-site/1` names one, and nothing in it is of
another one alone.
"""

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from agent.core.filings import FiledQuestion
from agent.core.fingerprints import short
from agent.core.outcomes import State
from checks.guide import questions
from reports.fleet import middles
from reports.fleet.group import CONCLUDED, Group, Member, Moves, shared
from reports.fleet.middles import Middle

SCHEMA = "preuve/fleet/1"
SITE_SCHEMA = "preuve/fleet-site/1"


def of_group(group: Group) -> dict[str, Any]:
    """All hospitals, in the order of their names."""
    current = group.current
    return {
        "schema": SCHEMA,
        "region": group.name,
        "day": group.day.isoformat(),
        "current": len(current),
        "sites": [_site(each) for each in group.members],
        "measures": [
            {
                "id": name,
                "unit": unit,
                **_middle(middles.whole(middles.over(current, middles.measure(name, unit)))),
            }
            for name, unit in middles.measures(current)
        ],
        "shared": [
            {
                "check": each.check,
                "question": each.question,
                "unsatisfied": each.unsatisfied,
                "evaluated": each.evaluated,
            }
            for each in shared(current)
        ],
    }


def of_member(group: Group, member: Member) -> dict[str, Any]:
    """One hospital: itself, its own past, and the median of the others where they are enough."""
    others = group.others(member.name)
    return {
        "schema": SITE_SCHEMA,
        "region": group.name,
        "day": group.day.isoformat(),
        "fewest": middles.FEWEST,
        "site": _site(member),
        "questions": [
            {
                "id": name,
                "satisfied": middles.satisfied(name)(member),
                **_middle(middles.shown(middles.over(others, middles.satisfied(name)))),
            }
            for name in questions.IDS
        ],
        "measures": [
            {
                "id": name,
                "unit": unit,
                "value": middles.measure(name, unit)(member),
                "before": _before(member, name, unit),
                **_middle(middles.shown(middles.over(others, middles.measure(name, unit)))),
            }
            for name, unit in middles.measures([member])
        ],
        "unsatisfied": [
            {
                "check": name,
                "question": each.question,
                "rate": middles.rated(each),
                **_middle(middles.shown(middles.over(others, middles.rate(name)))),
                "shared": _elsewhere(name, others),
            }
            for name, each in sorted(member.outcomes.items())
            if each.state is State.UNSATISFIED
        ],
    }


def _elsewhere(check: str, others: Collection[Member]) -> bool | None:
    """Whether half of the others fail a check, where enough of them conclude."""
    states = [each.outcomes[check].state for each in others if check in each.outcomes]
    concluded = [each for each in states if each in CONCLUDED]
    if len(concluded) < middles.FEWEST:
        return None
    return 2 * concluded.count(State.UNSATISFIED) >= len(concluded)


def _site(member: Member) -> dict[str, Any]:
    told: dict[str, Any] = {
        "site": member.name,
        "word": member.word.value,
        "expected": member.expected,
        "age_days": member.age,
        "silent_after_days": member.silent_after,
        "bundles": len(member.filings),
        "refused": [{"at": _day(each.at), "code": each.code} for each in member.refused],
    }
    if member.latest is None:
        return told
    latest, summary, moves = member.latest, member.latest.summary, member.moves
    return told | {
        "run": latest.run,
        "seal": short(latest.digest),
        "sealed_on": _day(latest.sealed),
        "collected_on": _day(summary.collected),
        "as_of": summary.as_of.isoformat(),
        "version": summary.version,
        "profile": summary.profile,
        "pseudonymised": summary.pseudonymised,
        "units": summary.expected,
        "units_missing": summary.missing,
        "findings": dict(summary.severities),
        "withheld": list(summary.withheld),
        "questions": [_question(each) for each in summary.questions],
        "moves": {
            "improved": list(moves.improved),
            "worse": list(moves.worse),
            "lost": list(moves.lost),
        }
        if isinstance(moves, Moves)
        else None,
        "unmoved": None if isinstance(moves, Moves) else moves.value,
    }


def _question(each: FiledQuestion) -> dict[str, Any]:
    told = {"id": each.id, "not_asked": each.not_asked, "withheld": each.withheld}
    if each.withheld:
        return told | {"verdict": None, "answer": None, "ground": None}
    return told | {
        "verdict": each.verdict.value,
        "answer": each.leaning.value,
        "ground": each.ground.value,
        "satisfied": each.satisfied,
        "evaluated": each.evaluated,
        "expected": each.expected,
    }


def _before(member: Member, id: str, unit: str) -> int | None:
    """The same figure in the audit filed before, whatever its rules were."""
    if len(member.filings) <= 1:
        return None
    earlier = Member(name=member.name, filings=member.filings[:-1], day=member.day)
    return middles.measure(id, unit)(earlier)


def _middle(found: Middle) -> dict[str, Any]:
    return {"median": number(found.value), "of": found.count}


def number(value: Fraction | None) -> int | float | None:
    """A whole number as one, a half as 12.5."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _day(moment: Any) -> str:
    day: str = moment.date().isoformat()
    return day
