"""Reads facts back: State as of a run, Readings and Events as they stand."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, select

from agent.core.errors import IntegrityError
from agent.core.facts import Fact, Family
from agent.core.runs import UnitState
from agent.store import canonical
from agent.store.leaves import SIZE
from agent.store.tables import events, readings, state, units

F = TypeVar("F", bound=Fact)


def facts(
    connection: Connection,
    site: str,
    kind: type[F],
    run: int,
    sources: Collection[str] | None,
) -> Iterator[F]:
    """Stream the facts of a kind as of a run, from some sources (all when None)."""
    query = visible(site, kind, run, sources)
    with connection.execution_options(yield_per=1000).execute(query) as rows:
        for (body,) in rows:
            yield canonical.decode(body, kind)


def past(
    connection: Connection, site: str, kind: type[F], run: int
) -> Iterator[tuple[str, str, F | None]]:
    """Each version of the State facts of a kind up to a run, oldest first: (source, key, fact).

    None stands for a fact that a run did not see again.
    """
    query = (
        select(state.c.source, state.c.key, state.c.body)
        .join(units, units.c.unit == state.c.unit)
        .where(
            state.c.site == site,
            state.c.kind == kind.kind,
            state.c.run <= run,
            units.c.state == UnitState.DONE,
        )
        .order_by(state.c.id)
    )
    with connection.execution_options(yield_per=1000).execute(query) as rows:
        for source, key, body in rows:
            yield source, key, canonical.decode(body, kind) if body is not None else None


def visible(site: str, kind: type[Fact], run: int, sources: Collection[str] | None) -> Select[Any]:
    """The bodies of a kind as of a run, by source and key."""
    query = {Family.STATE: _state, Family.EVENT: _events, Family.READING: _readings}[kind.family]
    return query(site, kind.kind, run, sources)


def leaves(
    connection: Connection, site: str, kind: type[Fact], run: int, sources: Collection[str]
) -> dict[str, list[bytes]]:
    """The salted leaves of a kind as of a run, in no order, by source.

    Raises:
        IntegrityError: a fact has lost its leaf.
    """
    table = {Family.STATE: state, Family.EVENT: events, Family.READING: readings}[kind.family]
    sqlite = connection.dialect.name == "sqlite"
    digits = func.hex(table.c.leaf) if sqlite else func.encode(table.c.leaf, "hex")
    query = (
        visible(site, kind, run, sources)
        .order_by(None)
        .with_only_columns(table.c.source, func.count(), func.aggregate_strings(digits, ""))
        .group_by(table.c.source)
    )
    found: dict[str, list[bytes]] = {source: [] for source in sources}
    # One text a source: a row a fact would take half of a seal's time.
    for source, count, told in connection.execute(query):
        joined = bytes.fromhex(told or "")
        if len(joined) != count * SIZE:
            raise IntegrityError(f"{source}: a fact of kind {kind.kind} has lost its leaf")
        found[source] = [joined[at : at + SIZE] for at in range(0, len(joined), SIZE)]
    return found


def _state(site: str, kind: str, run: int, sources: Collection[str] | None) -> Select[Any]:
    """The last visible row of each key at or before the run, tombstones out."""
    latest = (
        select(func.max(state.c.id).label("id"))
        .join(units, units.c.unit == state.c.unit)
        .where(
            state.c.site == site,
            state.c.kind == kind,
            state.c.run <= run,
            units.c.state == UnitState.DONE,
        )
        .group_by(state.c.source, state.c.key)
    )
    if sources is not None:
        latest = latest.where(state.c.source.in_(sources))
    last = latest.subquery()
    return (
        select(state.c.body)
        .join(last, last.c.id == state.c.id)
        .where(state.c.body.is_not(None))
        .order_by(state.c.source, state.c.key)
    )


def _events(site: str, kind: str, run: int, sources: Collection[str] | None) -> Select[Any]:
    query = (
        select(events.c.body)
        .join(units, units.c.unit == events.c.unit)
        .where(
            events.c.site == site,
            events.c.kind == kind,
            events.c.run <= run,
            units.c.state == UnitState.DONE,
        )
        .order_by(events.c.source, events.c.key)
    )
    return query if sources is None else query.where(events.c.source.in_(sources))


def _readings(site: str, kind: str, _run: int, sources: Collection[str] | None) -> Select[Any]:
    """The latest values: a reading has no history, by design."""
    query = (
        select(readings.c.body)
        .join(units, units.c.unit == readings.c.unit)
        .where(readings.c.site == site, readings.c.kind == kind, units.c.state == UnitState.DONE)
        .order_by(readings.c.source, readings.c.key)
    )
    return query if sources is None else query.where(readings.c.source.in_(sources))
