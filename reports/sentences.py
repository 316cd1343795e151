"""What an answer says: a sentence with its measure and its limits, never the bare verdict."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal

from agent.core.answers import Leaning, QuestionAnswer, SubAnswer, Verdict
from agent.core.facts.attested import AttestedAnswer
from agent.core.fingerprints import short
from agent.core.outcomes import Missing, Outcome, Role, State
from agent.core.seals import SealRecord, Stamp
from checks.guide.questions import QUESTIONS
from reports import coverage
from reports.view import View
from reports.words import Words

Unanswered = Literal["named", "counted", "elsewhere"]


def seal(made: SealRecord | None, words: Words) -> str:
    """How a run is sealed, or that it is not."""
    if made is None:
        return words("seal.absent")
    fingerprint = short(made.digest)
    if made.key is None:
        return words("seal.unsigned", number=made.number, fingerprint=fingerprint)
    signer = short(made.key)
    return words("seal.signed", number=made.number, fingerprint=fingerprint, signer=signer)


def dates(collected: date, as_of: date, words: Words) -> str:
    """The day of collection, and the evaluation date where it is another one."""
    told = [words("page.collected", day=words.day(collected))]
    if as_of != collected:
        told.append(words("page.evaluated", day=words.day(as_of)))
    return " · ".join(told)


def stamp(stamps: Sequence[Stamp], words: Words) -> str:
    """When a third party saw a seal first, or that none did."""
    if not stamps:
        return words("seal.unstamped")
    return words("seal.stamped", moment=words.moment(stamps[0].time))


def answer(view: View, told: QuestionAnswer, words: Words) -> str:
    """The sentence that answers a question."""
    if told.not_asked:
        return words("answers.not_asked")
    parts = [_known(view, each, words) for each in told.answers]
    known = [part for part in parts if part]
    if not known:
        known = [_unknown(_outcomes(view, told), told.id, words)]
    return " ".join(known)


def part(view: View, told: QuestionAnswer, sub: SubAnswer, words: Words) -> str:
    """The sentence that answers one sub-question alone."""
    if told.not_asked:
        return words("answers.not_asked")
    outcomes = [each for each in _outcomes(view, told) if each.sub_question == sub.id]
    return _known(view, sub, words) or _unknown(outcomes, told.id, words)


def concluded(outcome: Outcome, words: Words) -> str:
    """What a check concluded, and how much of what it should have seen it did not see."""
    if outcome.state is State.SATISFIED:
        said = words.check(outcome.check, "satisfied")
    elif outcome.state is State.UNSATISFIED:
        said = words("answers.found", count=outcome.findings, seen=outcome.examined)
    elif outcome.state is State.UNANSWERED:
        said = words("answers.could_not", reasons=words.term("outcome_reasons", outcome.reason))
    else:
        said = words("answers.no_object", reason=words.term("outcome_reasons", outcome.reason))
    return f"{said} {_unseen(outcome.missing, words)}".rstrip()


def _unknown(outcomes: Sequence[Outcome], question: str, words: Words) -> str:
    unanswered = [each for each in outcomes if each.state is State.UNANSWERED]
    if unanswered:
        reasons = sorted({words.term("outcome_reasons", each.reason) for each in unanswered})
        return words("answers.could_not", reasons=", ".join(reasons))
    return words("answers.unmeasured", needs=QUESTIONS[question].needs[words.language])


def _unseen(missing: Collection[Missing], words: Words) -> str:
    if not missing:
        return ""
    reasons = sorted({words.term("outcome_reasons", gap.reason) for gap in missing})
    return words("limits.missing", count=len(missing), reasons=", ".join(reasons))


def _known(view: View, sub: SubAnswer, words: Words) -> str:
    word = view.words.get(sub.id)
    if word is not None and sub.verdict in {Verdict.DECLARED, Verdict.STALE}:
        return spoken(words.question(sub.id), word, view.judgement.as_of, words)
    return _specific(view, sub, words) or _sub(sub, words)


def spoken(asked: str, word: AttestedAnswer, day: date, words: Words) -> str:
    """What a person answered, by function, when and until when; or that it has run out."""
    said = {"question": asked, "role": word.role, "day": words.day(word.day)}
    until = words.day(word.expires)
    if not word.current(day):
        return words("answers.spoken_over", until=until, **said)
    if word.years is not None:
        value = words("answers.years", count=word.years)
    else:
        value = words.term("values", word.answer)
    return words("answers.spoken", value=value, until=until, **said)


def has_answer(told: QuestionAnswer) -> bool:
    """Whether there is a verdict to show: a check bears on it, or somebody answered."""
    worded = told.verdict in {Verdict.DECLARED, Verdict.STALE}
    return bool(told.expected or worded) and not told.not_asked


def _sub(sub: SubAnswer, words: Words) -> str:
    if sub.leaning is Leaning.UNKNOWN:
        return ""
    value = words.term("values", sub.value)
    return words("answers.sub", question=words.question(sub.id), value=value)


def _specific(view: View, sub: SubAnswer, words: Words) -> str:
    """Sub-questions whose measure deserves its own sentence."""
    if sub.leaning is Leaning.UNKNOWN:
        return ""
    if sub.id == "3a" and view.bridge is not None:
        bridge = view.bridge
        told = words(
            "answers.3a_no" if sub.value == "no" else "answers.3a_yes",
            accounts=bridge.nominative_accounts,
            persons=bridge.persons_with_account,
            count=bridge.unexplained,
        )
        asked = bridge.other_site
        return f"{told} {words('answers.3a_other_site', count=asked)}" if asked else told
    if sub.id in {"3b", "8a"} and sub.measure is not None:
        return words(f"answers.{sub.id}_{sub.value}", count=sub.measure.value)
    if sub.id in _TOLD and sub.value == "yes":
        return " ".join(_TOLD[sub.id](view, words))
    if sub.id in _COUNTED:
        return " ".join([*_oldest(sub, words), *_counted(view, sub.id, words)])
    return ""


def _oldest(sub: SubAnswer, words: Words) -> list[str]:
    """The age of the oldest server that has one: the open sub-question's own answer."""
    if sub.id != "6a" or sub.measure is None:
        return []
    return [words("answers.6a", count=sub.measure.value)]


