"""The hospitals whose own stores stand in the region's database: read there, by their seals."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from agent.core.errors import IntegrityError
from agent.core.filings import Filing
from agent.core.runs import RunState
from agent.engine.region.reading import summarised
from agent.store import Store

_AUDITS = 2  # the newest, and the one before


def beside(store: Store, url: str, members: Iterable[str]) -> list[Filing]:
    """The newest sealed audits of the hospitals that are in this very database, as if filed.

    Raises:
        IntegrityError: a ledger, a seal or a judgement is not what it was.
    """
    there = set(store.sites()) - {store.site}
    found: list[Filing] = []
    for member in sorted(there.intersection(members)):
        with Store.open(url, member) as other:
            other.verify_ledger()
            found += _newest(other)
    return found


def _newest(store: Store) -> Iterator[Filing]:
    ended = [
        each for each in store.runs() if each.state is RunState.ENDED and not each.demonstration
    ]
    for record in ended[-_AUDITS:]:
        seal, judged = store.seal_of(record.run), store.judged(record.run)
        if seal is None or judged is None:
            continue
        told = json.loads(seal.body)
        if (told["results"] or {}).get("judgement") != f"sha256:{sha256(judged[0]).hexdigest()}":
            raise IntegrityError(f"{store.site}: run {record.run} is not what was sealed")
        yield Filing(
            member=store.site,
            number=seal.number,
            run=record.run,
            digest=seal.digest,
            key=seal.key or "",
            sealed=seal.at,
            filed=seal.at,
            summary=summarised(told, judged[0]),
        )
