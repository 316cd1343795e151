"""Judgements: a second one of the same run is another row, never a change of the first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, func, insert, select

from agent.core.errors import IntegrityError, PreuveError
from agent.core.facts import Fact
from agent.core.judgements import Asked, Judgement, PastAnswers, PastAudit
from agent.core.runs import RunState
from agent.store import canonical, clock, ledger
from agent.store.compression import deflate, inflate
from agent.store.leaves import Root, Salter, root
from agent.store.tables import derived, judgements, runs, units

F = TypeVar("F", bound=Fact)
_CHUNK = 1000  # derived facts in a row


def save(
    connection: Connection,
    site: str,
    judgement: Judgement,
    facts: Mapping[type[Fact], Sequence[Fact]],
) -> int:
    """Store a judgement with the facts it derived."""
    made = canonical.encode(judgement)
    row = connection.execute(
        insert(judgements).values(
            site=site,
            run=judgement.run,
            judged_at=clock.text(judgement.judged_at),
            digest=ledger.digest(made),
            body=deflate(made),
        )
    ).inserted_primary_key
    number = int(row[0])  # type: ignore[index]  # an insert of one row has its key
    for kind, items in facts.items():
        for start in range(0, len(items), _CHUNK):
            chunk = deflate(canonical.encode(list(items[start : start + _CHUNK])))
            values = {"judgement": number, "kind": kind.kind, "position": start, "body": chunk}
            connection.execute(insert(derived).values(values))
    told = {
        "judgement": number,
        "as_of": judgement.as_of,
        "profile": judgement.profile,
        "digest": ledger.digest(made),
        "outcomes": ledger.digest(canonical.encode(judgement.outcomes)),
    }
    ledger.append(connection, site, "judged", judgement.run, told)
    return number


def read(connection: Connection, site: str, run: int) -> Judgement:
    """The newest judgement of a run.

    Raises:
        IntegrityError: it is not what was stored.
        PreuveError: the run was never judged (it was interrupted).
    """
    found = body(connection, site, run)
    if found is None:
        raise PreuveError(f"run {run} has not been judged; `preuve scan --resume` finishes it")
    return canonical.decode(found[0], Judgement)


def _newest(connection: Connection, site: str, run: int) -> int | None:
    newest: int | None = connection.scalar(
        select(func.max(judgements.c.judgement)).where(
            judgements.c.site == site, judgements.c.run == run
        )
    )
    return newest


def roots(connection: Connection, salter: Salter, site: str, run: int) -> dict[str, Root]:
    """For each kind kept with a run's newest judgement, a salted digest of its stored chunks."""
    leaves: dict[str, list[bytes]] = defaultdict(list)
    rows = connection.execute(
        select(derived.c.kind, derived.c.body).where(
            derived.c.judgement == _newest(connection, site, run)
        )
    )
    for kind, body in rows:
        leaves[kind].append(salter.leaf(kind, inflate(body)))
    return {kind: Root(len(each), root(each)) for kind, each in sorted(leaves.items())}


def lines(
    connection: Connection, salter: Salter, site: str, run: int, kind: str
) -> Iterator[tuple[bytes, bytes]]:
    """(salt, body) of each chunk kept with a run's newest judgement, in order."""
    rows = connection.scalars(
        select(derived.c.body)
        .where(derived.c.judgement == _newest(connection, site, run), derived.c.kind == kind)
        .order_by(derived.c.position)
    )
    for packed in rows:
        body = inflate(packed)
        yield salter.salt(kind, body), body


def body(connection: Connection, site: str, run: int) -> tuple[bytes, datetime] | None:
    """The canonical bytes of a run's newest judgement, verified, and when it was made, if it was.

    Raises:
        IntegrityError: it is not what was stored.
    """
    row = connection.execute(
        select(judgements).where(judgements.c.judgement == _newest(connection, site, run))
    ).first()
    if row is None:
        return None
    stored = inflate(row.body)
    if ledger.digest(stored) != row.digest:
        raise IntegrityError(f"judgement {row.judgement} of run {run} is not what was stored")
    return stored, clock.moment(row.judged_at)