def _hours(view: View, words: Words) -> list[str]:
    """How many hours the watched services lost, rounded up."""
    outcome = view.outcome("availability.lost-hours")
    if outcome is None or outcome.measure is None:
        return []
    key = "answers.hours_lost" if outcome.measure.value else "answers.hours_none"
    return [words(key, count=outcome.measure.value, seen=outcome.examined)]


def _sessions(view: View, words: Words) -> list[str]:
    """Whose sessions stay open, by policy, and on how many of the workstations that answered."""
    found = []
    for check, text in (
        ("policy.unlocked", "answers.sessions_open"),
        ("policy.lock-slow", "answers.sessions_late"),
    ):
        users: dict[object, int] = {}
        for each in view.findings(check):
            told, room = (each.finding.values.get(name) for name in ("users", "room"))
            users[room] = users.get(room, 0) + (told if isinstance(told, int) else 0)
        # The same users sit in every place: they are counted once, at the least.
        if count := max(users.values(), default=0):
            found.append(words(text, count=count))
    for check, text in (
        ("locks.never", "answers.seats_open"),
        ("locks.slow", "answers.seats_late"),
        ("locks.auto-logon", "answers.seats_auto"),
    ):
        if count := len(view.findings(check)):
            found.append(words(text, count=count))
    return found


# What a "yes" says, where it has more to say than findings to count.
_TOLD = {"1a": _hours, "9a": _sessions}

