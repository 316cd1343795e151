"""Backups as a calendar: each machine's last weeks, a mark a day, those to look at first on top."""

from datetime import date, datetime, timedelta

from agent.core.facts.backups import MONTH, SystemBackup
from reports.html.bars import LEFT, LISTED, LONGEST, WIDTH, Bar, Picture, keyed
from reports.html.listing import Keys, Listing, listing
from reports.view import View
from reports.words import Words

_COLUMNS = ("system", "vital", "known_by", "whole", "saved", "restored", "restore_time")
_DAY = WIDTH // MONTH
_BARS = {"s": "regular", "w": "extension", "f": "past"}


def calendar(view: View, say: Words) -> Picture:
    """Each machine that something saves, or should, and what became of each day's backup."""
    today = view.judgement.as_of
    shown = sorted(view.systems, key=_gravity)
    weeks = [today - timedelta(days=back) for back in range(MONTH - 1, -1, -7)]
    return Picture(
        rows=[_row(each, say) for each in shown[:LISTED]],
        ticks=[(_at(day, today), say.short_day(day)) for day in weeks],
        line=_at(today, today) + _DAY,
        line_words=say.day(today),
        more=max(len(shown) - LISTED, 0),
        keys=keyed(say, "calendar", "regular", "extension", "past"),
    )


def _gravity(each: SystemBackup) -> tuple[bool, bool, str, str]:
    """Vital machines first, then those that nothing saves, then the oldest backup."""
    saved = each.saved.isoformat() if each.saved else ""
    return not each.is_vital, each.backed_up, saved, each.system


def _at(day: date, today: date) -> int:
    return LEFT + (MONTH - 1 - (today - day).days) * _DAY


def _row(each: SystemBackup, say: Words) -> Bar:
    bars = [
        (_BARS[mark], LEFT + place * _DAY, _DAY - 2)
        for place, mark in enumerate(each.month)
        if mark in _BARS
    ]
    note = say("backups.never") if not each.backed_up else _day(each.whole, say)
    if each.restored:
        note += " · " + say("backups.restored", day=_day(each.restored, say))
    name = f"{each.system} · {each.vital}" if each.vital else each.system
    return Bar(name[:LONGEST], bars, [], note)


def _day(moment: datetime | None, say: Words) -> str:
    return say.short_day(moment.date()) if moment else "–"


def table(view: View, say: Words) -> list[list[str]]:
    """Every machine in words."""
    return [_cells(each, say) for each in sorted(view.systems, key=_gravity)]


def listed(view: View, say: Words) -> Listing:
    """The same, to filter and to sort by day."""
    heads = [say(f"table.{column}") for column in _COLUMNS]
    systems = sorted(view.systems, key=_gravity)
    orders: dict[int, Keys] = {
        3: [each.whole for each in systems],
        4: [each.saved for each in systems],
        5: [_restored_on(each) for each in systems],
        6: [_minutes(each) for each in systems],
    }
    rows = table(view, say)
    return listing("backups", say("lists.backups"), heads, rows, orders=orders, facets=(1, 2))


def _cells(each: SystemBackup, say: Words) -> list[str]:
    known = ", ".join(say.term("known_by", by) for by in each.known_by)
    minutes = _minutes(each)
    return [
        each.system,
        each.vital or "",
        known,
        _whole_day(each.whole, say),
        _whole_day(each.saved, say),
        _restored(each, say),
        "" if minutes is None else say.number(minutes),
    ]


def _minutes(each: SystemBackup) -> int | None:
    return each.restore_minutes if each.restored else each.sheet_minutes


def _restored_on(each: SystemBackup) -> date | None:
    return each.restored.date() if each.restored else each.sheet_restored


def _restored(each: SystemBackup, say: Words) -> str:
    """The last restore that a product shows; else the last that somebody wrote down."""
    if each.restored is None and each.sheet_restored:
        return say("backups.by_sheet", day=say.day(each.sheet_restored))
    return _whole_day(each.restored, say)


def _whole_day(moment: datetime | None, say: Words) -> str:
    return say.day(moment.date()) if moment else say.term("values", "none")
