"""The half of the store that proves: the ledger, the seals and what they are made of."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from agent.core.acts import Act
from agent.core.errors import UsageError
from agent.core.exhibits import Kept
from agent.core.facts import KINDS
from agent.core.filings import Filing, Refused
from agent.core.seals import SealRecord, Signer, Stamp
from agent.store import erasures, exhibits, filings, judgements, ledger, readers, runs, seals
from agent.store.engines import Engines, reclaim
from agent.store.erasures import Erased
from agent.store.leaves import Root, Salter
from agent.store.tables import sites


class Evidence:
    """One site's ledger and seals."""

    def __init__(self, engines: Engines, site: str, key: bytes) -> None:
        self._engines = engines
        self._salter = Salter(key)
        self.site = site

    def ledger(self, *types: str) -> Iterator[dict[str, Any]]:
        """Every entry of the ledger in order, or those of some types (much faster)."""
        with self._engines.reader.connect() as connection:
            yield from ledger.entries(connection, self.site, *types)

    def ledger_bytes(self, first: int = 1, last: int | None = None) -> Iterator[bytes]:
        """The stored bytes of entries, in order, from `first` to `last` or to the end."""
        with self._engines.reader.connect() as connection:
            yield from ledger.bodies(connection, self.site, first, last)

    def verify_ledger(self) -> int:
        """Count the entries, verified from bytes, seals included; raises IntegrityError."""
        with self._engines.reader.connect() as connection:
            wanted = (*seals.ACTS, erasures.ACT, Act.BUNDLE_FILED)
            walked = ledger.verify(connection, self.site, *wanted)
            seals.verify(connection, self.site, walked)
            erasures.verify(connection, self.site, walked)
            filings.verify(connection, self.site, walked.of(Act.BUNDLE_FILED))
        return walked.size

    def record(self, act: Act, payload: Mapping[str, Any], run: int | None = None) -> None:
        """Enter an act in the ledger."""
        with self._engines.writer.begin() as connection:
            ledger.append(connection, self.site, act.value, run, payload)

    def seal(
        self,
        run: int,
        told: Mapping[str, Any],
        documents: Mapping[str, bytes],
        signer: Signer | None,
    ) -> SealRecord:
        """Seal a run: what is `told` of it, the documents' digests and the ledger as it stands.

        Raises:
            UsageError: the run is a demonstration, which nothing may seal.
        """
        with self._engines.writer.begin() as connection:
            if runs.one(connection, self.site, run).demonstration:
                raise UsageError(f"run {run} is a demonstration: it is never sealed")
            return seals.save(connection, self.site, run, told, documents, signer)

    def seals(self) -> list[SealRecord]:
        """Every seal, oldest first."""
        with self._engines.reader.connect() as connection:
            return seals.every(connection, self.site)

    def seal_of(self, run: int) -> SealRecord | None:
        """The newest seal of a run."""
        with self._engines.reader.connect() as connection:
            return seals.newest(connection, self.site, run)

    def stamp(self, number: int, reply: bytes, time: datetime) -> None:
        """Keep a timestamp authority's verified reply on a seal; raises UsageError."""
        with self._engines.writer.begin() as connection:
            seals.stamp(connection, self.site, number, reply, time)

    def stamps(self, number: int) -> list[Stamp]:
        """The timestamps of a seal, in the order of their times."""
        with self._engines.reader.connect() as connection:
            return seals.stamps(connection, self.site, number)

    def sealed_documents(self, number: int) -> dict[str, bytes]:
        """The documents whose digests a seal holds, by their names."""
        with self._engines.reader.connect() as connection:
            return seals.documents(connection, self.site, number)

    def roots(
        self, run: int, sources: Mapping[str, Collection[str]]
    ) -> dict[tuple[str, str], Root]:
        """By source and kind, a digest of the facts visible as of a run (kind -> its sources)."""
        with self._engines.reader.connect() as connection:
            return seals.roots(connection, self.site, run, sources)

    def derived_roots(self, run: int) -> dict[str, Root]:
        """By kind, a digest of what was kept with the newest judgement of a run."""
        with self._engines.reader.connect() as connection:
            return judgements.roots(connection, self._salter, self.site, run)

    def judged(self, run: int) -> tuple[bytes, datetime] | None:
        """The canonical bytes of a run's newest judgement and its time; None before there is one.

        Raises:
            IntegrityError: it is not what was stored.
        """
        with self._engines.reader.connect() as connection:
            return judgements.body(connection, self.site, run)

    def kept(self, run: int) -> list[Kept]:
        """What is known of each exhibit of a run, without its body."""
        with self._engines.reader.connect() as connection:
            return exhibits.kept(connection, self.site, run)

    def askers(self, run: int) -> dict[str, set[str]]:
        """By source, the accounts that asked for what a run kept."""
        with self._engines.reader.connect() as connection:
            return exhibits.askers(connection, self.site, run)

    def erase(
        self, *, bodies: Collection[int], runs: Collection[int], told: Mapping[str, Any]
    ) -> Erased:
        """Erase exhibits' bodies of some runs, and facts and names of the oldest ones, for good.

        `told` says who erases and by which rule; see erasures.erase.
        """
        with self._engines.writer.begin() as connection:
            made = erasures.erase(connection, self.site, bodies=bodies, runs=runs, told=told)
        if made:
            reclaim(self._engines)
        return made

    def erased_bodies(self) -> set[str]:
        """The digests of exhibits of which every body was erased by age."""
        with self._engines.reader.connect() as connection:
            return erasures.bodies(connection, self.site)

    def holding_bodies(self) -> set[int]:
        """The runs that still hold the body of some exhibit."""
        with self._engines.reader.connect() as connection:
            return erasures.holding(connection, self.site)

    def salt(self, kind: str, body: bytes) -> bytes:
        """The salt of one version of one thing: with its body it gives its leaf."""
        return self._salter.salt(kind, body)

    def token(self, text: str) -> str:
        """The pseudonym of a text at this site."""
        return self._salter.token(text)

    def derived_lines(self, run: int, kind: str) -> list[tuple[bytes, bytes]]:
        """(salt, body) of each chunk of a kind that a run's newest judgement derived."""
        with self._engines.reader.connect() as connection:
            return list(judgements.lines(connection, self._salter, self.site, run, kind))

    def disclosed(self, run: int, kind: str, source: str) -> Iterator[tuple[bytes, bytes]]:
        """(salt, body) of each fact of a kind and a source as of a run: they give its leaf."""
        query = readers.visible(self.site, KINDS[kind], run, {source})
        with self._engines.reader.connect() as connection:
            streamed = connection.execution_options(yield_per=1000)
            for (body,) in streamed.execute(query):
                yield self._salter.salt(kind, body), bytes(body)

    def file(self, filing: Filing, told: Mapping[str, Any]) -> None:
        """File what a region keeps of a bundle, and enter it in the ledger with what is `told`."""
        with self._engines.writer.begin() as connection:
            filings.save(connection, self.site, filing, told)

    def filings(self) -> list[Filing]:
        """All that a region filed, by hospital, each one's oldest first, once it was verified.

        Raises:
            IntegrityError: it is not what was filed.
        """
        with self._engines.reader.connect() as connection:
            entered = ledger.entries(connection, self.site, Act.BUNDLE_FILED)
            filings.verify(connection, self.site, entered)
            return filings.every(connection, self.site)

    def sites(self) -> list[str]:
        """Every site of the database, by name."""
        with self._engines.reader.connect() as connection:
            return list(connection.scalars(select(sites.c.name).order_by(sites.c.name)))

    def refused_bundles(self) -> list[Refused]:
        """The bundles that a region did not file, oldest first."""
        with self._engines.reader.connect() as connection:
            return list(filings.refused(connection, self.site))
