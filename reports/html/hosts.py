"""Hosts as two pictures, by SVG alone: until when they are patched, how far back their logs go."""

from dataclasses import dataclass
from datetime import date, timedelta

from agent.core.facts.hosts import Machine
from agent.core.facts.logs import Retention
from reports.view import View
from reports.words import Words

_LISTED = 40  # rows of a picture, the worst first; tables hold the rest
_LEFT, _WIDTH = 320, 430  # of a picture, in its own units
_BEFORE, _AFTER = 3 * 365, 7 * 365  # days that the time line shows around the evaluation
_DAYS = 400  # of the retention picture: beyond a year, longer is no better
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, its bars as (class, x, width), its marks as (class, x)."""

    words: str
    bars: list[tuple[str, int, int]]
    marks: list[tuple[str, int]]
    note: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows on a scale; `ticks` are (x, words), `line` is where the threshold or today is."""

    rows: list[Bar]
    ticks: list[tuple[int, str]]
    line: int
    line_words: str
    more: int


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
    days = {each.source: each for each in view.tracings}
    rows = [
        _row(each, days[each.source].days if each.source in days else None, say)
        for each in view.machines
    ]
    blank = [""] * 6
    rows += [
        [unit.target, say.term("outcome_reasons", unit.reason), *blank]
        for unit in view.silent_hosts
    ]
    return sorted(rows)


def _row(each: Machine, days: int | None, say: Words) -> list[str]:
    unknown = say.term("values", "unknown")
    pending = unknown if each.pending is None else say.number(each.pending)
    age = "" if each.bios_date is None else say.day(each.bios_date)
    return [
        each.host,
        f"{each.os} {each.build}".strip(),
        say.day(each.support_ends) if each.support_ends else unknown,
        say.day(each.extended_support_ends) if each.extended_support_ends else "",
        say.day(each.last_update) if each.last_update else unknown,
        pending,
        unknown if days is None else say("hosts.days", days=days),
        " ".join(part for part in (each.model, age) if part),
    ]
