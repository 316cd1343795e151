"""Writes one unit of work: in small transactions while the source streams, visible when done."""

import unicodedata
from collections import defaultdict

import msgspec
from sqlalchemy import Connection, insert, select, update

from agent.core.errors import Busy
from agent.core.exhibits import Exhibit
from agent.core.facts import Fact, Family
from agent.core.outcomes import Reason
from agent.core.runs import UnitState
from agent.core.sources import Completeness, Ground
from agent.store import clock, exhibits, families, ledger
from agent.store.canonical import encode
from agent.store.engines import Engines, wait_turn
from agent.store.families import Origin, Row
from agent.store.leaves import Salter, root
from agent.store.tables import units

TAKEN_OVER = "another preuve has taken this store over: this one was silent for too long"
# Facts in a transaction. They are invisible until their unit is done, so that only memory bounds
# it; and each transaction writes anew most of an index whose keys come in no order.
BATCH = 12_000
_LONGEST_DETAIL = 2000  # characters


class UnitWriter:
    """One attempt at one unit: exhibits stay whatever happens, facts only if it ends well.

    Its methods raise Busy when another process has taken the store over meanwhile, and TypeError
    when a collector yields what it did not declare.
    """

    def __init__(self, engines: Engines, salter: Salter, origin: Origin) -> None:
        self._engines = engines
        self._salter = salter
        self._of = origin
        with engines.reader.connect() as connection:
            # What is visible now and this unit has not seen again: kind -> key -> leaf.
            self._known = families.known(connection, origin)
        self._seen: dict[str, dict[str, bytes]] = {kind: {} for kind in origin.kinds}
        self._rows: dict[Family, list[Row]] = defaultdict(list)
        self._shown: dict[tuple[int, str], list[str]] = defaultdict(list)  # by exhibit and kind
        self._pending = 0
        self._exhibit: int | None = None
        self._changed = 0
        self._unseen: set[tuple[str, str]] = set()
        self.exhibits = 0

    def keep(self, exhibit: Exhibit) -> None:
        """Store an exhibit; facts added from now on are shown by it."""
        packed = exhibits.pack(exhibit)  # before the transaction, which others wait for
        of = self._of
        with self._engines.writer.begin() as connection:
            self._check_ours(connection)
            self._exhibit = exhibits.keep(connection, of.site, of.run, of.unit, packed)
        self.exhibits += 1

    def add(self, fact: Fact) -> None:
        """Add a fact; it becomes visible when the unit is done. Of two with one key, the last."""
        kind = fact.kind
        if kind not in self._seen or fact.source != self._of.source:
            raise TypeError(f"undeclared fact: {kind} of source {fact.source!r}")
        key = fact.key if fact.key.isascii() else unicodedata.normalize("NFC", fact.key)
        body = encode(fact)
        leaf = self._salter.leaf(kind, body)
        seen = self._seen[kind]
        if (seen.get(key) or self._known[kind].pop(key, None)) != leaf:
            self._rows[fact.family].append((kind, key, leaf, body))
        seen[key] = leaf
        if self._exhibit is not None:
            self._shown[self._exhibit, kind].append(key)
        self._pending += 1
        if self._pending >= BATCH:
            with self._engines.writer.begin() as connection:
                self._flush(connection)

    def unseen(self, kind: str, target: str) -> None:
        """Note something known to exist that was not seen."""
        self._unseen.add((kind, target))

    def _flush(self, connection: Connection) -> None:
        self._check_ours(connection)
        self._changed += families.write(connection, self._of, self._rows)
        if self._shown:
            exhibits.shows(connection, self._shown)
        self._rows.clear()
        self._shown.clear()
        self._pending = 0

    def _check_ours(self, connection: Connection) -> None:
        state = connection.scalar(select(units.c.state).where(units.c.unit == self._of.unit))
        if state != UnitState.RUNNING:
            raise Busy(TAKEN_OVER)

    def done(self, ground: Ground, completeness: Completeness) -> None:
        """Make the unit's facts visible, and bury those it has not seen again."""
        with self._engines.writer.begin() as connection:
            wait_turn(connection, self._of.site)
            self._flush(connection)
            self._changed += families.settle(connection, self._of, self._known)
            told = {
                "facts": sum(map(len, self._seen.values())),
                "changed": self._changed,
                "ground": ground,
                "completeness": completeness,
            }
            listed = msgspec.json.encode(sorted(self._unseen)).decode()
            _end(connection, self._of.unit, UnitState.DONE, unseen=listed, **told)
            leaves = [leaf for seen in self._seen.values() for leaf in seen.values()]
            told |= {"unseen": len(self._unseen), "root": root(leaves)}
            self._record(connection, UnitState.DONE, told)
        self._let_go()

    def failed(self, reason: Reason, detail: str) -> None:
        """Take back the unit's facts; what it kept as exhibits stays."""
        detail = detail.encode("utf-8", "replace").decode().replace("\0", " ")[:_LONGEST_DETAIL]
        with self._engines.writer.begin() as connection:
            if _end(connection, self._of.unit, UnitState.FAILED, reason=reason, detail=detail):
                families.forget(connection, self._of.unit)
                self._record(connection, UnitState.FAILED, {"reason": reason})
        self._let_go()

    def _let_go(self) -> None:
        """Give back what a directory takes: an ended session may hold its writer for long."""
        for held in (self._known, self._seen, self._rows, self._shown):
            held.clear()

    def _record(self, connection: Connection, state: UnitState, told: dict[str, object]) -> None:
        payload = {"unit": self._of.unit, "state": state, "exhibits": self.exhibits, **told}
        ledger.append(connection, self._of.site, "collection.ended", self._of.run, payload)


def start(
    connection: Connection,
    site: str,
    run: int,
    collector: str,
    source: str,
    target: str,
    kinds: tuple[str, ...],
) -> Origin:
    """Open a unit; an earlier attempt at it that was killed is taken back first."""
    same = {"run": run, "collector": collector, "source": source, "target": target}
    _fail_where(connection, site, **same)
    row = connection.execute(
        insert(units).values(
            site=site,
            kinds=msgspec.json.encode(kinds).decode(),
            state=UnitState.RUNNING,
            started=clock.text(),
            **same,
        )
    ).inserted_primary_key
    unit = int(row[0])  # type: ignore[index]  # an insert of one row has its key
    told = {"unit": unit, "collector": collector, "source": source, "target": target}
    ledger.append(connection, site, "collection.started", run, told)
    return Origin(site, run, unit, source, target, kinds)


def fail_unfinished(connection: Connection, site: str) -> None:
    """Take back what killed processes left: only who has just taken the lock calls this."""
    _fail_where(connection, site)


def _fail_where(connection: Connection, site: str, **values: object) -> None:
    left = select(units.c.unit, units.c.run).where(
        units.c.site == site,
        units.c.state == UnitState.RUNNING,
        *(units.c[name] == value for name, value in values.items()),
    )
    for unit, run in connection.execute(left).all():
        if _end(connection, unit, UnitState.FAILED, reason=Reason.FAILED, detail="killed"):
            families.forget(connection, unit)
            told = {"unit": unit, "state": UnitState.FAILED, "reason": Reason.FAILED}
            ledger.append(connection, site, "collection.ended", run, told)


def _end(connection: Connection, unit: int, state: UnitState, **values: object) -> bool:
    """Whether the unit was still running, and now is not."""
    ended = connection.execute(
        update(units)
        .where(units.c.unit == unit, units.c.state == UnitState.RUNNING)
        .values(state=state, ended=clock.text(), **values)
    )
    return bool(ended.rowcount)
