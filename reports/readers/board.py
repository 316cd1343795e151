"""For the director and the board: ten answers to read aloud, three decisions, and nobody's name."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from agent.core.answers import Leaning, QuestionAnswer, SubAnswer, Verdict
from agent.core.findings import Severity
from agent.core.outcomes import State
from agent.core.sources import Ground
from reports import coverage, sentences
from reports.readers import paper
from reports.readers.nameless import nameless
from reports.readers.paper import Block, Paper, Shape, items, section, text
from reports.readers.words import Words, words
from reports.view import View

_DECISIONS = 3  # that a meeting can take
_GROUNDS = ("live", "handed_over", "declared", "stale", "unknown")
_ALWAYS = 3  # of these are told even when there is none


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
            section(say("board.brief"), text(" ".join(_brief(view, say)))),
            section(say("board.decide"), items(_decisions(view, say), Shape.STEPS)),
            section(say("board.rests"), items(_rests(answers, say))),
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


def _decisions(view: View, say: Words) -> Iterator[str]:
    """The questions that most call for one, each with what it rests on."""
    asked = [each for each in view.judgement.answers if not each.not_asked]
    called = sorted((each for each in asked if _calls(each)), key=lambda each: _rank(view, each))
    for each in called[:_DECISIONS]:
        known = each.leaning is not Leaning.UNKNOWN
        told = say(f"decisions.{each.id}" if known else f"decisions.{each.id}_unknown")
        yield f"{told} {_because(view, each, say)}"
    if not called:
        yield say("board.nothing_to_decide")


def _calls(told: QuestionAnswer) -> bool:
    return told.verdict is not Verdict.PROVEN


def _rank(view: View, told: QuestionAnswer) -> tuple[int, int, int]:
    """What facts contradict first, the gravest of it before, then what nobody knows."""
    order = (
        Verdict.CONTRADICTED,
        Verdict.PARTIAL,
        Verdict.STALE,
        Verdict.UNMEASURED,
        Verdict.DECLARED,
    )
    grave = _found(view, told)
    return order.index(told.verdict), -grave[Severity.SERIOUS], -grave[Severity.GAP]


def _found(view: View, told: QuestionAnswer) -> Counter[Severity]:
    return Counter(
        each.finding.severity for each in view.judgement.findings if each.check in told.checks
    )


def _because(view: View, told: QuestionAnswer, say: Words) -> str:
    found = _found(view, told)
    number = told.id.removeprefix("Q")
    if not found.total():
        return say("board.because_unknown", number=number)
    grave = found[Severity.SERIOUS]
    text = "board.because_grave" if grave else "board.because"
    return say(text, number=number, count=found.total(), grave=grave)


def _rests(answers: tuple[QuestionAnswer, ...], say: Words) -> Iterator[str]:
    """Of the sub-questions asked, what was measured, handed over, declared, or is not known."""
    found: dict[str, list[SubAnswer]] = {name: [] for name in _GROUNDS}
    for each in answers:
        for sub in () if each.not_asked else each.answers:
            found[_ground(sub)].append(sub)
    for place, (name, subs) in enumerate(found.items()):
        if subs:
            numbers = dict.fromkeys(sub.id.rstrip("abc") for sub in subs)
            yield say(f"board.rests_{name}", count=len(subs), numbers=", ".join(numbers))
        elif place < _ALWAYS:
            yield say(f"board.rests_{name}_none")


def _ground(sub: SubAnswer) -> str:
    if sub.verdict is Verdict.STALE:
        return "stale"
    if sub.leaning is Leaning.UNKNOWN or sub.ground is Ground.NONE:
        return "unknown"
    return sub.ground.value


def _excluded(view: View, say: Words) -> Iterator[str]:
    """What the answers leave out: questions, findings that are lived with, what was not seen."""
    judged = view.judgement
    if judged.not_asked:
        numbers = ", ".join(each.removeprefix("Q") for each in judged.not_asked)
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
    """Those of the page, but for the checks that could not answer: they are counted above."""
    outcomes = [
        replace(each, state=State.NOT_APPLICABLE) if each.state is State.UNANSWERED else each
        for each in view.judgement.outcomes
    ]
    judgement = replace(view.judgement, outcomes=tuple(outcomes))
    return sentences.limits(replace(view, judgement=judgement, coverages=()), told, say)
