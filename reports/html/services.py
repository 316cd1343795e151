"""The year of each declared service, the one that lost most on top."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from agent.core.facts.availability import ServiceAvailability, Spell, SpellKind
from reports.html.bars import LEFT, LISTED, LONGEST, WIDTH, Bar, Picture, keyed
from reports.html.listing import Listing, listing
from reports.view import View
from reports.words import Words

_HOUR, _DAY = 3600, 24 * 3600
_YEAR = 365
_KINDS = {SpellKind.UNPLANNED: "past", SpellKind.PLANNED: "extension", SpellKind.UNWATCHED: "dark"}
_SPELLED = ("service", "what", "first", "last", "times", "length")


def picture(view: View, say: Words) -> Picture:
    """The year of each service: its outages and the times that nobody looked, in place."""
    today = view.judgement.as_of
    shown = _lost_first(view)
    firsts = [
        date(today.year + (month <= 0) * -1, (month - 1) % 12 + 1, 1)
        for month in range(today.month - 11, today.month + 1)
    ]
    return Picture(
        rows=[_row(each, today, say) for each in shown[:LISTED]],
        ticks=[(_at(day, today), say.month(day)) for day in firsts],
        line=LEFT + WIDTH,
        line_words=say.day(today),
        more=max(len(shown) - LISTED, 0),
        keys=keyed(say, "services", "past", "extension", "dark", "young"),
    )


def _at(day: date, today: date) -> int:
    return LEFT + round(max(_YEAR - (today - day).days, 0) * WIDTH / _YEAR)


def _row(each: ServiceAvailability, today: date, say: Words) -> Bar:
    name = each.key[:LONGEST]
    bars = [_bar(spell, today) for spell in sorted(each.spells, key=_below)]
    if not each.placed:
        bars = list(_longest_alone(each, today))
    if each.watched is False:  # what tickets tell of it stands over a year in the dark
        return Bar(name, bars or [("dark", LEFT, WIDTH)], [], say("services.nobody"))
    if each.never_up:
        return Bar(name, bars, [], say("services.never_up"))
    note = say("services.lost", length=_length(each.lost, say), count=each.outages)
    return Bar(name, bars, [], note)


def _below(spell: Spell) -> int:
    """What is drawn first lies under the others: an unplanned outage is hidden by nothing."""
    return -list(SpellKind).index(spell.what)


def _bar(spell: Spell, today: date) -> tuple[str, int, int]:
    kind = _KINDS[spell.what]
    if kind == "dark" and spell.seconds * 2 < (spell.last - spell.first).total_seconds():
        kind = "young"  # nights alone, say: somebody looked for most of it
    return (kind, *_span(spell.first, spell.last, today))


def _longest_alone(each: ServiceAvailability, today: date) -> Iterator[tuple[str, int, int]]:
    """All that a judgement of before spells were kept tells the place of."""
    for kind, since, lasting in (
        ("dark", each.hole_from, each.longest_hole),
        ("extension" if each.longest_planned else "past", each.longest_from, each.longest),
    ):
        if since is not None and lasting:
            yield (kind, *_span(since, since + timedelta(seconds=lasting), today))


def _span(first: datetime, last: datetime, today: date) -> tuple[int, int]:
    """Where it stands on the year and how wide it is: never too thin to be seen."""
    start = min(_at(first.date(), today), LEFT + WIDTH - 3)
    return start, max(_at(last.date(), today) - start, 3)


def legend(view: View, say: Words) -> str:
    """What the picture shows: all, or what an older judgement kept."""
    placed = all(each.placed for each in view.services)
    return say("services.picture" if placed else "services.picture_longest")


def spells(view: View, say: Words) -> Listing:
    """Every outage and every time that nobody looked, by service, oldest first."""
    every = [(each.key, spell) for each in _lost_first(view) for spell in each.spells]
    return listing(
        "spells",
        say("services.spells"),
        [say(f"services.column_{name}") for name in _SPELLED],
        [
            [
                name,
                say(f"services.key_{_KINDS[spell.what]}"),
                say.moment(spell.first),
                say.moment(spell.last),
                say.number(spell.times),
                _length(spell.seconds, say),
            ]
            for name, spell in every
        ],
        orders={
            2: [spell.first for _, spell in every],
            3: [spell.last for _, spell in every],
            4: [spell.times for _, spell in every],
            5: [spell.seconds for _, spell in every],
        },
        facets=(0, 1),
    )


def _lost_first(view: View) -> list[ServiceAvailability]:
    return sorted(view.services, key=lambda each: (-each.lost, each.key))


def table(view: View, say: Words) -> list[list[str]]:
    """Every service in words."""
    return [_cells(each, say) for each in _lost_first(view)]


def _cells(each: ServiceAvailability, say: Words) -> list[str]:
    if not each.watched:
        lost = planned = longest = say("services.unknown")
    elif each.never_up:
        lost = planned = longest = say("services.never_up")
    else:
        lost, planned = _length(each.lost, say), _length(each.planned, say)
        longest = _longest(each, say)
    days = say("services.days", count=-(-each.uncovered // _DAY))
    told_by = ", ".join(say(f"services.by_{by}") for by in each.told_by)
    return [each.key, each.purpose, lost, planned, longest, days, told_by]


def _longest(each: ServiceAvailability, say: Words) -> str:
    if each.longest_from is None:
        return say.term("values", "none")
    since = say.day(each.longest_from.date())
    return say("services.longest", length=_length(each.longest, say), since=since)


def _length(seconds: int, say: Words) -> str:
    return say("services.length", hours=seconds // _HOUR, minutes=seconds % _HOUR // 60)
