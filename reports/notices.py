"""A message of what an audit changed: counts, checks and questions; nobody and no machine in it.

The names of sources stay out too: a hospital often gives them those of its servers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.core.findings import Severity
from agent.core.fingerprints import short
from agent.core.judgements import JudgedFinding
from agent.core.outcomes import State
from agent.core.seals import SealRecord
from reports.changed import answer
from reports.changes import Audit, Changes, Scope
from reports.words import Words

_FINDINGS = ("new", "regressed", "newly_seen", "out_of_sight", "fixed", "by_rule")
_GRAVE = ("new", "regressed", "out_of_sight", "silent", "lost")
_COUNTED = ("scope", "answers", "silent", "lost", *_FINDINGS, "regained")
_LATE = 8  # days: an audit a week, and a day for the hour that is drawn
_NAMED = {"source_new", "source_gone"}  # whose names are told to nobody


@dataclass(frozen=True, slots=True, order=True)
class Ending:
    """A waiver or an attestation whose last day `on` comes, or came: `days` is the limit passed.

    `days` is 30, 7 or 1, 0 once it is over; `about` a check, a sub-question or a quick win.
    """

    on: date
    kind: str  # waiver | attestation
    about: str
    days: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """That preuve lives: what was audited since this was last told, and what was missed."""

    since: date  # of the monthly message before, or of the first audit told of
    audits: int
    longest_days: int  # between two audits, the last one and now among them
    aborted: int
    failures: int  # messages that could not be sent
    waivers: int  # that run
    seal: SealRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message of one audit; `changes` is None where there is nothing to compare it with."""

    site: str
    audit: Audit
    changes: Changes | None = None
    ends: tuple[Ending, ...] = ()
    alive: Alive | None = None

    @property
    def says(self) -> tuple[str, ...]:
        """What it is for: changes, ends, alive; nothing when there is nothing to say."""
        told = {
            "changes": self.changes is not None and self.changes.any,
            "ends": bool(self.ends),
            "alive": self.alive is not None,
        }
        return tuple(name for name, so in told.items() if so)

    @property
    def grave(self) -> bool:
        """Whether something got worse, or out of sight."""
        return any(getattr(self.changes, name) for name in _GRAVE) if self.changes else False


def counts(notice: Notice) -> dict[str, int]:
    """How many changes of each kind, those that are none left out."""
    if notice.changes is None:
        return {}
    found = {name: len(getattr(notice.changes, name)) for name in _COUNTED}
    return {name: count for name, count in found.items() if count}


def subject(notice: Notice, words: Words) -> str:
    """One line: the site, the audit, and how many changes."""
    told = {"site": notice.site, "run": str(notice.audit.run.run)}
    if "changes" in notice.says:
        return words("notice.subject_changes", count=sum(counts(notice).values()), **told)
    if notice.ends:
        return words("notice.subject_ends", count=len(notice.ends), **told)
    return words("notice.subject_alive", **told)


def line(notice: Notice, words: Words) -> str:
    """The same for a log: one line, figures behind."""
    figures = {"run": notice.audit.run.run, **counts(notice)}
    if notice.ends:
        figures["ends"] = len(notice.ends)
    told = " ".join(f"{name}={count}" for name, count in figures.items())
    return f"{subject(notice, words)} | {told}"


def text(notice: Notice, words: Words) -> str:
    """The whole message, worst first; how to see more, on the machine where preuve is, last."""
    return "\n".join(_lines(notice, words)) + "\n"


def _lines(notice: Notice, words: Words) -> Iterator[str]:
    yield words("page.subtitle", site=notice.site)
    yield _named(notice.audit, words)
    if notice.changes is not None and notice.changes.any:
        yield words("notice.since", run=str(notice.changes.before.run.run))
        yield from _changes(notice.changes, words)
    elif notice.changes is not None:
        yield words("notice.same", run=str(notice.changes.before.run.run))
    if notice.ends:
        yield from ("", words("notice.ends"))
        yield from (f"- {_ending(each, words)}" for each in sorted(notice.ends))
    if notice.alive is not None:
        yield from ("", words("notice.alive"))
        yield from (f"- {each}" for each in _alive(notice, notice.alive, words))
    yield from ("", words("notice.more"))
    yield from (f"  {each}" for each in _commands(notice))


def _named(audit: Audit, words: Words) -> str:
    told = {
        "run": str(audit.run.run),
        "collected": words.day(audit.run.started.date()),
        "as_of": words.day(audit.judgement.as_of),
    }
    return words("notice.audit", **told)


def _commands(notice: Notice) -> Iterator[str]:
    run = notice.audit.run.run
    if notice.changes is not None and notice.changes.any:
        yield f"preuve diff {notice.changes.before.run.run} {run}"
    if any(each.kind == "waiver" for each in notice.ends):
        yield "preuve waive --list"
    if any(each.kind == "attestation" for each in notice.ends):
        yield "preuve attest --list"
    yield f"preuve show answers --run {run}"
    yield "preuve status"


def _changes(changes: Changes, words: Words) -> Iterator[str]:
    if changes.scope:
        yield from ("", words("changes.careful"))
    for name in _COUNTED:
        found = getattr(changes, name)
        if not found:
            continue
        yield from ("", words(f"changes.{name}", count=len(found)))
        yield from (f"- {each}" for each in _told(name, found, changes, words))