def derived_facts(connection: Connection, site: str, run: int, kind: type[F]) -> Iterator[F]:
    """The derived facts of a kind, of the newest judgement of a run."""
    rows = connection.scalars(
        select(derived.c.body)
        .where(derived.c.judgement == _newest(connection, site, run), derived.c.kind == kind.kind)
        .order_by(derived.c.position)
    )
    for body in rows:
        yield from canonical.decode(inflate(body), list[kind])  # type: ignore[valid-type]  # a type made at run time


def history(connection: Connection, site: str, run: int, kind: type[F]) -> Iterator[tuple[int, F]]:
    """What the newest judgement of each ended run, up to this one, derived of a kind.

    Only runs like this one: the same profile, and demonstrations among themselves.
    """
    like = runs.alias()
    newest = (
        select(func.max(judgements.c.judgement))
        .join(runs, (runs.c.site == judgements.c.site) & (runs.c.run == judgements.c.run))
        .join(like, (like.c.site == runs.c.site) & (like.c.run == run))
        .where(
            judgements.c.site == site,
            runs.c.run <= run,
            runs.c.state == RunState.ENDED.value,
            runs.c.profile == like.c.profile,
            runs.c.demonstration == like.c.demonstration,
        )
        .group_by(judgements.c.run)
    )
    rows = connection.execute(
        select(judgements.c.run, derived.c.body)
        .join(derived, derived.c.judgement == judgements.c.judgement)
        .where(judgements.c.judgement.in_(newest), derived.c.kind == kind.kind)
        .order_by(judgements.c.run, derived.c.position)
    )
    for number, body in rows:
        for fact in canonical.decode(inflate(body), list[kind]):  # type: ignore[valid-type]  # a type made at run time
            yield number, fact


def past(connection: Connection, site: str, run: int, most: int) -> list[PastAudit]:
    """What the newest judgement of each ended run up to this one answered, the oldest first.

    Demonstrations among themselves; one query for the judgements, of which only answers are
    decoded, and one for what was asked.

    Raises:
        IntegrityError: a judgement is not what was stored.
    """
    like = runs.alias()
    newest = (
        select(func.max(judgements.c.judgement))
        .join(runs, (runs.c.site == judgements.c.site) & (runs.c.run == judgements.c.run))
        .join(like, (like.c.site == runs.c.site) & (like.c.run == run))
        .where(
            judgements.c.site == site,
            runs.c.run <= run,
            (runs.c.state == RunState.ENDED.value) | (runs.c.run == run),
            runs.c.demonstration == like.c.demonstration,
        )
        .group_by(judgements.c.run)
    )
    rows = connection.execute(
        select(judgements.c.body, judgements.c.digest, judgements.c.run, runs.c.tool)
        .join(runs, (runs.c.site == judgements.c.site) & (runs.c.run == judgements.c.run))
        .where(judgements.c.judgement.in_(newest))
        .order_by(judgements.c.run.desc())
        .limit(most)
    )
    found = [(_answers(row.run, row.body, row.digest), row.tool) for row in rows]
    asked = _asked(connection, site, {told.run for told, _ in found})
    return [PastAudit(told, tool, tuple(asked[told.run])) for told, tool in reversed(found)]


def _answers(run: int, packed: bytes, digest: str) -> PastAnswers:
    stored = inflate(packed)
    if ledger.digest(stored) != digest:
        raise IntegrityError(f"the judgement of run {run} is not what was stored")
    return canonical.decode(stored, PastAnswers)


def _asked(connection: Connection, site: str, of: set[int]) -> dict[int, list[Asked]]:
    """By run: each collector, with how many sources it asked."""
    rows = connection.execute(
        select(
            units.c.run,
            units.c.collector,
            units.c.kinds,
            func.count(units.c.source.distinct()).label("sources"),
        )
        .where(units.c.site == site, units.c.run.in_(of))
        .group_by(units.c.run, units.c.collector, units.c.kinds)
        .order_by(units.c.run, units.c.collector)
    )
    found: dict[int, list[Asked]] = defaultdict(list)
    for row in rows:
        kinds = canonical.decode(row.kinds.encode(), tuple[str, ...])
        found[row.run].append(Asked(row.collector, kinds, row.sources))
    return found
