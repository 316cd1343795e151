"""Runs and the records of their units."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from agent.core.errors import PreuveError
from agent.core.outcomes import Reason
from agent.core.runs import RunRecord, RunState, UnitRecord, UnitState
from agent.core.sources import Completeness, Ground
from agent.store import clock, ledger, run_settings, tables
from agent.store.decoders import decoder
from agent.store.engines import wait_turn
from agent.store.tables import runs, units

_KINDS = decoder(tuple[str, ...])
_UNSEEN = decoder(tuple[tuple[str, str], ...])


def start(connection: Connection, site: str, settings: bytes, **about: Any) -> int:
    """Open a run; its number follows the last one's."""
    wait_turn(connection, site)
    last = connection.scalar(select(func.max(runs.c.run)).where(runs.c.site == site)) or 0
    digest = run_settings.enter(connection, site, last + 1, settings)
    values = {**about, "as_of": about["as_of"].isoformat()}
    connection.execute(
        insert(runs).values(
            site=site, run=last + 1, state=RunState.RUNNING, started=clock.text(), **values
        )
    )
    ledger.append(connection, site, "run.started", last + 1, {**values, "settings": digest})
    return int(last) + 1


def set_state(connection: Connection, site: str, run: int, state: RunState) -> None:
    """Resume, end or abort a run.

    Raises:
        PreuveError: there is no such run.
    """
    ended = None if state is RunState.RUNNING else clock.text()
    found = connection.execute(
        update(runs).where(runs.c.site == site, runs.c.run == run).values(state=state, ended=ended)
    )
    if not found.rowcount:
        raise PreuveError(f"no run {run} in this store")
    word = "resumed" if state is RunState.RUNNING else state.value
    ledger.append(connection, site, f"run.{word}", run, {})


def abort_unfinished(connection: Connection, site: str) -> None:
    """Mark the run that a killed process left: only who has just taken the lock calls this."""
    left = select(runs.c.run).where(runs.c.site == site, runs.c.state == RunState.RUNNING)
    for run in connection.scalars(left).all():
        set_state(connection, site, run, RunState.ABORTED)


def every(connection: Connection, site: str) -> list[RunRecord]:
    """Every run of a site, oldest first."""
    return [_record(row) for row in connection.execute(_of(site).order_by(runs.c.run))]


def _of(site: str) -> Select[Any]:
    erased = tables.erased_runs
    return (
        select(runs, erased.c.at.label("erased"))
        .outerjoin(erased, (erased.c.site == runs.c.site) & (erased.c.run == runs.c.run))
        .where(runs.c.site == site)
    )


def last(
    connection: Connection,
    site: str,
    state: RunState | None = None,
    before: int | None = None,
    *,
    demonstration: bool | None = None,
) -> RunRecord | None:
    """The last run of a site; of those in a state, before another, demonstrations or not, if asked.

    A store has a run a week: who wants one of them does not read them all.
    """
    query = _of(site).order_by(runs.c.run.desc()).limit(1)
    for asked, value in ((runs.c.state, state), (runs.c.demonstration, demonstration)):
        if value is not None:
            query = query.where(asked == value)
    row = connection.execute(query if before is None else query.where(runs.c.run < before)).first()
    return None if row is None else _record(row)


def one(connection: Connection, site: str, run: int | None) -> RunRecord:
    """A run, or the last one.

    Raises:
        PreuveError: there is no such run.
    """
    if run is None:
        found = last(connection, site)
    else:
        row = connection.execute(_of(site).where(runs.c.run == run)).first()
        found = None if row is None else _record(row)
    if found is None:
        count = connection.scalar(select(func.count()).where(runs.c.site == site))
        known = f"runs are 1 to {count}" if count else "run `preuve scan` first"
        raise PreuveError(f"no run{f' {run}' if run else ''} in this store; {known}")
    return found


def _record(row: Row[Any]) -> RunRecord:
    told = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return RunRecord(
        **told
        | {
            "state": RunState(row.state),
            "started": clock.moment(row.started),
            "ended": clock.moment(row.ended) if row.ended else None,
            "as_of": date.fromisoformat(row.as_of),
            "erased": clock.moment(row.erased) if row.erased else None,
        }
    )


def unit_records(connection: Connection, site: str, run: int) -> list[UnitRecord]:
    """The latest attempt of every unit of a run, in the order they began."""
    rows = connection.execute(
        select(units).where(units.c.site == site, units.c.run == run).order_by(units.c.unit)
    )
    latest: dict[tuple[str, str, str], Row[Any]] = {}
    for row in rows:
        latest[row.collector, row.source, row.target] = row
    return [_unit(connection, row) for row in latest.values()]


def _unit(connection: Connection, row: Row[Any]) -> UnitRecord:
    digests = connection.scalars(
        select(tables.exhibits.c.digest)
        .where(tables.exhibits.c.unit == row.unit)
        .order_by(tables.exhibits.c.exhibit)
    )
    return UnitRecord(
        unit=row.unit,
        run=row.run,
        collector=row.collector,
        source=row.source,
        target=row.target,
        kinds=_KINDS.decode(row.kinds),
        state=UnitState(row.state),
        reason=Reason(row.reason) if row.reason else None,
        detail=row.detail,
        ground=Ground(row.ground),
        completeness=Completeness(row.completeness),
        facts=row.facts,
        changed=row.changed,
        unseen=_UNSEEN.decode(row.unseen),
        exhibits=tuple(digests),
        started=clock.moment(row.started),
        ended=clock.moment(row.ended) if row.ended else None,
    )
