"""All that the store keeps of somebody, every run and version of it, for an access request."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, select

from agent.core.errors import IntegrityError
from agent.core.facts import Fact, Family
from agent.core.judgements import Judgement
from agent.core.runs import UnitState
from agent.store import canonical, ledger
from agent.store.compression import inflate
from agent.store.evidence import Evidence
from agent.store.exhibits import about, with_entries
from agent.store.tables import (
    derived,
    events,
    exhibit_keys,
    exhibits,
    judgements,
    readings,
    state,
    units,
)

F = TypeVar("F", bound=Fact)
T = TypeVar("T")

_TABLES = {Family.STATE: state, Family.EVENT: events, Family.READING: readings}


@dataclass(frozen=True, slots=True)
class Version(Generic[F]):
    """What a source told of one key in one run; `fact` is None when the key was gone."""

    run: int
    source: str
    key: str
    fact: F | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An exhibit that shows some facts; one that was erased by age does not say so any more."""

    run: int
    digest: str
    source: str
    target: str
    collector: str
    collected: datetime


class Traces(Evidence):
    """The half of the store that is read across every run."""

    def versions(self, kind: type[F]) -> Iterator[Version[F]]:
        """Stream every version of every fact of a collected kind, oldest first."""
        with self._engines.reader.connect() as connection:
            yield from _versions(connection, self.site, kind)

    def derived_ever(
        self, kind: type[Fact], shape: type[T], words: Collection[str] = ()
    ) -> Iterator[tuple[int, list[T]]]:
        """(run, facts) of every judgement, newest first, in chunks; `shape` is what is read of one.

        With `words`, chunks that hold none of these texts are left out.
        """
        with self._engines.reader.connect() as connection:
            yield from _derived(connection, self.site, kind, shape, words)

    def judgements(self) -> Iterator[Judgement]:
        """Every judgement of every run, oldest first; raises IntegrityError."""
        with self._engines.reader.connect() as connection:
            yield from _judgements(connection, self.site)

    def shown(self, kind: type[Fact], source: str, keys: Collection[str]) -> Iterator[Shown]:
        """The exhibits of any run that show one of these facts, oldest first."""
        with self._engines.reader.connect() as connection:
            yield from _shown(connection, self.site, kind, source, set(keys))

    def keyed_digest(self, what: str, text: str) -> str:
        """A digest that only this store's key can make again: for what could be guessed."""
        return "sha256:" + self._salter.leaf(what, text.encode()).hex()


def _versions(connection: Connection, site: str, kind: type[F]) -> Iterator[Version[F]]:
    table = _TABLES[kind.family]
    query = (
        select(units.c.run, table.c.source, table.c.key, table.c.body)
        .join(units, units.c.unit == table.c.unit)
        .where(
            table.c.site == site, table.c.kind == kind.kind, units.c.state == UnitState.DONE.value
        )
        .order_by(units.c.run, table.c.source, table.c.key)
    )
    with connection.execution_options(yield_per=1000).execute(query) as rows:
        for run, source, key, body in rows:
            fact = None if body is None else canonical.decode(bytes(body), kind)
            yield Version(run, source, key, fact)


def _derived(
    connection: Connection, site: str, kind: type[Fact], shape: type[T], words: Collection[str]
) -> Iterator[tuple[int, list[T]]]:
    query = (
        select(judgements.c.run, derived.c.body)
        .join(derived, derived.c.judgement == judgements.c.judgement)
        .where(judgements.c.site == site, derived.c.kind == kind.kind)
        .order_by(judgements.c.judgement.desc(), derived.c.position)
    )
    marks = [canonical.encode(word) for word in words]
    with connection.execution_options(yield_per=10).execute(query) as rows:
        for run, body in rows:
            chunk = inflate(body)
            if not marks or any(mark in chunk for mark in marks):
                yield run, canonical.decode(chunk, list[shape])  # type: ignore[valid-type]  # a type made at run time


def _judgements(connection: Connection, site: str) -> Iterator[Judgement]:
    query = select(judgements).where(judgements.c.site == site).order_by(judgements.c.judgement)
    with connection.execution_options(yield_per=10).execute(query) as rows:
        for row in rows:
            stored = inflate(row.body)
            if ledger.digest(stored) != row.digest:
                raise IntegrityError(f"judgement {row.judgement} is not what was stored")
            yield canonical.decode(stored, Judgement)


def _shown(
    connection: Connection, site: str, kind: type[Fact], source: str, keys: set[str]
) -> Iterator[Shown]:
    query = (
        select(
            *(exhibits.c.digest, exhibit_keys.c.shown),
            *(units.c.run, units.c.source, units.c.target, units.c.collector),
        )
        .join(exhibit_keys, exhibit_keys.c.exhibit == exhibits.c.exhibit)
        .join(units, units.c.unit == exhibits.c.unit)
        .where(exhibits.c.site == site, units.c.source == source, exhibit_keys.c.kind == kind.kind)
        .order_by(exhibit_keys.c.id)
    )
    with connection.execution_options(yield_per=100).execute(with_entries(query)) as rows:
        for row in rows:
            if not keys.isdisjoint(canonical.decode(inflate(row.shown), list[str])):
                yield _exhibit(row)


def _exhibit(row: Any) -> Shown:
    got = about(row).acquisition
    return Shown(
        run=row.run,
        digest=row.digest,
        source=row.source,
        target=row.target,
        collector=row.collector,
        collected=got.ended,
    )