# By sub-question: the checks whose findings are counted in its answer, and in which words.
_COUNTED = {
    "1a": (
        ("availability.unwatched", "answers.services_unwatched"),
        ("availability.lost-hours", "answers.hours_unknown"),
    ),
    "5a": (
        ("backups.none", "answers.backups_none"),
        ("backups.old", "answers.backups_old"),
    ),
    "5b": (("backups.restore-slow", "answers.restores_slow"),),
    "7a": (
        ("backups.restore-untried", "answers.restores_untried"),
        ("backups.restore-failed", "answers.restores_failed"),
    ),
    "6a": (("inventory.old", "answers.servers_old"),),
    "6b": (("inventory.unmaintained", "answers.servers_unmaintained"),),
    "6c": (
        ("computers.server-past-support", "answers.6c_yes"),
        ("hosts.past-support", "answers.hosts_past"),
        ("inventory.hypervisor-past-support", "answers.hypervisors_past"),
        ("hosts.last-update", "answers.hosts_late"),
    ),
    "10a": (("logs.kept-short", "answers.logs_short"), ("logs.off", "answers.logs_off")),
}


def _counted(view: View, sub: str, words: Words) -> list[str]:
    found = []
    days = dict(view.judgement.thresholds).get("log_retention_days", 90)
    for check, text in _COUNTED[sub]:
        outcome = view.outcome(check)
        if outcome is None:
            continue
        if outcome.findings:
            found.append(words(text, count=outcome.findings, seen=outcome.examined, days=days))
        elif check == "hosts.last-update" and outcome.state is State.SATISFIED:
            found.append(words("answers.hosts_current", count=outcome.examined))
    return found


def limits(
    view: View, told: QuestionAnswer, words: Words, *, unanswered: Unanswered = "named"
) -> list[str]:
    """What the answer does not rest on, or what was not seen.

    `unanswered`: checks without an answer are named, counted, or told elsewhere.
    """
    if told.not_asked:
        return []
    outcomes = _outcomes(view, told)
    found = list(coverage.told(view, words)) if told.id == "Q9" else []
    missing = {gap for each in outcomes for gap in each.missing}
    if missing:
        found.append(_unseen(missing, words))
    ruling = [each for each in outcomes if each.role is not Role.INFORMS]
    if any(each.completeness == "unknown" for each in ruling):
        found.append(words("limits.unknown"))
    if any(each.ground == "handed_over" for each in ruling):
        found.append(words("limits.handed_over"))
    elif any(each.references == "handed_over" for each in ruling):
        rolls = told.id == "Q3"
        found.append(words("limits.references" if rolls else "limits.references_files"))
    open_checks = [each for each in outcomes if each.state is State.UNANSWERED]
    if open_checks and told.leaning is not Leaning.UNKNOWN:
        if unanswered == "counted":
            found.append(words("limits.unanswered_count", count=len(open_checks)))
        elif unanswered == "named":
            names = ", ".join(words.check(each.check, "title") for each in open_checks)
            found.append(words("limits.unanswered", checks=names))
    person = QUESTIONS[told.id].person[words.language]
    found.append(words("limits.person", what=person))
    return found


def scope(view: View, words: Words) -> str:
    """The questions left out, since when and why; nothing when all ten are asked."""
    judgement = view.judgement
    if not judgement.not_asked:
        return ""
    parts = [words("scope.questions", ids=", ".join(judgement.not_asked))]
    if judgement.not_asked_since:
        parts.append(words("scope.since", day=words.day(judgement.not_asked_since)))
    if judgement.not_asked_reason:
        parts.append(words("scope.reason", reason=judgement.not_asked_reason))
    return ", ".join(parts) + "."


def counts(told: QuestionAnswer, words: Words) -> str:
    """N satisfied / n evaluated / n expected; there is no lone percentage."""
    return words(
        "answers.counts",
        satisfied=told.satisfied,
        evaluated=told.evaluated,
        expected=told.expected,
    )


def _outcomes(view: View, told: QuestionAnswer) -> list[Outcome]:
    return [each for each in view.judgement.outcomes if each.question == told.id]
