"""Writes one unit of work: in small transactions while the source streams, visible when done."""

from collections import defaultdict
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.core.exhibits import Exhibit
from agent.core.facts import Fact, Family
from agent.core.outcomes import Reason
from agent.core.runs import UnitState
from agent.core.sources import Completeness, Ground
from agent.store import canonical, clock, exhibits, leaves, ledger
from agent.store.engines import Engines
from agent.store.tables import events, readings, state, units

_BATCH = 1000
_OF_A_UNIT = (state, events, readings)


class UnitWriter:
    """One attempt at one unit: exhibits stay whatever happens, facts only if it ends well."""

    def __init__(self, engines: Engines, site: str, key: bytes, unit: int) -> None:
        self._engines = engines
        self._site = site
        self._key = key
        self._unit = unit
        with engines.reader.connect() as connection:
            row = connection.execute(select(units).where(units.c.unit == unit)).one()
            self._run, self._source, self._target = row.run, row.source, row.target
            self._known = self._leaves_before(connection, msgspec.json.decode(row.kinds))
        self._pending: list[Fact] = []
        self._exhibit: int | None = None
        self._leaves: list[bytes] = []
        self._changed = 0
        self._unseen: set[tuple[str, str]] = set()
        self.exhibits = 0

    def _leaves_before(
        self, connection: Connection, kinds: list[str]
    ) -> dict[tuple[str, str], bytes]:
        """The leaf of every fact of this source that is visible now."""
        rows = connection.execute(
            select(state.c.kind, state.c.key, state.c.leaf, state.c.body.is_(None))
            .join(units, units.c.unit == state.c.unit)
            .where(
                state.c.site == self._site,
                state.c.source == self._source,
                state.c.kind.in_(kinds),
                units.c.state == UnitState.DONE,
            )
            .order_by(state.c.id)
        )
        known: dict[tuple[str, str], bytes] = {}
        for kind, key, leaf, gone in rows:
            if gone:
                known.pop((kind, key), None)
            else:
                known[kind, key] = leaf
        return known

    def keep(self, exhibit: Exhibit) -> None:
        """Store an exhibit; facts added from now on are shown by it."""
        self._flush()
        with self._engines.writer.begin() as connection:
            self._exhibit = exhibits.keep(connection, self._site, self._run, self._unit, exhibit)
        self.exhibits += 1

    def add(self, fact: Fact) -> None:
        """Add a fact; it becomes visible when the unit is done."""
        self._pending.append(fact)
        if len(self._pending) >= _BATCH:
            self._flush()

    def unseen(self, kind: str, target: str) -> None:
        """Note something known to exist that was not seen."""
        self._unseen.add((kind, target))

    def _flush(self) -> None:
        if not self._pending:
            return
        rows: dict[Family, list[dict[str, object]]] = defaultdict(list)
        shown: dict[str, list[str]] = defaultdict(list)
        for fact in self._pending:
            shown[fact.kind].append(fact.key)
            self._sort(fact, rows)
        self._pending = []
        with self._engines.writer.begin() as connection:
            if rows[Family.STATE]:
                connection.execute(insert(state), rows[Family.STATE])
            if rows[Family.READING]:
                connection.execute(insert(readings), rows[Family.READING])
            if rows[Family.EVENT]:
                self._changed += _insert_new(connection, rows[Family.EVENT])
            if self._exhibit is not None:
                exhibits.shows(connection, self._exhibit, shown)

    def _sort(self, fact: Fact, rows: dict[Family, list[dict[str, object]]]) -> None:
        body = canonical.encode(fact)
        leaf = leaves.leaf(self._key, fact.kind, body)
        self._leaves.append(leaf)
        row: dict[str, object] = {
            "site": self._site,
            "source": fact.source,
            "kind": fact.kind,
            "key": fact.key,
            "unit": self._unit,
            "body": body,
        }
        if fact.family is Family.READING:
            rows[Family.READING].append(row | {"target": self._target})
        elif fact.family is Family.EVENT:
            rows[Family.EVENT].append(row | {"run": self._run, "leaf": leaf})
        elif self._known.pop((fact.kind, fact.key), None) != leaf:
            self._changed += 1
            rows[Family.STATE].append(row | {"run": self._run, "leaf": leaf})

    def done(self, ground: Ground, completeness: Completeness) -> None:
        """Make the unit's facts visible, and bury those it has not seen again."""
        self._flush()
        with self._engines.writer.begin() as connection:
            if self._known:
                connection.execute(insert(state), [self._tombstone(*each) for each in self._known])
            connection.execute(
                delete(readings).where(
                    readings.c.site == self._site,
                    readings.c.source == self._source,
                    readings.c.target == self._target,
                    readings.c.unit != self._unit,
                    readings.c.kind.in_(
                        select(readings.c.kind).where(readings.c.unit == self._unit).distinct()
                    ),
                )
            )
            self._end(
                connection,
                UnitState.DONE,
                ground=ground,
                completeness=completeness,
                facts=len(self._leaves),
                changed=self._changed + len(self._known),
                unseen=msgspec.json.encode(sorted(self._unseen)).decode(),
            )

    def _tombstone(self, kind: str, key: str) -> dict[str, object]:
        return {
            "site": self._site,
            "source": self._source,
            "kind": kind,
            "key": key,
            "run": self._run,
            "unit": self._unit,
            "leaf": sha256(f"{kind}\0{key}".encode() + self._key).digest(),
            "body": None,
        }

    def failed(self, reason: Reason, detail: str) -> None:
        """Take back the unit's facts; what it kept as exhibits stays."""
        self._pending = []
        with self._engines.writer.begin() as connection:
            forget(connection, self._unit)
            self._end(connection, UnitState.FAILED, reason=reason, detail=detail)

    def _end(self, connection: Connection, ended: UnitState, **values: object) -> None:
        connection.execute(
            update(units)
            .where(units.c.unit == self._unit)
            .values(state=ended, ended=clock.text(), **values)
        )
        told = {"unit": self._unit, "state": ended, "root": leaves.root(self._leaves), **values}
        ledger.append(connection, self._site, "collection.ended", self._run, told)


