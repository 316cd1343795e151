"""Lock coverage by unit: locked, certainly not locked, and what cannot be told."""

from agent.core.facts.effective import LockCoverage
from reports import coverage
from reports.html.hosts import Bar, Picture, keyed
from reports.html.listing import Listing, listing
from reports.view import View
from reports.words import Words

_LISTED = 40  # units of the picture, the least locked first; the table holds the rest
_LEFT, _WIDTH = 320, 430  # as the pictures of hosts
_HEADS = ("place", "side", "enabled", "known", "locked", "why")
_LONGEST = 42  # letters of a label


def picture(view: View, say: Words) -> Picture:
    """Each unit's enabled users or workstations as shares of one bar."""
    told = [each for each in view.coverages if each.enabled]
    told.sort(key=lambda each: (each.locked - each.enabled, each.side, each.place.lower()))
    return Picture(
        rows=[_row(each, say) for each in told[:_LISTED]],
        ticks=[(_LEFT + _WIDTH * share // 100, f"{share} %") for share in (0, 50, 100)],
        line=_LEFT + _WIDTH,
        line_words="",
        more=max(len(told) - _LISTED, 0),
        keys=keyed(say, "coverage", "regular", "past", "dark"),
    )


def _row(each: LockCoverage, say: Words) -> Bar:
    bars, start = [], 0
    for kind, count in (
        ("regular", each.locked),
        ("past", each.known - each.locked),
        ("dark", each.enabled - each.known),
    ):
        width = round((start + count) * _WIDTH / each.enabled) - round(
            start * _WIDTH / each.enabled
        )
        if count:
            bars.append((kind, _LEFT + round(start * _WIDTH / each.enabled), max(width, 2)))
        start += count
    side = say(f"coverage.side_{each.side}")
    note = say("coverage.note", locked=each.locked, enabled=each.enabled, side=side)
    return Bar(_short(each.place), bars, [], note)


def _short(place: str) -> str:
    """The unit's own name and that of its parent: a whole DN is in the table."""
    parts = [part.partition("=")[2] or part for part in place.split(",")[:2]]
    return " · ".join(parts)[:_LONGEST]


def listed(view: View, say: Words) -> Listing:
    """Every unit in words, to filter and to sort."""
    order = sorted(view.coverages, key=lambda each: (each.side != "users", each.place.lower()))
    rows = coverage.rows(view, say)
    orders = {
        2: [each.enabled for each in order],
        3: [coverage.portion(each) for each in order],
        4: [each.locked for each in order],
    }
    heads = [say(f"coverage.column_{head}") for head in _HEADS]
    return listing("locks", say("coverage.title"), heads, rows, orders=orders, facets=(1,))
