"""Exhibits in chunks, compressed on the way in and verified on every way out."""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from agent.core.errors import IntegrityError, PreuveError
from agent.core.exhibits import Acquisition, Exhibit, Redaction
from agent.store import canonical, ledger
from agent.store.tables import exhibit_chunks, exhibit_keys, exhibits, units

_CHUNK = 4 * 1024 * 1024
_LEVEL = 1  # a page of LDIF shrinks eightfold at level 1; more costs more than it saves


@dataclass(frozen=True, slots=True)
class _About:
    """Everything of an exhibit but its body."""

    media_type: str
    original_digest: str
    original_size: int
    acquisition: Acquisition
    redactions: tuple[Redaction, ...]


def keep(connection: Connection, site: str, run: int, unit: int, exhibit: Exhibit) -> int:
    """Store an exhibit and enter it in the ledger; returns its row."""
    digest = exhibit.digest
    about = _About(
        exhibit.media_type,
        exhibit.original_digest,
        exhibit.original_size,
        exhibit.acquisition,
        exhibit.redactions,
    )
    row = connection.execute(
        insert(exhibits).values(site=site, unit=unit, digest=digest, about=canonical.encode(about))
    ).inserted_primary_key
    number = int(row[0])  # type: ignore[index]  # an insert of one row has its key
    connection.execute(
        insert(exhibit_chunks),
        [
            {"exhibit": number, "position": position, "body": chunk}
            for position, chunk in enumerate(_chunks(exhibit.body))
        ],
    )
    told = {"unit": unit, "digest": digest, "size": len(exhibit.body), "about": about}
    ledger.append(connection, site, "exhibit.kept", run, told)
    return number


def _chunks(body: bytes) -> list[bytes]:
    starts = range(0, max(len(body), 1), _CHUNK)
    return [zlib.compress(body[start : start + _CHUNK], _LEVEL) for start in starts]


def shows(connection: Connection, exhibit: int, keys: Mapping[str, list[str]]) -> None:
    """Note which facts an exhibit shows, by kind."""
    connection.execute(
        insert(exhibit_keys),
        [
            {"exhibit": exhibit, "kind": kind, "shown": zlib.compress("\n".join(each).encode(), 1)}
            for kind, each in keys.items()
        ],
    )


def read(connection: Connection, site: str, digest: str) -> Exhibit:
    """An exhibit by its digest.

    Raises:
        IntegrityError: its body is not what was kept.
        PreuveError: there is none.
    """
    row = connection.execute(
        select(exhibits).where(exhibits.c.site == site, exhibits.c.digest == digest).limit(1)
    ).first()
    if row is None:
        raise PreuveError(f"no exhibit {digest} in this store")
    chunks = connection.scalars(
        select(exhibit_chunks.c.body)
        .where(exhibit_chunks.c.exhibit == row.exhibit)
        .order_by(exhibit_chunks.c.position)
    )
    try:
        body = b"".join(zlib.decompress(chunk) for chunk in chunks)
    except zlib.error:
        raise IntegrityError(f"exhibit {digest}: its body cannot be read back") from None
    about = canonical.decode(row.about, _About)
    exhibit = Exhibit(
        body=body,
        media_type=about.media_type,
        original_digest=about.original_digest,
        original_size=about.original_size,
        acquisition=about.acquisition,
        redactions=about.redactions,
    )
    if exhibit.digest != digest:
        raise IntegrityError(f"exhibit {digest}: its body is {exhibit.digest}")
    return exhibit


def showing(
    connection: Connection, site: str, run: int, source: str, kind: str, keys: Collection[str]
) -> dict[str, str]:
    """For each key, the digest of the exhibit of this run that shows it."""
    rows = connection.execute(
        select(exhibits.c.digest, exhibit_keys.c.shown)
        .join(exhibit_keys, exhibit_keys.c.exhibit == exhibits.c.exhibit)
        .join(units, units.c.unit == exhibits.c.unit)
        .where(
            units.c.site == site,
            units.c.run == run,
            units.c.source == source,
            units.c.state == "done",
            exhibit_keys.c.kind == kind,
        )
    )
    wanted = set(keys)
    found: dict[str, str] = {}
    for row in rows:
        for key in zlib.decompress(row.shown).decode().split("\n"):
            if key in wanted:
                found[key] = row.digest
    return found
