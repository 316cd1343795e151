"""Exhibits in chunks, compressed on the way in and verified on every way out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from agent.core.errors import IntegrityError, PreuveError, Purged
from agent.core.exhibits import Acquisition, Exhibit, Kept, Redaction
from agent.core.runs import UnitState
from agent.store import canonical, clock, ledger
from agent.store.compression import deflate, inflate
from agent.store.tables import erased_bodies, exhibit_chunks, exhibit_keys, exhibits, units
from agent.store.tables import ledger as entries

KEPT = "exhibit.kept"
_CHUNK = 4 * 1024 * 1024
_ERASED = (erased_bodies.c.site == exhibits.c.site) & (
    erased_bodies.c.exhibit == exhibits.c.exhibit
)


@dataclass(frozen=True, slots=True)
class About:
    """Everything of an exhibit but its body."""

    media_type: str
    original_digest: str
    original_size: int
    acquisition: Acquisition
    redactions: tuple[Redaction, ...]


@dataclass(frozen=True, slots=True)
class _Payload:
    digest: str
    about: About


@dataclass(frozen=True, slots=True)
class _Entry:
    """All that is read of what the ledger tells of an exhibit."""

    payload: _Payload


@dataclass(frozen=True, slots=True)
class Packed:
    """An exhibit as it is stored."""

    digest: str
    size: int
    about: About
    chunks: tuple[bytes, ...]


def pack(exhibit: Exhibit) -> Packed:
    """Digest and compress an exhibit."""
    body = exhibit.body
    about = About(
        exhibit.media_type,
        exhibit.original_digest,
        exhibit.original_size,
        exhibit.acquisition,
        exhibit.redactions,
    )
    starts = range(0, max(len(body), 1), _CHUNK)
    chunks = tuple(deflate(body[start : start + _CHUNK]) for start in starts)
    return Packed(exhibit.digest, len(body), about, chunks)


def keep(connection: Connection, site: str, run: int, unit: int, packed: Packed) -> int:
    """Store an exhibit and enter it in the ledger; returns its row."""
    told = {"unit": unit, "digest": packed.digest, "size": packed.size, "about": packed.about}
    entry = ledger.append(connection, site, KEPT, run, told)
    row = connection.execute(
        insert(exhibits).values(site=site, unit=unit, digest=packed.digest, entry=entry)
    ).inserted_primary_key
    number = int(row[0])  # type: ignore[index]  # an insert of one row has its key
    connection.execute(
        insert(exhibit_chunks),
        [
            {"exhibit": number, "position": position, "body": chunk}
            for position, chunk in enumerate(packed.chunks)
        ],
    )
    return number


def shows(connection: Connection, keys: Mapping[tuple[int, str], list[str]]) -> None:
    """Note which facts exhibits show, by exhibit and kind."""
    connection.execute(
        insert(exhibit_keys),
        [
            {"exhibit": exhibit, "kind": kind, "shown": deflate(canonical.encode(each))}
            for (exhibit, kind), each in keys.items()
        ],
    )


def read(connection: Connection, site: str, digest: str, run: int | None = None) -> Exhibit:
    """An exhibit by its digest, as a run got it, or as it was got last.

    Raises:
        IntegrityError: its body is not what was kept.
        Purged: its body was erased by age.
        PreuveError: there is none.
    """
    rows = connection.execute(with_entries(_kept(site, digest))).all()
    got = [row for row in rows if run in {None, row.run}]
    if not got:
        raise PreuveError(f"no exhibit {digest} in this store")
    whole = [row.exhibit for row in rows if row.erased is None]
    if not whole:
        raise Purged(f"exhibit {digest}: its body was erased on {rows[-1].erased[:10]}")
    known = about(got[-1])
    exhibit = Exhibit(
        body=_body(connection, whole[-1]),
        media_type=known.media_type,
        original_digest=known.original_digest,
        original_size=known.original_size,
        acquisition=known.acquisition,
        redactions=known.redactions,
    )
    if exhibit.digest != digest:
        raise IntegrityError(f"exhibit {digest}: its body is now {exhibit.digest}")
    return exhibit


def with_entries(query: Select[Any]) -> Select[Any]:
    """A query of exhibits with, beside each, the ledger's entry of it as `told`."""
    place = (entries.c.site == exhibits.c.site) & (entries.c.seq == exhibits.c.entry)
    return query.add_columns(entries.c.body.label("told")).outerjoin(entries, place)


