"""Each answer against those of earlier audits; one given by other rules compares with nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.core.answers import QuestionAnswer, Verdict
from agent.core.judgements import Asked, PastAnswers, PastAudit
from reports import thresholds
from reports.html import evidence
from reports.view import View
from reports.words import Words

_TWICE = 2  # times as many sources
_LEFT, _STEP, _ROW = 250, 24, 30  # of the picture, in its own units


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer of one audit: where it stands, its verdict as a code, and its words."""

    x: int
    y: int
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One question over the audits: what became of it, its marks, and where its rules changed."""

    id: str
    title: str
    words: str
    y: int
    marks: list[Mark]
    breaks: list[int]  # x


@dataclass(frozen=True, slots=True)
class Trend:
    """Every question; `days` are (x, words) of the audits, `table` the same in words."""

    lines: list[Line]
    days: list[tuple[int, str]]
    heads: list[str]
    table: list[list[str]]
    height: int
    codes: list[tuple[str, str]]  # verdicts that occur, for the legend

    @property
    def compared(self) -> bool:
        """Whether there is an earlier audit."""
        return len(self.days) > 1


def trend(view: View, say: Words) -> Trend:
    """The answers of the audits up to this one; this one's are those of the page."""
    judged = view.judgement
    audits = [*earlier(view), current(view)]
    found = {each.verdict for audit in audits for each in audit.told.answers}
    return Trend(
        lines=[_line(audits, each, at, say) for at, each in enumerate(judged.answers)],
        days=[(_x(at), say.short_day(each.told.as_of)) for at, each in enumerate(audits)],
        heads=[say("beside.day"), *(each.id for each in judged.answers)],
        table=[_row(each.told, say) for each in reversed(audits)],
        height=len(judged.answers) * _ROW + 40,
        codes=[(each.value, say.term("verdicts", each)) for each in Verdict if each in found],
    )


def earlier(view: View) -> list[PastAudit]:
    """The audits before this one, oldest first."""
    return [each for each in view.past if each.told.run != view.run.run]


def current(view: View) -> PastAudit:
    """This audit as earlier ones are told, with the judgement that the page shows."""
    judged = view.judgement
    told = PastAnswers(
        run=view.run.run,
        as_of=judged.as_of,
        profile=judged.profile,
        thresholds=judged.thresholds,
        not_asked=judged.not_asked,
        answers=judged.answers,
    )
    asked = next((each.asked for each in view.past if each.told.run == view.run.run), None)
    return PastAudit(told, view.run.tool, _asked(view) if asked is None else asked)


def _x(at: int) -> int:
    return _LEFT + at * _STEP + _STEP // 2


def _answer(told: PastAnswers, question: str) -> QuestionAnswer | None:
    return next((each for each in told.answers if each.id == question), None)


def _row(told: PastAnswers, say: Words) -> list[str]:
    return [say.day(told.as_of), *(say.term("verdicts", each.verdict) for each in told.answers)]


def _line(audits: Sequence[PastAudit], asked: QuestionAnswer, at: int, say: Words) -> Line:
    y = at * _ROW + 40
    marks, breaks = [], []
    for place, audit in enumerate(audits):
        told = audit.told
        found = _answer(told, asked.id)
        if found is not None:
            words = say.labelled(say.short_day(told.as_of), say.term("verdicts", found.verdict))
            marks.append(Mark(_x(place), y, found.verdict.value, words))
        if place and any(differences(audits[place - 1], audit, asked.id)):
            breaks.append(_x(place) - _STEP // 2)
    words = _became(audits, asked.id, say)
    return Line(asked.id, say.title(asked.id), words, y, marks, breaks)


def differences(one: PastAudit, other: PastAudit, question: str) -> Iterator[str]:
    """Why two answers to a question are not to be compared, as codes; nothing when they are."""
    was, now = one.told, other.told
    before, after = _answer(was, question), _answer(now, question)
    if before is None or after is None or before.not_asked != after.not_asked:
        yield "scope"
        return
    if was.profile != now.profile:
        yield "profile"
    changed = {name for name, _ in {*was.thresholds} ^ {*now.thresholds}}
    if changed and any(
        changed.intersection(thresholds.of_check(check))
        for check in (*before.checks, *after.checks)
    ):
        yield "threshold"
    if {*before.checks} != {*after.checks}:
        yield "checks"
    if _asked_otherwise(one.asked, other.asked, question):
        yield "sources"
    if one.tool != other.tool:
        yield "version"


def _asked_otherwise(one: Sequence[Asked], other: Sequence[Asked], question: str) -> bool:
    """Whether a kind of source was asked by one audit alone, or by one twice as much or more.

    An audit of some sources (`--only`) is thus compared with no whole one; a host more is nothing.
    """
    before, after = _sources(one, question), _sources(other, question)
    return any(
        min(before[name], after[name]) * _TWICE <= max(before[name], after[name])
        for name in {*before, *after}
    )


def _sources(asked: Sequence[Asked], question: str) -> dict[str, int]:
    """By collector that the question rests on: how many sources it asked."""
    wanted = evidence.kinds(question)
    found: dict[str, int] = defaultdict(int)
    for each in asked:
        if wanted.intersection(each.kinds):
            found[each.collector] += each.sources
    return found


def _asked(view: View) -> tuple[Asked, ...]:
    """What this audit asked, as the store tells it of earlier ones."""
    found: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for unit in view.units:
        found[unit.collector, unit.kinds].add(unit.source)
    return tuple(Asked(*key, len(sources)) for key, sources in sorted(found.items()))


def _became(audits: Sequence[PastAudit], question: str, say: Words) -> str:
    """What became of an answer since the audit before, and since when it has been so."""
    if len(audits) == 1:
        return say("trend.first")
    why = list(differences(audits[-2], audits[-1], question))
    if why:
        return say("trend.apart", why=", ".join(say(f"trend.{code}") for code in why))
    answers = [_answer(each.told, question) for each in audits]
    now, before = answers[-1], answers[-2]
    if now is None or before is None:
        return say("trend.apart", why=say("trend.scope"))
    if (now.verdict, now.leaning) != (before.verdict, before.leaning):
        if now.verdict == before.verdict:
            was = say.term("leanings", before.leaning)
        else:
            was = say.term("verdicts", before.verdict)
        return say("trend.changed", was=was, day=say.day(audits[-2].told.as_of))
    since = len(audits) - 1
    while since and not any(differences(audits[since - 1], audits[since], question)):
        earlier = answers[since - 1]
        if earlier is None or (earlier.verdict, earlier.leaning) != (now.verdict, now.leaning):
            break
        since -= 1
    return say("trend.same", count=len(audits) - since, day=say.day(audits[since].told.as_of))
