"""The year of each declared service, the one that lost most on top."""

from datetime import date, datetime, timedelta

from agent.core.facts.availability import ServiceAvailability
from reports.html.hosts import Bar, Picture, keyed
from reports.view import View
from reports.words import Words

_HOUR, _DAY = 3600, 24 * 3600
_LISTED = 40  # services of the picture; the table holds them all
_LEFT, _WIDTH = 320, 430  # as the pictures of hosts
_YEAR = 365


def picture(view: View, say: Words) -> Picture:
    """The year of each service: its longest outage and the longest time nobody looked, in place."""
    today = view.judgement.as_of
    shown = _lost_first(view)
    firsts = [
        date(today.year + (month <= 0) * -1, (month - 1) % 12 + 1, 1)
        for month in range(today.month - 11, today.month + 1)
    ]
    return Picture(
        rows=[_row(each, today, say) for each in shown[:_LISTED]],
        ticks=[(_at(day, today), say.month(day)) for day in firsts],
        line=_LEFT + _WIDTH,
        line_words=say.day(today),
        more=max(len(shown) - _LISTED, 0),
        keys=keyed(say, "services", "past", "extension", "dark"),
    )


def _at(day: date, today: date) -> int:
    return _LEFT + round(max(_YEAR - (today - day).days, 0) * _WIDTH / _YEAR)


def _row(each: ServiceAvailability, today: date, say: Words) -> Bar:
    bars: list[tuple[str, int, int]] = []
    if each.watched is False:
        bars.append(("dark", _LEFT, _WIDTH))
        return Bar(each.key[:42], bars, [], say("services.nobody"))
    for kind, since, seconds in (
        ("dark", each.hole_from, each.longest_hole),
        ("extension" if each.longest_planned else "past", each.longest_from, each.longest),
    ):
        if since is not None and seconds:
            bars.append((kind, *_span(since, seconds, today)))
    if each.never_up:
        return Bar(each.key[:42], bars, [], say("services.never_up"))
    note = say("services.lost", length=_length(each.lost, say), count=each.outages)
    return Bar(each.key[:42], bars, [], note)


def _span(since: datetime, seconds: int, today: date) -> tuple[int, int]:
    """Where it stands on the year and how wide it is: never too thin to be seen."""
    start = min(_at(since.date(), today), _LEFT + _WIDTH - 3)
    end = _at((since + timedelta(seconds=seconds)).date(), today)
    return start, max(end - start, 3)


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