def _insert_new(connection: Connection, rows: list[dict[str, object]]) -> int:
    """Insert the events that are not known yet and count them."""
    count = connection.scalar(select(func.count()).select_from(events)) or 0
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(events).on_conflict_do_nothing(), rows)
    return int(connection.scalar(select(func.count()).select_from(events)) or 0) - int(count)


def start(connection: Connection, site: str, run: int, **about: object) -> int:
    """Open a unit and forget what an earlier attempt at it left behind."""
    same = (
        units.c.site == site,
        units.c.run == run,
        units.c.collector == about["collector"],
        units.c.source == about["source"],
        units.c.target == about["target"],
    )
    for unit in connection.scalars(select(units.c.unit).where(*same)).all():
        forget(connection, unit)
    kinds = msgspec.json.encode(about.pop("kinds")).decode()
    row = connection.execute(
        insert(units).values(
            site=site, run=run, kinds=kinds, state=UnitState.RUNNING, started=clock.text(), **about
        )
    ).inserted_primary_key
    unit = int(row[0])  # type: ignore[index]  # an insert of one row has its key
    ledger.append(connection, site, "collection.started", run, {"unit": unit, **about})
    return unit


def forget(connection: Connection, unit: int) -> None:
    """Delete the invisible rows of a unit that did not end well."""
    for table in _OF_A_UNIT:
        connection.execute(delete(table).where(table.c.unit == unit))


def forget_unfinished(connection: Connection, site: str) -> None:
    """Delete what killed processes left: only the holder of the lock calls this."""
    killed = select(units.c.unit).where(units.c.site == site, units.c.state == UnitState.RUNNING)
    for unit in connection.scalars(killed).all():
        forget(connection, unit)
