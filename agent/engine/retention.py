"""What has aged: which audits lose their exhibits, which their names, and what an export keeps."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agent.core.acts import Act
from agent.core.errors import UsageError
from agent.core.runs import RunRecord, RunState
from agent.engine.configuration import Configuration
from agent.store import Store


@dataclass(frozen=True, slots=True)
class Aged:
    """Numbers of runs: whose bodies go, whose names and facts go, whose bodies an export keeps."""

    bodies: tuple[int, ...]
    names: tuple[int, ...]
    exported: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.bodies or self.names)


def before(age: str, now: datetime) -> datetime:
    """The instant that an age leads back to: `13m` (months), `26w` (weeks) or `400d` (days).

    Raises:
        UsageError: it is no such age.
    """
    found = re.fullmatch(r"([1-9]\d{0,3})([mwd])", age.strip().lower())
    if not found:
        raise UsageError(f"{age!r}: write an age as 13m (months), 26w (weeks) or 400d (days)")
    number = int(found[1])
    if found[2] == "m":
        return _months_before(now, number)
    return now - timedelta(days=number * (7 if found[2] == "w" else 1))


def _months_before(now: datetime, months: int) -> datetime:
    """The same day of an earlier month, or the last one that it has."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def aged(store: Store, configuration: Configuration, now: datetime) -> Aged:
    """What the retention of the configuration gives up today.

    Exhibits of the last weeks stay, then those of each month's first audit and those that an
    export used; after `names_months` an audit keeps its counts alone. The newest is left whole.
    """
    kept = configuration.retention
    old = _months_before(now, kept.names_months)
    recent = now - timedelta(weeks=kept.exhibit_weeks)
    runs = _erasable(store.runs())
    monthly = _first_of_months(runs, ZoneInfo(configuration.site.timezone))
    exported = _exported(store)
    ripe = [
        each.run
        for each in runs
        if each.started < old or (each.started < recent and each.run not in monthly)
    ]
    return _new(
        store,
        Aged(
            tuple(run for run in ripe if run not in exported),
            _older(runs, old),
            tuple(run for run in ripe if run in exported),
        ),
    )


def older(store: Store, limit: datetime) -> Aged:
    """All that began before an instant, what an export used too; the newest is left whole."""
    names = _older(_erasable(store.runs()), limit)
    return _new(store, Aged(names, names))


def _erasable(runs: Sequence[RunRecord]) -> list[RunRecord]:
    """Every run before the last one that ended: what stands today rests on that one."""
    newest = max((each.run for each in runs if each.state is RunState.ENDED), default=0)
    return [each for each in runs if each.run < newest]


def _older(runs: Iterable[RunRecord], limit: datetime) -> tuple[int, ...]:
    return tuple(each.run for each in runs if each.started < limit)


def _first_of_months(runs: Iterable[RunRecord], zone: ZoneInfo) -> set[int]:
    first: dict[tuple[int, int], int] = {}
    for each in runs:
        if each.state is RunState.ENDED:
            day = each.started.astimezone(zone)
            first.setdefault((day.year, day.month), each.run)
    return set(first.values())


def _exported(store: Store) -> set[int]:
    """The runs that some bundle was made of."""
    return {each["run"] for each in store.ledger(Act.EXPORT_MADE)}


def _new(store: Store, found: Aged) -> Aged:
    """Without what was erased before."""
    holding = store.holding_bodies()
    whole = {each.run for each in store.runs() if each.erased is None}
    return Aged(
        tuple(run for run in found.bodies if run in holding),
        tuple(run for run in found.names if run in whole),
        tuple(run for run in found.exported if run in holding),
    )
