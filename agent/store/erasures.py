"""Erases what has aged: bodies of exhibits, facts and names of old runs; the ledger keeps digests.

What the newest runs stand on stays: of each fact, the version that the first run kept saw.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, CursorResult, Select, delete, func, insert, select, update

from agent.core.errors import IntegrityError
from agent.core.facts.standing import Bridge
from agent.core.judgements import Judgement
from agent.core.outcomes import Outcome
from agent.core.runs import UnitState
from agent.store import canonical, clock, ledger
from agent.store.compression import deflate, inflate
from agent.store.decoders import decoder
from agent.store.tables import (
    derived,
    erased_bodies,
    erased_runs,
    events,
    exhibit_chunks,
    exhibit_keys,
    exhibits,
    judgements,
    readings,
    sealed_pseudonyms,
    seals,
    state,
    units,
)

ACT = "purged"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took: digests of bodies that are no more, run numbers, rows by table."""

    bodies: tuple[str, ...]
    runs: tuple[int, ...]
    rows: Mapping[str, int]

    def __bool__(self) -> bool:
        return bool(self.bodies or self.runs)


def erase(
    connection: Connection,
    site: str,
    *,
    bodies: Collection[int],
    runs: Collection[int],
    told: Mapping[str, Any],
) -> Erased:
    """Erase the exhibits' bodies of some runs, and the facts and names of the oldest ones.

    `runs` are those before the first one kept, less those erased already; the caller holds the
    store's lock. `told` (who, by which rule) goes to the ledger with what was erased.
    """
    at = clock.text()
    gone = _erase_bodies(connection, site, bodies, at)
    rows = _erase_runs(connection, site, runs, at) if runs else {}
    made = Erased(tuple(sorted(gone)), tuple(sorted(runs)), rows)
    if made:
        payload = {**told, "bodies": made.bodies, "runs": made.runs, "rows": dict(rows)}
        ledger.append(connection, site, ACT, None, payload)
    return made


def _erase_bodies(connection: Connection, site: str, runs: Collection[int], at: str) -> set[str]:
    """The digests of which no body is left."""
    of_runs = (
        select(exhibits.c.exhibit, exhibits.c.digest)
        .join(units, units.c.unit == exhibits.c.unit)
        .where(
            exhibits.c.site == site,
            units.c.run.in_(runs),
            exhibits.c.exhibit.not_in(_erased(site)),
        )
    )
    gone = {row.exhibit: row.digest for row in connection.execute(of_runs)}
    if not gone:
        return set()
    for table in (exhibit_chunks, exhibit_keys):
        connection.execute(delete(table).where(table.c.exhibit.in_(_of(site, runs))))
    rows = [{"site": site, "exhibit": number, "at": at} for number in gone]
    connection.execute(insert(erased_bodies), rows)
    return set(gone.values()) - set(connection.scalars(_left(site)))


def _left(site: str) -> Select[Any]:
    """The digests of exhibits whose body is there."""
    return select(exhibits.c.digest).where(
        exhibits.c.site == site, exhibits.c.exhibit.not_in(_erased(site))
    )


def _erased(site: str) -> Select[Any]:
    return select(erased_bodies.c.exhibit).where(erased_bodies.c.site == site)


def _of(site: str, runs: Collection[int]) -> Select[Any]:
    """The rows of exhibits that runs kept."""
    return (
        select(exhibits.c.exhibit)
        .join(units, units.c.unit == exhibits.c.unit)
        .where(exhibits.c.site == site, units.c.run.in_(runs))
    )


