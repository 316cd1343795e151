"""For the director and the board: ten answers to read aloud, three decisions, and nobody's name."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from agent.core.answers import QuestionAnswer, Verdict
from reports import coverage, sentences
from reports.html.decisions import decisions
from reports.html.grounds import grounds
from reports.html.trend import current, differences, earlier
from reports.readers import paper
from reports.readers.nameless import nameless
from reports.readers.paper import Block, Paper, Shape, items, section, text
from reports.readers.words import Words, words
from reports.view import View

_GROUNDS = ("live", "handed_over", "declared", "unknown")


def render(view: View, language: str) -> bytes:
    """One page, two sides of A4."""
    say = words(language)
    bare = nameless(view, say("board.somebody"))
    return paper.render(_paper(bare, say), bare, say)


def _paper(view: View, say: Words) -> Paper:
    answers = view.judgement.answers
    return Paper(
        say("board.title"),
        paper.dated(view, say),
        (
            section(say("board.brief"), text(" ".join((*_brief(view, say), *_since(view, say))))),
            section(say("board.decide"), items(_decisions(view, say), Shape.STEPS)),
            section(say("board.rests"), items(_rests(view, say))),
            section(say("board.excluded"), items(_excluded(view, say))),
            section(
                say("board.answers"),
                Block(Shape.ANSWERS, tuple(_answer(view, each, say) for each in answers)),
            ),
            section(
                say("board.presented"),
                Block(Shape.FORM, ((say("board.day"),), (say("board.signature"),))),
            ),
        ),
        say("board.foot", tool=view.run.tool),
    )


def _brief(view: View, say: Words) -> Iterator[str]:
    """How many answers are worth what; those left out are told elsewhere."""
    told = Counter(each.verdict for each in view.judgement.answers if not each.not_asked)
    for verdict in (
        Verdict.CONTRADICTED,
        Verdict.PARTIAL,
        Verdict.PROVEN,
        Verdict.DECLARED,
        Verdict.STALE,
        Verdict.UNMEASURED,
    ):
        if told[verdict]:
            yield say(f"board.tally_{verdict}", count=told[verdict])


def _since(view: View, say: Words) -> Iterator[str]:
    """What became of the answers since the audit before; nothing when this is the first."""
    past = earlier(view)
    if not past:
        return
    judged = view.judgement
    before, now = past[-1], current(view)
    known = {each.id: (each.verdict, each.leaning) for each in before.told.answers}
    apart = [each.id for each in judged.answers if any(differences(before, now, each.id))]
    alike = [each for each in judged.answers if each.id not in apart]
    changed = [each.id for each in alike if known[each.id] != (each.verdict, each.leaning)]
    day = say.day(before.told.as_of)
    yield say("board.trend", day=day, same=len(alike) - len(changed), count=len(changed))
    if changed:
        yield say("board.trend_changed", numbers=_numbers(changed))
    if apart:
        yield say("board.trend_apart", count=len(apart))


def _numbers(ids: Iterable[str]) -> str:
    """The questions of questions or sub-questions, each once: "3, 10"."""
    return ", ".join(dict.fromkeys(each.strip("Qabc") for each in ids))


def _decisions(view: View, say: Words) -> Iterator[str]:
    """The three of the page, each as a director decides of a question."""
    called = decisions(view, say)
    for each in called:
        known = "" if each.found else "_unknown"
        told = say(f"board_decisions.{each.question}{known}")
        yield say("board.because", told=told, number=each.question.strip("Q"), why=each.why)
    if not called:
        yield say("board.nothing_to_decide")


def _rests(view: View, say: Words) -> Iterator[str]:
    """Of the sub-questions asked, what was measured, handed over, declared, or is not known."""
    squares = grounds(view, say).squares
    for name in _GROUNDS:
        found = [each.id for each in squares if each.code == name]
        if found:
            yield say(f"board.rests_{name}", count=len(found), numbers=_numbers(found))
        else:
            yield say(f"board.rests_{name}_none")


def _excluded(view: View, say: Words) -> Iterator[str]:
    """What the answers leave out: questions, findings that are lived with, what was not seen."""
    judged = view.judgement
    if judged.not_asked:
        numbers = _numbers(judged.not_asked)
        since = judged.not_asked_since
        told = say("board.not_asked", numbers=numbers, count=len(judged.not_asked))
        yield f"{told} {say('board.since', day=say.day(since))}" if since else told
    else:
        yield say("board.all_asked")
    if waived := sum(each.waiver is not None for each in judged.findings):
        yield say("board.waived", count=waived)
    if unseen := len({gap for each in judged.outcomes for gap in each.missing}):
        yield say("board.unseen", count=unseen)
    yield say("board.silence")


def _answer(view: View, told: QuestionAnswer, say: Words) -> tuple[str, str, str, str]:
    title = say("board.question", number=told.id.removeprefix("Q"), title=say.title(told.id))
    answer = sentences.answer(view, told, say)
    if told.not_asked:
        return title, say.question(told.id), answer, ""
    said = f"{answer} {say(f'board.verdict_{told.verdict}')}"
    limits = (*_counts(told, say), *_locks(view, told, say), *_limits(view, told, say))
    return title, say.question(told.id), said, " ".join(limits)


def _counts(told: QuestionAnswer, say: Words) -> Iterator[str]:
    """The three counts of checks, in a sentence."""
    if told.expected:
        yield say(
            "board.counts",
            expected=told.expected,
            evaluated=told.evaluated,
            satisfied=told.satisfied,
        )


def _locks(view: View, told: QuestionAnswer, say: Words) -> Iterator[str]:
    """Of how much of the park the lock is known; its units and policies are the page's."""
    if told.id != "Q9":
        return
    for side in ("users", "seats"):
        found = [each for each in view.coverages if each.side == side]
        total = sum(each.enabled for each in found)
        if total:
            share = coverage.share(sum(each.known for each in found), total, say)
            locked = say.number(sum(each.locked for each in found))
            yield say(f"coverage.{side}", share=share, total=say.number(total), locked=locked)


def _limits(view: View, told: QuestionAnswer, say: Words) -> list[str]:
    """Those of the page, but for what is counted above: checks without an answer, and locks."""
    return sentences.limits(replace(view, coverages=()), told, say, unanswered="elsewhere")
