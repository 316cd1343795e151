"""For the security pilot: accounts against persons over time, coverage, and what has an end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from agent.core.facts.standing import TO_EXPLAIN, Bridge
from agent.core.runs import UnitState
from checks.guide.questions import QUESTIONS, SUBS
from checks.guide.quick_wins import QUICK_WINS
from reports import lists, picture, sentences
from reports.html.trend import trend
from reports.readers import paper
from reports.readers.paper import Block, Paper, Shape, grid, items, section, text
from reports.readers.words import Words, words
from reports.steering import Steering, Word
from reports.view import View

_PARTS = 1000  # of a bar or a line, in a picture's own units
_HEIGHT, _MARGIN = 160, 20
_AUDITS = 52  # on the line: a year of weekly ones
_ROWS = 12  # of a table
_SOON = 90  # days: what ends before is told as soon to end
_STEPS = ("secondary", "several", "elsewhere", "pending", "leavers", "orphans", "ambiguous")
_UNEXPLAINED = {f"{each.value}s" for each in TO_EXPLAIN} | {"ambiguous"}


def render(view: View, language: str) -> bytes:
    """A few sides of A4."""
    say = words(language)
    return paper.render(_paper(view, say), view, say)


def _paper(view: View, say: Words) -> Paper:
    decided = view.steering
    return Paper(
        say("pilot.title"),
        paper.dated(view, say),
        (
            section(say("pilot.answers"), _answers(view, say)),
            section(say("pilot.bridge"), *_bridge(view, say)),
            section(say("pilot.history"), *_history(view, say)),
            section(say("pilot.units"), _units(view, say)),
            section(say("pilot.coverage"), *_coverage(view, say)),
            section(say("pilot.accepted"), *(_accepted(view, decided, say) if decided else ())),
            section(say("pilot.words"), *(_words(view, decided, say) if decided else ())),
            section(say("pilot.plan"), *(_plan(view, decided, say) if decided else ())),
        ),
        say("pilot.foot"),
    )


def _heads(say: Words, *names: str) -> list[str]:
    return [say(f"pilot_columns.{name}") for name in names]


def _answers(view: View, say: Words) -> Block:
    over = trend(view, say)
    since, counts = ("since",) if over.compared else (), ("satisfied", "evaluated", "expected")
    heads = _heads(say, "question", "verdict", "ground", *since, *counts)
    rows = [
        (
            f"{each.id} {say.title(each.id)}",
            say("pilot.left_out") if each.not_asked else say.term("verdicts", each.verdict),
            "" if each.not_asked else say.term("grounds", each.ground),
            *((became.words,) if over.compared else ()),
            *(say.number(count) for count in (each.satisfied, each.evaluated, each.expected)),
        )
        for each, became in zip(view.judgement.answers, over.lines, strict=True)
    ]
    return grid(heads, rows, numbers=3)


def _bridge(view: View, say: Words) -> Iterator[Block]:
    """From persons with an account to accounts, each step where the one before ends."""
    bridge = view.bridge
    if bridge is None:
        yield text(say("pilot.no_bridge"))
        return
    most = max(bridge.nominative_accounts, bridge.persons_with_account, 1)
    rows = [_bar("persons_with_account", bridge.persons_with_account, 0, most, "total", say)]
    at = bridge.persons_with_account
    for name in _STEPS:
        count = int(getattr(bridge, name))
        if count:
            style = "unexplained" if name in _UNEXPLAINED else "explained"
            rows.append(_bar(name, count, at, most, style, say))
            at += count
    rows.append(_bar("nominative", bridge.nominative_accounts, 0, most, "total", say))
    yield Block(Shape.BARS, tuple(rows), legend=say("pilot.bridge_legend"))
    yield text(say("pilot.remainder", count=bridge.unexplained))
    if bridge.other_site:
        yield text(say("pilot.other_site", count=bridge.other_site))
    yield items(
        f"{say(f'maturity.{each.scale}')}{say('pilot.colon')}"
        + (say("maturity.none") if each.level is None else say("maturity.level", level=each.level))
        for each in picture.levels(view)
    )


def _bar(name: str, count: int, start: int, most: int, style: str, say: Words) -> tuple[str, ...]:
    length = max(round(count * _PARTS / most), 3)
    return say(f"bridge.{name}"), say.number(count), str(start * _PARTS // most), str(length), style


def _history(view: View, say: Words) -> Iterator[Block]:
    past = view.history[-_AUDITS:]
    if len(past) > 1:
        yield Block(Shape.LINE, tuple(_points(past, say)), legend=say("pilot.history_legend"))
    heads = _heads(say, "day", "persons", "nominative", "unexplained")
    rows = [
        (say.day(day), *map(say.number, (each.persons, each.nominative_accounts, each.unexplained)))
        for day, each in reversed(past[-_ROWS:])
    ]
    yield grid(heads, rows, numbers=3)
    if len(past) == 1:
        yield text(say("pilot.first"))


def _points(past: Sequence[tuple[date, Bridge]], say: Words) -> Iterator[tuple[str, str, str]]:
    most = max(*(bridge.unexplained for _, bridge in past), 1)
    first = past[0][0]
    days = max((past[-1][0] - first).days, 1)
    for day, bridge in past:
        x = _MARGIN + (day - first).days * (_PARTS - 2 * _MARGIN) // days
        y = _HEIGHT - _MARGIN - bridge.unexplained * (_HEIGHT - 2 * _MARGIN) // most
        told = f"{say.day(day)}{say('pilot.colon')}{say.number(bridge.unexplained)}"
        yield str(x), str(y), told


def _units(view: View, say: Words) -> Block:
    heads = _heads(say, "unit", "persons_with_account", "nominative", "unexplained")
    rows = [
        (
            say("units.unknown") if each.name is None else each.name or say("units.small"),
            *map(say.number, (len(each.persons), each.accounts, each.unexplained)),
        )
        for each in picture.units(view.standings)
    ]
    return grid(heads, rows, numbers=3, legend=say("pilot.units_legend"))


def _coverage(view: View, say: Words) -> Iterator[Block]:
    """What was asked and did not answer, what was expected and not seen, and how old lists are."""
    failed = [each for each in view.units if each.state is not UnitState.DONE]
    done = len(view.units) - len(failed)
    yield text(say("pilot.answered", done=done, count=len(view.units)))
    silent = Counter((each.source, say.term("outcome_reasons", each.reason)) for each in failed)
    yield grid(
        _heads(say, "source", "why", "collections"),
        [(source, why, say.number(count)) for (source, why), count in sorted(silent.items())],
        numbers=1,
    )
    missing = {gap for each in view.judgement.outcomes for gap in each.missing}
    reasons = Counter(say.term("outcome_reasons", gap.reason) for gap in missing)
    yield grid(
        _heads(say, "unseen", "count"),
        [(why, say.number(count)) for why, count in reasons.most_common()],
        numbers=1,
    )
    yield items(lists.roll(each, say) for each in view.rolls)
    if scope := sentences.scope(view, say):
        yield text(scope)


def _accepted(view: View, decided: Steering, say: Words) -> Iterator[Block]:
    rows = [
        (
            say.number(each.number),
            say.check(each.check, "title"),
            say(f"pilot.state_{each.state}"),
            say.day(each.until),
            _left(each.until, view.judgement.as_of, say),
        )
        for each in sorted(decided.accepted, key=lambda each: (each.until, each.number))
    ]
    if not rows:
        yield text(say("pilot.no_accepted"))
    yield grid(_heads(say, "number", "check", "state", "until", "left"), rows)


def _left(until: date, today: date, say: Words) -> str:
    days = (until - today).days
    if days < 0:
        return say("pilot.over")
    return say("pilot.soon" if days <= _SOON else "pilot.later", count=days)


def _words(view: View, decided: Steering, say: Words) -> Iterator[Block]:
    """The last word on each thing, the soonest to end first."""
    last = {each.about or str(each.number): each for each in decided.words}
    rows = [
        (
            say.number(each.number),
            _about(each, say),
            say.day(each.day),
            say.day(each.expires),
            _left(each.expires, view.judgement.as_of, say),
        )
        for each in sorted(last.values(), key=lambda each: (each.expires, each.number))
    ]
    if not rows:
        yield text(say("pilot.no_words"))
    yield grid(_heads(say, "number", "answered", "said", "until", "left"), rows)


def _about(word: Word, say: Words) -> str:
    if word.about in SUBS or word.about in QUESTIONS:
        return f"{word.about} {say.question(word.about)}"
    if word.about in QUICK_WINS:
        return f"{word.about} {say.typeset(QUICK_WINS[word.about].words[say.language])}"
    return say("pilot.free_words")


def _plan(view: View, decided: Steering, say: Words) -> Iterator[Block]:
    today = view.judgement.as_of
    seen = Counter(each.seen for each in decided.plan)
    planned = [each for each in decided.plan if each.state is not None]
    late = [
        each
        for each in planned
        if each.due and each.due < today and each.state in {"to_do", "doing"}
    ]
    yield text(say("pilot.progress", count=len(decided.plan), planned=len(planned), late=len(late)))
    yield grid(
        _heads(say, "shown", "count"),
        [(say(f"pilot.seen_{name}"), say.number(count)) for name, count in seen.most_common()],
        numbers=1,
    )
    rows = [
        (
            say.check(each.check, "title"),
            say.number(each.findings),
            say(f"pilot.said_{each.state}"),
            say.day(each.due) if each.due else "",
            say(f"pilot.seen_{each.seen}"),
        )
        for each in planned
    ]
    yield grid(_heads(say, "action", "findings", "said_state", "due", "shown"), rows)
