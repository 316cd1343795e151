"""Seals: made in the turn of who writes the ledger, read and checked against it from bytes."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, literal, select

from agent.core.errors import IntegrityError, UsageError
from agent.core.facts import KINDS
from agent.core.seals import PSEUDONYMS, SealRecord, Signer, Stamp
from agent.store import canonical, clock, ledger, readers
from agent.store.compression import deflate, inflate
from agent.store.leaves import Root, root
from agent.store.tables import (
    erased_runs,
    sealed_documents,
    sealed_pseudonyms,
    seals,
    timestamps,
)

_SEALED, _STAMPED = ACTS = "sealed", "timestamp.received"  # what the ledger tells of seals


def save(
    connection: Connection,
    site: str,
    run: int,
    told: Mapping[str, Any],
    documents: Mapping[str, bytes],
    signer: Signer | None,
) -> SealRecord:
    """Seal the ledger as it stands, with what is `told` of a run, and enter the seal in it.

    The seal covers every entry before its own, which the next one covers.
    """
    turn = ledger.take_turn(connection, site)
    last = newest(connection, site)
    number = last.number + 1 if last else 1
    key = {"algorithm": "ecdsa-p256-sha256", "fingerprint": signer.fingerprint} if signer else None
    body = canonical.encode(
        {
            **told,
            "schema": "preuve/seal/1",
            "site": site,
            "number": number,
            "run": run,
            "previous": last.digest if last else None,
            "ledger": {"size": turn.size, "head": turn.head},
            "documents": {name: ledger.digest(each) for name, each in documents.items()},
            "clock": {**told["clock"], "sealed": clock.text(turn.at)},
            "key": key,
        }
    )
    made = SealRecord(
        number=number,
        run=run,
        digest=ledger.digest(body),
        body=body,
        signature=signer.sign(body) if signer else None,
        key=signer.fingerprint if signer else None,
        public=signer.public if signer else None,
        at=turn.at,
    )
    _insert(connection, site, made, documents)
    entry = {"number": made.number, "digest": made.digest, "signed": bool(signer), "key": made.key}
    ledger.write(connection, site, turn, _SEALED, run, entry)
    return made


def _insert(
    connection: Connection, site: str, made: SealRecord, documents: Mapping[str, bytes]
) -> None:
    connection.execute(
        insert(seals).values(
            site=site,
            number=made.number,
            run=made.run,
            digest=made.digest,
            body=made.body,
            signature=made.signature,
            key=made.key,
            public=made.public,
            at=clock.text(made.at),
        )
    )
    packed = {name: deflate(body) for name, body in documents.items()}
    if body := packed.pop(PSEUDONYMS, None):
        connection.execute(
            insert(sealed_pseudonyms).values(site=site, number=made.number, body=body)
        )
    connection.execute(
        insert(sealed_documents),
        [
            {"site": site, "number": made.number, "name": name, "body": body}
            for name, body in packed.items()
        ],
    )


def every(connection: Connection, site: str) -> list[SealRecord]:
    """Every seal of a site, oldest first."""
    rows = connection.execute(select(seals).where(seals.c.site == site).order_by(seals.c.number))
    return [_record(row) for row in rows]


def newest(connection: Connection, site: str, run: int | None = None) -> SealRecord | None:
    """The last seal of a site, or of one of its runs."""
    query = select(seals).where(seals.c.site == site).order_by(seals.c.number.desc()).limit(1)
    row = connection.execute(query if run is None else query.where(seals.c.run == run)).first()
    return None if row is None else _record(row)


def _record(row: Row[Any]) -> SealRecord:
    return SealRecord(
        number=row.number,
        run=row.run,
        digest=row.digest,
        body=bytes(row.body),
        signature=None if row.signature is None else bytes(row.signature),
        key=row.key,
        public=row.public,
        at=clock.moment(row.at),
    )


def documents(connection: Connection, site: str, number: int) -> dict[str, bytes]:
    """The documents under a seal, by their names; what was erased by age is not there."""
    rows = connection.execute(
        select(sealed_documents)
        .where(sealed_documents.c.site == site, sealed_documents.c.number == number)
        .order_by(sealed_documents.c.name)
    )
    found = {row.name: inflate(row.body) for row in rows}
    under_pseudonyms = connection.scalar(
        select(sealed_pseudonyms.c.body).where(
            sealed_pseudonyms.c.site == site, sealed_pseudonyms.c.number == number
        )
    )
    if under_pseudonyms is not None:
        found[PSEUDONYMS] = inflate(under_pseudonyms)
    return found


def _digests(connection: Connection, site: str) -> dict[int, dict[str, str]]:
    """Of the documents under every seal, by number and name: read in one go, none is kept."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for table, named in (
        (sealed_documents, sealed_documents.c.name),
        (sealed_pseudonyms, literal(PSEUDONYMS)),
    ):
        query = select(table.c.number, named, table.c.body).where(table.c.site == site)
        with connection.execute(query.execution_options(yield_per=100)) as rows:
            for number, name, body in rows:
                found[number][name] = ledger.digest(inflate(body))
    return found


