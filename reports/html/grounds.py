"""What the sixteen sub-questions rest on: measured, handed over, declared, or not known."""

from dataclasses import dataclass

from agent.core.answers import SubAnswer, Verdict
from agent.core.sources import Ground
from reports.view import View
from reports.words import Words

_CODES = ("live", "handed_over", "declared", "unknown", "left_out")


@dataclass(frozen=True, slots=True)
class Square:
    """One sub-question: where it stands and what it rests on, as a code and in words."""

    id: str
    x: int
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """A row of squares, and the same by kind: (code, words, how many, which)."""

    squares: list[Square]
    kinds: list[tuple[str, str, str, str]]


def grounds(view: View, say: Words) -> Grounds:
    """Each sub-question in the guide's order."""
    told = [(sub, each.not_asked) for each in view.judgement.answers for sub in each.answers]
    codes = [(sub.id, _code(sub, left_out=left_out)) for sub, left_out in told]
    return Grounds(
        squares=[
            Square(sub, 4 + at * 62, code, say(f"grounds.{code}"))
            for at, (sub, code) in enumerate(codes)
        ],
        kinds=[
            (code, say(f"grounds.{code}"), say.number(len(which)), ", ".join(which))
            for code in _CODES
            if (which := [sub for sub, of in codes if of == code])
        ],
    )


def _code(sub: SubAnswer, *, left_out: bool) -> str:
    if left_out:
        return "left_out"
    if sub.verdict in {Verdict.STALE, Verdict.UNMEASURED} or sub.ground is Ground.NONE:
        return "unknown"
    return sub.ground.value
