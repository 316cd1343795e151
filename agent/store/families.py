"""The three families of facts in their tables: what a unit compares with, writes and settles."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from agent.core.facts import KINDS, Family
from agent.core.runs import UnitState
from agent.store.engines import insert_many, insertion
from agent.store.tables import events, readings, state, units

# Kind, key, leaf, body: what a fact becomes; without leaf and body it is gone.
Row = tuple[str, str, bytes | None, bytes | None]

_DATED = ("site", "source", "kind", "key", "run", "unit", "leaf", "body")
_LATEST = ("unit", "kind", "key", "site", "source", "target", "leaf", "body")


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose rows these are."""

    site: str
    run: int
    unit: int
    source: str
    target: str
    kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        if derived := self.of_family(Family.DERIVED):
            raise TypeError(f"no source tells derived facts: {', '.join(derived)}")

    def of_family(self, family: Family) -> list[str]:
        """The kinds of a family that the unit yields."""
        return [kind for kind in self.kinds if KINDS[kind].family is family]


def known(connection: Connection, of: Origin) -> dict[str, dict[str, bytes]]:
    """The leaves that are visible now: kind -> key -> leaf (events are looked up when written)."""
    found: dict[str, dict[str, bytes]] = {kind: {} for kind in of.kinds}
    connection = connection.execution_options(yield_per=1000)
    for kind, key, leaf in connection.execute(_state_leaves(of)):
        if leaf is None:
            found[kind].pop(key, None)
        else:
            found[kind][key] = leaf
    for kind, key, leaf in connection.execute(_reading_leaves(of)):
        found[kind][key] = leaf
    return found


def _state_leaves(of: Origin) -> Select[Any]:
    return (
        select(state.c.kind, state.c.key, state.c.leaf)
        .join(units, units.c.unit == state.c.unit)
        .where(
            state.c.site == of.site,
            state.c.source == of.source,
            state.c.kind.in_(of.of_family(Family.STATE)),
            units.c.state == UnitState.DONE,
        )
        .order_by(state.c.id)
    )


def _reading_leaves(of: Origin) -> Select[Any]:
    return (
        select(readings.c.kind, readings.c.key, readings.c.leaf)
        .join(units, units.c.unit == readings.c.unit)
        .where(
            readings.c.site == of.site,
            readings.c.source == of.source,
            readings.c.target == of.target,
            readings.c.kind.in_(of.of_family(Family.READING)),
            units.c.state == UnitState.DONE,
        )
    )


def write(connection: Connection, of: Origin, rows: Mapping[Family, Sequence[Row]]) -> int:
    """Write a batch, invisible until the unit is done; returns how many State rows that is."""
    changed = rows.get(Family.STATE, ())
    insert_many(connection, insert(state), _DATED, _dated(of, changed))
    _write_events(connection, of, rows.get(Family.EVENT, ()))
    _write_readings(connection, of, rows.get(Family.READING, ()))
    return len(changed)


def _dated(of: Origin, rows: Sequence[Row]) -> list[tuple[object, ...]]:
    return [
        (of.site, of.source, kind, key, of.run, of.unit, leaf, body)
        for kind, key, leaf, body in sorted(rows, key=_place)
    ]


def _place(row: Row) -> tuple[str, str]:
    """Where a row stands in an index: met in that order, each page of it is written once."""
    return row[:2]


def _write_events(connection: Connection, of: Origin, rows: Sequence[Row]) -> None:
    """Write what is not visible yet: a source tells much of the same history every time."""
    by_kind: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        by_kind[row[0]].setdefault(row[1], row)
    statement = insertion(connection, events).on_conflict_do_nothing()
    for kind, told in by_kind.items():
        before = set(connection.scalars(_visible_events(of, kind).where(events.c.key.in_(told))))
        new = [row for key, row in told.items() if key not in before]
        insert_many(connection, statement, _DATED, _dated(of, new))


def _visible_events(of: Origin, kind: str) -> Select[Any]:
    return (
        select(events.c.key)
        .join(units, units.c.unit == events.c.unit)
        .where(
            events.c.site == of.site,
            events.c.source == of.source,
            events.c.kind == kind,
            units.c.state == UnitState.DONE,
        )
    )


def _write_readings(connection: Connection, of: Origin, rows: Sequence[Row]) -> None:
    statement = insertion(connection, readings)
    latest = statement.on_conflict_do_update(
        index_elements=[readings.c.unit, readings.c.kind, readings.c.key],
        set_={"leaf": statement.excluded.leaf, "body": statement.excluded.body},
    )
    written = [
        (of.unit, kind, key, of.site, of.source, of.target, leaf, body)
        for kind, key, leaf, body in sorted(rows, key=_place)
    ]
    insert_many(connection, latest, _LATEST, written)


def settle(connection: Connection, of: Origin, gone: Mapping[str, Collection[str]]) -> int:
    """Bury what was not seen again, drop what is told twice.

    Returns how many State rows that adds, and Event rows the whole unit.
    """
    rows: dict[Family, list[Row]] = defaultdict(list)
    for kind, keys in gone.items():
        rows[KINDS[kind].family] += [(kind, key, None, None) for key in sorted(keys)]
    buried = write(connection, of, rows)
    for kind in of.of_family(Family.READING):
        _keep_last_readings(connection, of, kind)
    kinds = of.of_family(Family.EVENT)
    return buried + sum(_keep_first_events(connection, of, kind) for kind in kinds)


# What follows asks of each row by an index, in subqueries of one value: PostgreSQL makes joins of
# the others, whose order it guesses where its statistics are not made yet, and 20,000 rows of this
# transaction against 20,000 of another take it a minute.


def _keep_last_readings(connection: Connection, of: Origin, kind: str) -> None:
    own = readings.alias()
    told_again = select(own.c.key).where(
        own.c.unit == of.unit, own.c.kind == kind, own.c.key == readings.c.key
    )
    of_unit = select(units.c.state).where(units.c.unit == readings.c.unit)
    connection.execute(
        delete(readings).where(
            readings.c.site == of.site,
            readings.c.source == of.source,
            readings.c.kind == kind,
            of_unit.scalar_subquery() == UnitState.DONE,
            told_again.scalar_subquery().is_not(None),
        )
    )
    connection.execute(
        delete(readings).where(readings.c.unit == of.unit, readings.c.body.is_(None))
    )


def _keep_first_events(connection: Connection, of: Origin, kind: str) -> int:
    """Another unit that ran meanwhile may have told the same; returns how many were new."""
    other = events.alias()
    told_before = (
        select(other.c.key)
        .join(units, units.c.unit == other.c.unit)
        .where(
            other.c.site == of.site,
            other.c.source == of.source,
            other.c.kind == kind,
            other.c.key == events.c.key,
            units.c.state == UnitState.DONE,
        )
        .limit(1)
    )
    mine = (events.c.unit == of.unit, events.c.kind == kind)
    connection.execute(delete(events).where(*mine, told_before.scalar_subquery().is_not(None)))
    return connection.scalar(select(func.count()).select_from(events).where(*mine)) or 0


def forget(connection: Connection, unit: int) -> None:
    """Delete the invisible rows of a unit that did not end well."""
    for table in (state, events, readings):
        connection.execute(delete(table).where(table.c.unit == unit))