def stamp(connection: Connection, site: str, number: int, reply: bytes, time: datetime) -> None:
    """Keep an authority's reply on a seal, which is an entry of the ledger.

    Raises:
        UsageError: it is kept already.
    """
    digest = ledger.digest(reply)
    if digest in {each.digest for each in stamps(connection, site, number)}:
        raise UsageError(f"seal {number}: this timestamp is kept already")
    told = {"number": number, "digest": digest, "time": clock.text(time)}
    connection.execute(insert(timestamps).values(site=site, reply=reply, **told))
    ledger.append(connection, site, _STAMPED, None, told)


def stamps(connection: Connection, site: str, number: int) -> list[Stamp]:
    """The replies kept on a seal, in the order of their times."""
    rows = connection.execute(
        select(timestamps)
        .where(timestamps.c.site == site, timestamps.c.number == number)
        .order_by(timestamps.c.time, timestamps.c.digest)
    )
    return [
        Stamp(
            number=number,
            digest=row.digest,
            reply=bytes(row.reply),
            time=clock.moment(row.time),
        )
        for row in rows
    ]


def roots(
    connection: Connection, site: str, run: int, sources: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], Root]:
    """For each source and kind, a digest over the salted leaves visible as of a run.

    `sources`: kind -> the sources that were read for it. Digests are read, no fact is.
    """
    found: dict[tuple[str, str], Root] = {}
    for kind, read in sources.items():
        leaves = readers.leaves(connection, site, KINDS[kind], run, read)
        found |= {(source, kind): Root(len(each), root(each)) for source, each in leaves.items()}
    return found


def verify(connection: Connection, site: str, walked: ledger.Walked) -> None:
    """Compare every seal, and what is under it, with the ledger, from bytes.

    Raises:
        IntegrityError: naming the first seal that does not hold, or that is missing.
    """
    entered = walked.of(_SEALED)
    known = every(connection, site)
    if len(known) != len(entered):
        raise IntegrityError(
            f"seals of {site}: the ledger has {len(entered)} of them, the store {len(known)}"
        )
    erased = set(connection.scalars(select(erased_runs.c.run).where(erased_runs.c.site == site)))
    under, previous = _digests(connection, site), None
    for seal, entry in zip(known, entered, strict=True):
        if not _holds(seal, entry, previous, under[seal.number], erased=seal.run in erased):
            raise IntegrityError(
                f"seals of {site}: seal {entry['payload']['number']} does not hold"
            )
        previous = seal.digest
    _verify_stamps(connection, site, walked)


def _verify_stamps(connection: Connection, site: str, walked: ledger.Walked) -> None:
    received = [
        (each["payload"]["number"], each["payload"]["digest"]) for each in walked.of(_STAMPED)
    ]
    rows = connection.execute(select(timestamps).where(timestamps.c.site == site))
    kept = [(row.number, ledger.digest(bytes(row.reply))) for row in rows]
    if sorted(received) != sorted(kept):
        raise IntegrityError(f"timestamps of {site}: they are not those that the ledger tells of")


def _holds(
    seal: SealRecord,
    entry: Mapping[str, Any],
    previous: str | None,
    under: Mapping[str, str],
    *,
    erased: bool,
) -> bool:
    """Whether a seal is what its entry says, after the one before it, over the digests `under` it.

    Of a run whose names were `erased`, what told of persons is not there any more.
    """
    told = {
        "number": seal.number,
        "digest": ledger.digest(seal.body),
        "signed": seal.signature is not None,
        "key": seal.key,
    }
    if entry["payload"] != told or seal.digest != told["digest"]:
        return False
    body = canonical.decode(seal.body, dict)
    stands = {"size": entry["seq"] - 1, "head": entry["prev"]}
    if erased:
        body["documents"].pop(PSEUDONYMS, None)
    said = body["number"], body["run"], body["previous"], body["ledger"], body["documents"]
    return said == (seal.number, seal.run, previous, stands, under)
