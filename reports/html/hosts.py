"""Hosts as two pictures, by SVG alone: until when they are patched, how far back their logs go."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agent.core.facts.hosts import Machine
from agent.core.facts.logs import Retention
from reports.html.listing import Listing, listing
from reports.view import View
from reports.words import Words

_LISTED = 40  # rows of a picture, the worst first; tables hold the rest
_LEFT, _WIDTH = 320, 430  # of a picture, in its own units
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


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, its bars as (class, x, width), its marks as (class, x)."""

    words: str
    bars: list[tuple[str, int, int]]
    marks: list[tuple[str, int]]
    note: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows on a scale; `ticks` are (x, words), `line` is where the threshold or today is.

    `keys` say what each kind of bar is, in words, beside a sample of it.
    """

    rows: list[Bar]
    ticks: list[tuple[int, str]]
    line: int
    line_words: str
    more: int
    keys: tuple[tuple[str, str], ...] = ()


def keyed(say: Words, section: str, *kinds: str) -> tuple[tuple[str, str], ...]:
    """The words of kinds of bar: `section.key_kind`."""
    return tuple((kind, say(f"{section}.key_{kind}")) for kind in kinds)


def ends(view: View, say: Words) -> Picture:
    """Each host's regular and extended ends of support, the first to end on top."""
    today = view.judgement.as_of
    known = [each for each in view.machines if each.support_ends or each.over]
    known.sort(key=lambda each: (each.support_ends or date.min, each.host))
    years = range(today.year - 2, today.year + 7)
    return Picture(
        rows=[_ends(each, today, say) for each in known[:_LISTED]],
        ticks=[(_at(date(year, 1, 1), today), str(year)) for year in years],
        line=_at(today, today),
        line_words=say.day(today),
        more=max(len(known) - _LISTED, 0),
        keys=keyed(say, "ends", "regular", "past", "extension"),
    )


def _ends(each: Machine, today: date, say: Words) -> Bar:
    start = _at(today - timedelta(days=_BEFORE), today)
    regular = _at(each.support_ends or date.min, today)
    over = each.over or (each.support_ends is not None and each.support_ends < today)
    bars = [("past" if over else "regular", start, max(regular - start, 3))]
    if each.extended_support_ends and each.extended_support_ends > (each.support_ends or date.min):
        until = _at(each.extended_support_ends, today)
        bars.append(("extension", regular, max(until - regular, 0)))
    note = say.short_day(each.support_ends) if each.support_ends else "?"
    if each.extended_support_ends:
        note += f" · {each.extension or '+'} {say.short_day(each.extended_support_ends)}"
    return Bar(f"{each.host} · {each.os.partition(' (')[0]}"[:42], bars, [], note)


def _at(day: date, today: date) -> int:
    """Where a day stands on the time line, kept inside it."""
    shown = min(max((day - today).days, -_BEFORE), _AFTER)
    return _LEFT + round((shown + _BEFORE) * _WIDTH / (_BEFORE + _AFTER))


def retentions(view: View, say: Words) -> Picture:
    """Each decisive log against the threshold, the shortest on top."""
    threshold = dict(view.judgement.thresholds).get("log_retention_days", 90)
    known = [each for each in view.retentions if each.decisive and not each.sparse]
    known.sort(key=lambda each: (each.young, each.measured, each.host, each.log))
    return Picture(
        rows=[_retention(each, threshold, say) for each in known[:_LISTED]],
        ticks=[(_day(days), str(days)) for days in (0, 180, 365)],
        line=_day(threshold),
        line_words=say("hosts.threshold", days=threshold),
        more=max(len(known) - _LISTED, 0),
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
    name = f"{each.host} · {each.log.removeprefix('/var/log/')}"[:42]
    return Bar(name, [(state, _LEFT, max(_day(each.measured) - _LEFT, 3))], marks, note)


def _day(days: int) -> int:
    return _LEFT + round(min(days, _DAYS) * _WIDTH / _DAYS)


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
