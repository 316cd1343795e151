"""What a region filed of hospitals' bundles: append-only rows that the ledger tells of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Integer, LargeBinary, Row, Table, Text, insert, select

from agent.core.acts import Act
from agent.core.errors import IntegrityError
from agent.core.filings import Filing, Refused, Summary
from agent.store import canonical, clock, ledger
from agent.store.engines import wait_turn
from agent.store.tables import added

filings = Table(
    "filings",
    added,
    Column("site", Text, primary_key=True),  # the region's
    Column("member", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("filed", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)


def save(connection: Connection, site: str, filing: Filing, told: Mapping[str, Any]) -> None:
    """File what is kept of a bundle; `told` says who does it and how the key is known.

    Raises:
        IntegrityError: another one of that hospital was filed meanwhile.
    """
    wait_turn(connection, site)
    last = [each for each in every(connection, site) if each.member == filing.member][-1:]
    if last and last[0].number >= filing.number:
        raise IntegrityError(f"{filing.member}: seal {last[0].number} was filed meanwhile")
    body = canonical.encode(filing.summary)
    connection.execute(
        insert(filings).values(
            site=site,
            member=filing.member,
            number=filing.number,
            run=filing.run,
            digest=filing.digest,
            key=filing.key,
            sealed=clock.text(filing.sealed),
            filed=clock.text(filing.filed),
            body=body,
        )
    )
    ledger.append(connection, site, Act.BUNDLE_FILED, None, {**told, **_entry(filing, body)})


def every(connection: Connection, site: str) -> list[Filing]:
    """All that a region filed, by hospital, each one's oldest first."""
    rows = connection.execute(
        select(filings).where(filings.c.site == site).order_by(filings.c.member, filings.c.number)
    )
    return [_filing(row) for row in rows]


def refused(connection: Connection, site: str) -> Iterator[Refused]:
    """The bundles that a region did not file, oldest first."""
    for entry in ledger.entries(connection, site, Act.BUNDLE_REFUSED):
        told = entry["payload"]
        yield Refused(member=told["member"], code=told["code"], at=clock.moment(entry["at"]))


def verify(connection: Connection, site: str, entered: Iterable[Mapping[str, Any]]) -> None:
    """Compare what was filed with the ledger's entries of it.

    Raises:
        IntegrityError: naming a hospital of which a row is not what was filed, or is missing.
    """
    told = Counter(_identity(each["payload"]) for each in entered)
    kept = Counter(
        _identity(_entry(each, canonical.encode(each.summary))) for each in every(connection, site)
    )
    for one in (*told, *kept):
        if told[one] != 1 or kept[one] != 1:
            member, number, *_ = one
            raise IntegrityError(f"filed of {member}: seal {number} does not hold")


_NAMES = ("member", "number", "run", "digest", "key", "sealed", "filed", "summary")


def _identity(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(entry[name] for name in _NAMES)


def _entry(filing: Filing, body: bytes) -> dict[str, Any]:
    values = {name: getattr(filing, name) for name in _NAMES[:5]}
    times = {name: clock.text(getattr(filing, name)) for name in ("sealed", "filed")}
    return {**values, **times, "summary": ledger.digest(body)}


def _filing(row: Row[Any]) -> Filing:
    return Filing(
        member=row.member,
        number=row.number,
        run=row.run,
        digest=row.digest,
        key=row.key,
        sealed=clock.moment(row.sealed),
        filed=clock.moment(row.filed),
        summary=canonical.decode(bytes(row.body), Summary),
    )