def _told(name: str, found: Any, changes: Changes, words: Words) -> Iterator[str]:
    if name == "scope":
        yield from _scope(found, words)
    elif name == "answers":
        yield from (answer(was, now, words) for was, now in found)
    elif name == "silent":
        reasons = Counter(each.reason or "" for each in found)
        for reason, count in sorted(reasons.items()):
            yield words("notice.units", count=count, reason=words.term("outcome_reasons", reason))
    elif name in {"lost", "regained"}:
        yield from (_check(each.check, changes, words) for each in found)
    else:
        yield from _findings(found, changes, words)


def _scope(found: Iterable[Scope], words: Words) -> Iterator[str]:
    sources = Counter(each.what for each in found if each.what in _NAMED)
    for what, count in sorted(sources.items()):
        yield words(f"notice.{what}", count=count)
    for each in found:
        if each.what not in _NAMED:
            said = {"name": each.name, "before": each.before, "after": each.after}
            yield words(f"changes.scope_{each.what}", **said)


def _findings(found: Iterable[JudgedFinding], changes: Changes, words: Words) -> Iterator[str]:
    """By check, the most findings first: how many, and how many of them are serious."""
    many = Counter(each.check for each in found)
    serious = Counter(e.check for e in found if e.finding.severity is Severity.SERIOUS)
    for check, count in sorted(many.items(), key=lambda each: (-each[1], each[0])):
        title = _check(check, changes, words)
        key = "notice.findings_serious" if serious[check] else "notice.findings"
        yield words(key, title=title, number=count, serious=serious[check])


def _check(check: str, changes: Changes, words: Words) -> str:
    outcomes = (*changes.after.judgement.outcomes, *changes.before.judgement.outcomes)
    question = next((each.question for each in outcomes if each.check == check), "")
    return f"{words.check(check, 'title')} ({question})"


def _ending(each: Ending, words: Words) -> str:
    if each.kind == "waiver":
        about = words.check(each.about, "title")
    else:
        about = each.about or words("notice.free_words")
    key = f"notice.{each.kind}_{'over' if each.days == 0 else 'ends'}"
    return words(key, about=about, day=words.day(each.on), count=each.days)


def _alive(notice: Notice, alive: Alive, words: Words) -> Iterator[str]:
    judgement = notice.audit.judgement
    yield words("notice.audits", count=alive.audits, day=words.day(alive.since))
    yield from missed(notice, alive, words) or [words("notice.missed_nothing")]
    severities = Counter(each.finding.severity for each in judgement.findings)
    yield words("status.findings", **{each.value: severities[each] for each in Severity})
    states = Counter(each.state for each in judgement.outcomes)
    yield words("notice.checks", **{each.value: states[each] for each in State})
    for each in judgement.answers:
        verdict = words.term("verdicts", each.verdict)
        told = words("changes.not_asked") if each.not_asked else verdict
        yield words("notice.question", id=each.id, title=words.title(each.id), verdict=told)
    if alive.waivers:
        yield words("notice.waivers", count=alive.waivers)
    yield seal_line(alive.seal, words)


def seal_line(seal: SealRecord | None, words: Words) -> str:
    """The seal's number and its fingerprint: kept here, it is a receipt."""
    if seal is None:
        return words("seal.absent")
    return words("notice.seal", number=seal.number, fingerprint=short(seal.digest))


def missed(notice: Notice, alive: Alive, words: Words) -> list[str]:
    """What was missed since it was last told, one line each; empty when nothing was."""
    silent = {each.source for each in notice.audit.units if each.state != "done"}
    said = []
    if silent:
        said.append(words("notice.missed_sources", count=len(silent)))
    if alive.longest_days > _LATE:
        said.append(words("notice.missed_days", count=alive.longest_days))
    if alive.aborted:
        said.append(words("notice.missed_aborted", count=alive.aborted))
    if alive.failures:
        said.append(words("notice.missed_messages", count=alive.failures))
    return said


def as_json(notice: Notice, words: Words) -> dict[str, Any]:
    """The same for a program, in codes; `text` is the whole message for a chat to show."""
    changes, alive, judgement = notice.changes, notice.alive, notice.audit.judgement
    return {
        "schema": "preuve/notice/1",
        "says": list(notice.says),
        "site": notice.site,
        "run": notice.audit.run.run,
        "since": changes.before.run.run if changes else None,
        "as_of": judgement.as_of.isoformat(),
        "counts": counts(notice),
        "checks": {
            name: dict(sorted(Counter(each.check for each in found).items()))
            for name in (*_FINDINGS, "lost", "regained")
            if (found := getattr(changes, name, ()))
        },
        "questions": [now.id for _, now in changes.answers] if changes else [],
        "ends": [
            {"kind": each.kind, "about": each.about, "on": each.on.isoformat(), "days": each.days}
            for each in sorted(notice.ends)
        ],
        "seal": short(alive.seal.digest) if alive and alive.seal else None,
        "missed": missed(notice, alive, words) if alive else [],
        "subject": subject(notice, words),
        "text": text(notice, words),
    }
