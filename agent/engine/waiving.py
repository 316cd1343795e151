"""Waivers beside findings: they are shown with them, and change no outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from agent.core.findings import Finding, Subject
from agent.core.judgements import JudgedFinding, Judgement
from agent.core.outcomes import State
from agent.core.statements import Statement, StatementKind
from agent.core.waivers import Contest, Waiver, WaiverState
from agent.engine.saying import Speaker
from agent.store import Store, canonical

_RUNNING = {WaiverState.ACTIVE, WaiverState.UNVERIFIED}
_At = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A waiver as it was recorded; `reason` is None once erased."""

    number: int
    waiver: Waiver
    reason: str | None


def make(store: Store, waiver: Waiver, reason: str, speaker: Speaker) -> int:
    """Record a waiver, in place of an earlier one on the same subject."""
    number: int = store.say(
        StatementKind.WAIVER,
        source=waiver.about.source,
        key=waiver.about.key,
        body=waiver,
        text=reason,
        user=speaker.user,
        author=speaker.author,
    )
    return number


def standing(store: Store) -> dict[_At, Made]:
    """The last waiver on each subject, withdrawn ones left out."""
    told = store.standing(StatementKind.WAIVER)
    made = [Made(each.id, canonical.decode(each.body, Waiver), each.text) for each in told]
    return {each.waiver.at: each for each in made}


def waived(findings: Iterable[JudgedFinding], store: Store, day: date) -> list[JudgedFinding]:
    """The findings, each with the waiver that runs on it: `<state>:<last day>:<statement>`."""
    made = standing(store)
    told = []
    for each in findings:
        found = made.get(_at(each.check, each.finding))
        state = found.waiver.state(day) if found else None
        if found and state in _RUNNING:
            code = f"{state}:{found.waiver.until.isoformat()}:{found.number}"
            told.append(replace(each, waiver=code))
        else:
            told.append(each)
    return told


def contested(findings: Iterable[JudgedFinding], store: Store) -> list[JudgedFinding]:
    """The findings, each with the last word against it: `<day>:<statement>`; nobody is named."""
    made = {
        (each.check, each.about.kind, each.about.source, each.about.key): said
        for said, each in contests(store)
    }
    told = []
    for each in findings:
        said = made.get(_at(each.check, each.finding))
        mark = f"{said.at.date().isoformat()}:{said.id}" if said else None
        told.append(replace(each, contested=mark))
    return told


def states(store: Store, judgement: Judgement) -> list[tuple[Made, WaiverState]]:
    """Every standing waiver and where it stands in a judgement, by check and subject.

    A check that could not answer says nothing of a subject: no waiver is orphan for its silence.
    """
    found = {_at(each.check, each.finding) for each in judgement.findings}
    silent = {each.check for each in judgement.outcomes if each.state is State.UNANSWERED}
    told = []
    for at, made in sorted(standing(store).items()):
        state = made.waiver.state(judgement.as_of)
        gone = at not in found and made.waiver.check not in silent
        told.append((made, WaiverState.ORPHAN if gone and state in _RUNNING else state))
    return told


def _at(check: str, finding: Finding) -> _At:
    about = finding.about
    return check, about.kind, about.source, about.key


def contest(store: Store, check: str, about: Subject, reason: str, speaker: Speaker) -> int:
    """Record that somebody says a finding is wrong."""
    number: int = store.say(
        StatementKind.CONTEST,
        source=about.source,
        key=about.key,
        body=Contest(check=check, about=about),
        text=reason,
        user=speaker.user,
        author=speaker.author,
    )
    return number


def contests(store: Store) -> list[tuple[Statement, Contest]]:
    """What is contested and was not taken back, oldest first."""
    return [
        (each, canonical.decode(each.body, Contest))
        for each in store.standing(StatementKind.CONTEST)
    ]
