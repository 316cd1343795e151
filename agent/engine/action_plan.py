"""The action plan: findings grouped by check and remedy, beside what persons said of each group."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent.core.findings import Severity
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import Outcome
from agent.core.plans import ActionState, Planned
from agent.core.statements import StatementKind
from agent.engine.saying import Speaker
from agent.store import Store, canonical
from checks.guide.quick_wins import QUICK_WINS
from checks.guide.verdict import passed


class Seen(StrEnum):
    """What the audit shows of an action, whatever was said of it."""

    FOUND = "found"  # there are findings
    GONE = "gone"  # the check looked, and finds nothing any more
    SILENT = "silent"  # the check could not answer
    WAITING = "waiting"  # said to be done, and no audit has looked since
    STILL_FOUND = "still_found"  # said to be done, and an audit that looked since finds more
    VERIFIED = "verified"  # said to be done, and an audit that looked since finds nothing


@dataclass(frozen=True, slots=True)
class Word:
    """What was last said of an action; the comment is None once erased."""

    number: int
    planned: Planned
    comment: str | None


@dataclass(frozen=True, slots=True)
class Action:
    """All the findings of one check, `waived` of which are lived with, and what is planned."""

    check: str
    sub_question: str
    severity: Severity | None  # the gravest; None where nothing is found any more
    findings: int
    waived: int
    quick_wins: tuple[str, ...]
    seen: Seen
    word: Word | None


def said(store: Store) -> dict[str, Word]:
    """The last word on each check's action, withdrawn ones left out."""
    told = store.standing(StatementKind.PLANNED)
    made = [Word(each.id, canonical.decode(each.body, Planned), each.text) for each in told]
    return {each.planned.check: each for each in made}


def actions(judgement: Judgement, words: dict[str, Word]) -> list[Action]:
    """What is found or planned: quick wins first, then the gravest, then the most numerous."""
    outcomes = {each.check: each for each in judgement.outcomes}
    found: dict[str, list[JudgedFinding]] = {}
    for each in judgement.findings:
        found.setdefault(each.check, []).append(each)
    made = [
        _action(outcomes[check], found.get(check, ()), words.get(check), judgement.run)
        for check in sorted({*found, *words} & outcomes.keys())
    ]
    return sorted(made, key=_rank)


def _action(
    outcome: Outcome, found: Sequence[JudgedFinding], word: Word | None, run: int
) -> Action:
    severities = Counter(each.finding.severity for each in found)
    return Action(
        check=outcome.check,
        sub_question=outcome.sub_question,
        severity=max(severities, key=list(Severity).index, default=None),
        findings=severities.total(),
        waived=sum(each.waiver is not None for each in found),
        quick_wins=tuple(name for name, win in QUICK_WINS.items() if outcome.check in win.checks),
        seen=_seen(outcome, word, run),
        word=word,
    )


def _seen(outcome: Outcome, word: Word | None, run: int) -> Seen:
    """A word is compared with audits that began after it was said, and with those alone."""
    done = word is not None and word.planned.state is ActionState.DONE
    if word is not None and done and run <= word.planned.run:
        return Seen.WAITING
    if outcome.findings:
        return Seen.STILL_FOUND if done else Seen.FOUND
    if not passed(outcome):
        return Seen.SILENT
    return Seen.VERIFIED if done else Seen.GONE


def _rank(action: Action) -> tuple[object, ...]:
    gravity = -1 if action.severity is None else list(Severity).index(action.severity)
    return not action.findings, not action.quick_wins, -gravity, -action.findings, action.check


def plan(store: Store, planned: Planned, comment: str, speaker: Speaker) -> bool:
    """Record what is planned, unless the very same stands; whether it was recorded."""
    known = said(store).get(planned.check)
    if known is not None and _content(known.planned, known.comment) == _content(planned, comment):
        return False
    store.say(
        StatementKind.PLANNED,
        source="plan",
        key=planned.check,
        body=planned,
        text=comment,
        user=speaker.user,
        author=speaker.author,
    )
    return True


def _content(planned: Planned, comment: str | None) -> tuple[object, ...]:
    """All that was said; not when, so that an unchanged line keeps the day it was said."""
    return planned.state, planned.person, planned.due, comment or ""