def about(row: Row[Any]) -> About:
    """What the ledger tells of an exhibit, from a row that has its `digest` and `told`.

    Raises:
        IntegrityError: it tells nothing of it.
    """
    payload = None if row.told is None else canonical.decode(row.told, _Entry).payload
    if payload is None or payload.digest != row.digest:
        raise IntegrityError(f"exhibit {row.digest}: the ledger tells of another one, or of none")
    return payload.about


def kept(connection: Connection, site: str, run: int) -> list[Kept]:
    """What is known of each exhibit of a run without its body, in the order they were kept."""
    query = (
        select(exhibits, erased_bodies.c.at.label("erased"))
        .join(units, units.c.unit == exhibits.c.unit)
        .outerjoin(erased_bodies, _ERASED)
        .where(units.c.site == site, units.c.run == run)
        .order_by(exhibits.c.exhibit)
    )
    rows = connection.execute(with_entries(query))
    made = []
    for row in rows:
        known = about(row)
        made.append(
            Kept(
                digest=row.digest,
                unit=row.unit,
                media_type=known.media_type,
                original_digest=known.original_digest,
                original_size=known.original_size,
                acquisition=known.acquisition,
                redactions=known.redactions,
                erased=clock.moment(row.erased) if row.erased else None,
            )
        )
    return made


def _kept(site: str, digest: str) -> Select[Any]:
    """Each time that a body was kept, oldest first: several audits may see the same one."""
    return (
        select(exhibits, units.c.run, erased_bodies.c.at.label("erased"))
        .join(units, units.c.unit == exhibits.c.unit)
        .outerjoin(erased_bodies, _ERASED)
        .where(exhibits.c.site == site, exhibits.c.digest == digest)
        .order_by(exhibits.c.exhibit)
    )


def _body(connection: Connection, exhibit: int) -> bytes:
    chunks = connection.scalars(
        select(exhibit_chunks.c.body)
        .where(exhibit_chunks.c.exhibit == exhibit)
        .order_by(exhibit_chunks.c.position)
    )
    return b"".join(inflate(chunk, _CHUNK) for chunk in chunks)


def askers(connection: Connection, site: str, run: int) -> dict[str, set[str]]:
    """By source, the accounts that asked for what a run kept (none: a file, or this machine)."""
    query = (
        select(units.c.source, exhibits.c.digest)
        .join(exhibits, exhibits.c.unit == units.c.unit)
        .where(units.c.site == site, units.c.run == run)
    )
    found: dict[str, set[str]] = {}
    for row in connection.execute(with_entries(query)):
        account = about(row).acquisition.account
        found.setdefault(row.source, set()).update({account} - {""})
    return found


def showing(
    connection: Connection, site: str, run: int, source: str, kind: str, keys: Collection[str]
) -> dict[str, str]:
    """For each key, the digest of the exhibit of this run that shows it (the last, if several)."""
    rows = connection.execute(
        select(exhibits.c.digest, exhibit_keys.c.shown)
        .join(exhibit_keys, exhibit_keys.c.exhibit == exhibits.c.exhibit)
        .join(units, units.c.unit == exhibits.c.unit)
        .where(
            units.c.site == site,
            units.c.run == run,
            units.c.source == source,
            units.c.state == UnitState.DONE,
            exhibit_keys.c.kind == kind,
        )
        .order_by(exhibit_keys.c.id)
    )
    wanted = set(keys)
    found: dict[str, str] = {}
    for row in rows:
        shown = set(canonical.decode(inflate(row.shown), list[str]))
        found.update(dict.fromkeys(wanted & shown, row.digest))
    return found
