"""Hosts as two pictures: until when they are patched, and how far back their logs go."""

from datetime import date
from typing import Any

from agent.core.facts.hosts import Machine
from agent.core.facts.logs import Retention
from agent.core.facts.park import ParkSystem
from reports.html.bars import LEFT, LISTED, LONGEST, WIDTH, Bar, Picture, keyed
from reports.html.listing import Listing, listing
from reports.view import View
from reports.words import Words

_LEAST = 8  # of a bar that ends before the time line: its pattern has to be seen
_BEFORE, _AFTER = 3 * 365, 7 * 365  # days that the time line shows around the evaluation
_DAYS = 400  # of the retention picture: beyond a year, longer is no better
_COLUMNS = (
    "host",
    "os",
    "support_ends",
    "extended_support_ends",
    "last_update",
    "pending",
    "log_retention_days",
    "hardware",
)
_ORDERED = _COLUMNS[2:7]  # by day or by number, not by their words


def ends(view: View, say: Words) -> Picture:
    """Each host's regular and extended ends of support, the first to end on top."""
    today = view.judgement.as_of
    known = [each for each in view.machines if each.support_ends or each.over]
    known.sort(key=lambda each: (each.support_ends or date.min, each.host))
    return Picture(
        rows=[_ends(each, today, say) for each in known[:LISTED]],
        ticks=years(today),
        line=at(today, today),
        line_words=say.day(today),
        more=max(len(known) - LISTED, 0),
        keys=keyed(say, "ends", "regular", "past", "extension"),
    )


def _ends(each: Machine, today: date, say: Words) -> Bar:
    over = each.over or (each.support_ends is not None and each.support_ends < today)
    bars = until("past" if over else "regular", each, today)
    note = say.short_day(each.support_ends) if each.support_ends else "?"
    if each.extended_support_ends:
        note += f" · {each.extension or '+'} {say.short_day(each.extended_support_ends)}"
    return Bar(f"{each.host} · {each.os.partition(' (')[0]}"[:LONGEST], bars, [], note)


def until(kind: str, each: Machine | ParkSystem, today: date) -> list[tuple[str, int, int]]:
    """How long a system gets fixes: a bar up to its regular end, and its extension after it."""
    ends, extended = each.support_ends or date.min, each.extended_support_ends
    start, regular = at(date.min, today), at(ends, today)
    bars = [(kind, start, max(regular - start, _LEAST))]
    if extended and extended > ends:
        over = extended < today
        bars.append(("past" if over else "extension", regular, at(extended, today) - regular))
    return bars


def years(today: date) -> list[tuple[int, str]]:
    """The first days of the years of the time line."""
    shown = range(today.year - 2, today.year + 7)
    return [(at(date(year, 1, 1), today), str(year)) for year in shown]


def at(day: date, today: date) -> int:
    """Where a day stands on the time line, kept inside it."""
    shown = min(max((day - today).days, -_BEFORE), _AFTER)
    return LEFT + round((shown + _BEFORE) * WIDTH / (_BEFORE + _AFTER))


def retentions(view: View, say: Words) -> Picture:
    """Each decisive log against the threshold, the shortest on top."""
    threshold = dict(view.judgement.thresholds).get("log_retention_days", 90)
    known = [each for each in view.retentions if each.decisive and not each.sparse]
    known.sort(key=lambda each: (each.young, each.measured, each.host, each.log))
    return Picture(
        rows=[_retention(each, threshold, say) for each in known[:LISTED]],
        ticks=[(_day(days), str(days)) for days in (0, 180, 365)],
        line=_day(threshold),
        line_words=say("hosts.threshold", days=threshold),
        more=max(len(known) - LISTED, 0),
        keys=keyed(say, "retention", "regular", "past", "young", "promised", "oldest"),
    )


def _retention(each: Retention, threshold: int, say: Words) -> Bar:
    state = "young" if each.young else "past" if each.measured < threshold else "regular"
    marks = []
    if each.oldest is not None:
        marks.append(("oldest", _day(each.oldest)))
    if each.promised is not None:
        marks.append(("promised", _day(each.promised)))
    note = say("hosts.days", days=each.measured)
    if each.young:
        note += ", " + say("hosts.young")
    name = f"{each.host} · {each.log.removeprefix('/var/log/')}"[:LONGEST]
    return Bar(name, [(state, LEFT, max(_day(each.measured) - LEFT, 3))], marks, note)


def _day(days: int) -> int:
    return LEFT + round(min(days, _DAYS) * WIDTH / _DAYS)


def table(view: View, say: Words) -> list[list[str]]:
    """Every host in words; one that told nothing says why."""
    return [cells for cells, _ in _rows(view, say)]


def listed(view: View, say: Words) -> Listing:
    """The same, to filter and to sort by day and by number."""
    rows = _rows(view, say)
    heads = [say(f"table.{column}") for column in _COLUMNS]
    orders = {_COLUMNS.index(name): [keys[name] for _, keys in rows] for name in _ORDERED}
    cells = [row for row, _ in rows]
    return listing("hosts", say("lists.hosts"), heads, cells, orders=orders, facets=(1,))


def _rows(view: View, say: Words) -> list[tuple[list[str], dict[str, Any]]]:
    days = {each.source: each.days for each in view.tracings}
    rows = [_row(each, days.get(each.source), say) for each in view.machines]
    blank = [""] * 6
    rows += [
        ([unit.target, say.term("outcome_reasons", unit.reason), *blank], dict.fromkeys(_ORDERED))
        for unit in view.silent_hosts
    ]
    return sorted(rows, key=lambda row: row[0])


def _row(each: Machine, days: int | None, say: Words) -> tuple[list[str], dict[str, Any]]:
    unknown = say.term("values", "unknown")
    pending = unknown if each.pending is None else say.number(each.pending)
    age = "" if each.bios_date is None else say.day(each.bios_date)
    cells = [
        each.host,
        f"{each.os} {each.build}".strip(),
        say.day(each.support_ends) if each.support_ends else unknown,
        say.day(each.extended_support_ends) if each.extended_support_ends else "",
        say.day(each.last_update) if each.last_update else unknown,
        pending,
        unknown if days is None else say("hosts.days", days=days),
        " ".join(part for part in (each.model, age) if part),
    ]
    return cells, {
        "support_ends": each.support_ends,
        "extended_support_ends": each.extended_support_ends,
        "last_update": each.last_update,
        "pending": each.pending,
        "log_retention_days": days,
    }
