"""Lock coverage by unit: locked, certainly not locked, and what cannot be told."""

from agent.core.facts.effective import LockCoverage
from reports import coverage
from reports.html.bars import LEFT, LISTED, LONGEST, WIDTH, Bar, Picture, keyed, stacked
from reports.html.listing import Listing, listing
from reports.view import View
from reports.words import Words

_HEADS = ("place", "side", "enabled", "known", "locked", "why")


def picture(view: View, say: Words) -> Picture:
    """Each unit's enabled users or workstations as shares of one bar."""
    told = [each for each in view.coverages if each.enabled]
    told.sort(key=lambda each: (each.locked - each.enabled, each.side, each.place.lower()))
    return Picture(
        rows=[_row(each, say) for each in told[:LISTED]],
        ticks=[(LEFT + WIDTH * share // 100, f"{share} %") for share in (0, 50, 100)],
        line=LEFT + WIDTH,
        line_words="",
        more=max(len(told) - LISTED, 0),
        keys=keyed(say, "coverage", "regular", "past", "dark"),
    )


def _row(each: LockCoverage, say: Words) -> Bar:
    parts = (
        ("regular", each.locked),
        ("past", each.known - each.locked),
        ("dark", each.enabled - each.known),
    )
    side = say(f"coverage.side_{each.side}")
    note = say("coverage.note", locked=each.locked, enabled=each.enabled, side=side)
    return Bar(_short(each.place), stacked(parts, each.enabled), [], note)


def _short(place: str) -> str:
    """The unit's own name and that of its parent: a whole DN is in the table."""
    parts = [part.partition("=")[2] or part for part in place.split(",")[:2]]
    return " · ".join(parts)[:LONGEST]


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
