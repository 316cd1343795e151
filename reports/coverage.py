"""Of how much of the park question 9 knows the lock: sentences, and a table by unit."""

from collections.abc import Iterable, Iterator

from agent.core.facts.effective import LockCoverage
from reports.view import View
from reports.words import Words

_NAMED = 5  # policies named in a sentence


def told(view: View, words: Words) -> Iterator[str]:
    """The share of users and of workstations that is known, locked, and was compared."""
    for side in ("users", "seats"):
        found = _of(view, side)
        total = sum(each.enabled for each in found)
        if not total:
            continue
        known = sum(each.known for each in found)
        yield words(
            f"coverage.{side}",
            share=share(known, total, words),
            total=words.number(total),
            locked=words.number(sum(each.locked for each in found)),
        )
        if known < total:
            yield words(
                "coverage.unknown", number=words.number(total - known), why=_why(found, words)
            )
    seats = _of(view, "seats")
    if total := sum(each.enabled for each in seats):
        compared = sum(each.compared for each in seats)
        yield words("coverage.compared", compared=words.number(compared), total=words.number(total))


def rows(view: View, words: Words) -> list[list[str]]:
    """One line a unit: what it holds, known, locked, and what makes the rest undeterminable."""
    order = sorted(view.coverages, key=lambda each: (each.side != "users", each.place.lower()))
    return [
        [
            each.place,
            words(f"coverage.side_{each.side}"),
            words.number(each.enabled),
            words("coverage.percent", share=share(each.known, each.enabled, words)),
            words.number(each.locked),
            _why([each], words) if each.known < each.enabled else "",
        ]
        for each in order
    ]


def portion(each: LockCoverage) -> int:
    """Of how many per thousand the lock is known; none of an empty unit."""
    return each.known * 1000 // each.enabled if each.enabled else 0


def share(part: int, whole: int, words: Words) -> str:
    """A share in percent, rounded down: what is not whole never reads 100."""
    return words.number(part * 100 // whole)


def _of(view: View, side: str) -> list[LockCoverage]:
    return [each for each in view.coverages if each.side == side]


def _why(found: Iterable[LockCoverage], words: Words) -> str:
    doubts = sorted({doubt for each in found for doubt in each.doubts})
    if not doubts:
        return words("coverage.no_pair")
    named = [f"{name} ({words.term('doubts', why)})" for why, name in doubts[:_NAMED]]
    return ", ".join(named) + ("…" if len(doubts) > _NAMED else "")