def _erase_runs(
    connection: Connection, site: str, runs: Collection[int], at: str
) -> dict[str, int]:
    kept = max(runs) + 1
    done = select(units.c.unit).where(units.c.site == site, units.c.state == UnitState.DONE)
    latest = (
        select(func.max(state.c.id))
        .where(state.c.site == site, state.c.run <= kept, state.c.unit.in_(done))
        .group_by(state.c.source, state.c.kind, state.c.key)
    )
    old = select(units.c.unit).where(units.c.site == site, units.c.run < kept)
    # What an earlier purge stripped is left alone: it would be read and written anew each time.
    newly = (units.c.site == site) & units.c.run.in_(runs)
    newly_judged = (judgements.c.site == site) & judgements.c.run.in_(runs)
    of_old_runs = select(judgements.c.judgement).where(
        judgements.c.site == site, judgements.c.run < kept
    )
    of_old_seals = select(seals.c.number).where(seals.c.site == site, seals.c.run < kept)
    # A source that nothing has read since is no more: what it said is only history.
    read_since = select(units.c.source).where(
        units.c.site == site, units.c.run >= kept, units.c.state == UnitState.DONE
    )
    superseded = state.c.id.not_in(latest) | state.c.body.is_(None)
    needless = superseded | state.c.source.not_in(read_since)
    count: dict[str, int] = {}
    for table, which in (
        (state, (state.c.site == site) & (state.c.run < kept) & needless),
        (events, (events.c.site == site) & (events.c.run < kept)),
        # A reading that has not changed keeps the row of the audit that first told it.
        (readings, readings.c.unit.in_(old) & readings.c.source.not_in(read_since)),
        # Counts by unit and by age stay: a history is drawn from them, and they name nobody.
        (derived, derived.c.judgement.in_(of_old_runs) & (derived.c.kind != Bridge.kind)),
        (
            sealed_pseudonyms,
            (sealed_pseudonyms.c.site == site) & sealed_pseudonyms.c.number.in_(of_old_seals),
        ),
    ):
        deleted: CursorResult[Any] = connection.execute(delete(table).where(which))
        count[table.name] = deleted.rowcount
    _strip(connection, units, "unit", "unseen", newly, _without_names)
    _strip(
        connection,
        judgements,
        "judgement",
        "body",
        newly_judged,
        _counts,
        digested=True,
    )
    rows = [{"site": site, "run": run, "at": at} for run in sorted(runs)]
    connection.execute(insert(erased_runs), rows)
    return count


def _strip(
    connection: Connection,
    table: Any,
    key: str,
    column: str,
    which: Any,
    strip: Callable[[Any], Any],
    *,
    digested: bool = False,
) -> None:
    """Put what is left of a value in its place."""
    query = select(table.c[key], table.c[column]).where(which)
    for number, told in connection.execute(query).all():
        left = strip(told)
        if left == told:
            continue
        values = {column: left}
        if digested:
            values["digest"] = ledger.digest(inflate(left))
        connection.execute(update(table).where(table.c[key] == number).values(values))


def _without_names(listed: str) -> str:
    """How many of each kind were not seen, without saying which."""
    return msgspec.json.encode(
        [[kind, ""] for kind, _ in decoder(list[tuple[str, str]]).decode(listed)]
    ).decode()


def _counts(body: bytes) -> bytes:
    """A judgement's answers and outcomes, with neither findings nor what was missing by name."""
    whole = canonical.decode(inflate(body), Judgement)
    outcomes = tuple(_nameless(each) for each in whole.outcomes)
    return deflate(canonical.encode(replace(whole, findings=(), outcomes=outcomes)))


def _nameless(outcome: Outcome) -> Outcome:
    missing = tuple(replace(each, target="") for each in outcome.missing)
    return replace(outcome, missing=missing, detail="")


def verify(connection: Connection, site: str, walked: ledger.Walked) -> None:
    """Whether every erasure is one that the ledger tells of.

    Raises:
        IntegrityError: bodies or runs are marked as erased, and no purge says so.
    """
    entered = [each["payload"] for each in walked.of(ACT)]
    told = {run for each in entered for run in each["runs"]}
    marked = set(connection.scalars(select(erased_runs.c.run).where(erased_runs.c.site == site)))
    if told != marked or bodies(connection, site) - {
        digest for each in entered for digest in each["bodies"]
    }:
        raise IntegrityError(f"erasures of {site}: they are not those that the ledger tells of")


def bodies(connection: Connection, site: str) -> set[str]:
    """The digests of exhibits of which every body was erased."""
    gone = (
        select(exhibits.c.digest)
        .join(erased_bodies, erased_bodies.c.exhibit == exhibits.c.exhibit)
        .where(exhibits.c.site == site, erased_bodies.c.site == site)
    )
    return set(connection.scalars(gone)) - set(connection.scalars(_left(site)))


def holding(connection: Connection, site: str) -> set[int]:
    """The runs that still hold the body of some exhibit."""
    rows = (
        select(units.c.run)
        .join(exhibits, exhibits.c.unit == units.c.unit)
        .where(exhibits.c.site == site, exhibits.c.exhibit.not_in(_erased(site)))
        .distinct()
    )
    return set(connection.scalars(rows))
