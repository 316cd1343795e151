"""The store: the only speaker of SQL."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from agent.core.exhibits import Exhibit
from agent.core.facts import Fact
from agent.core.judgements import Judgement, PastAudit
from agent.core.runs import RunRecord, RunState, UnitRecord, UnitState
from agent.core.statements import Statement, StatementKind
from agent.store import (
    canonical,
    exhibits,
    judgements,
    keys,
    locks,
    migrations,
    readers,
    refusals,
    runs,
    statements,
    units,
)
from agent.store.engines import connect
from agent.store.traces import Traces
from agent.store.units import UnitWriter

__all__ = ["Store", "UnitWriter"]

F = TypeVar("F", bound=Fact)


class Store(Traces):
    """One site's facts, exhibits, judgements and ledger in one database.

    `copied`: where a copy was left when opening it upgraded the schema.
    """

    copied: Path | None = None

    @classmethod
    def open(cls, url: str, site: str) -> Self:
        """Open, create or bring up to date the store at `url`.

        Raises:
            ConfigurationError: the place is unusable, or holds another site's store.
        """
        engines = connect(url)
        try:
            copied = migrations.migrate(engines)
            opened = cls(engines, site, keys.of_site(engines, site))
        except BaseException:
            engines.close()
            raise
        opened.copied = copied
        return opened

    def close(self) -> None:
        """Close every connection."""
        self._engines.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def lock(self, holder: str) -> AbstractContextManager[None]:
        """Hold the store while something writes to it; raises Busy."""
        return locks.hold(self._engines, self.site, holder)

    def holder(self) -> tuple[str, datetime] | None:
        """Who holds the lock and since when; None when nobody alive does."""
        return locks.holder(self._engines, self.site)

    def start_run(
        self,
        *,
        as_of: date,
        profile: str,
        demonstration: bool,
        tool: str,
        settings_digest: str,
        settings: bytes,
        config_path: str,
    ) -> int:
        """Open a run (see RunRecord; `settings` are canonical bytes) and return its number."""
        with self._engines.writer.begin() as connection:
            return runs.start(
                connection,
                self.site,
                settings,
                as_of=as_of,
                profile=profile,
                demonstration=demonstration,
                tool=tool,
                settings_digest=settings_digest,
                config_path=config_path,
            )

    def resume_run(self, run: int) -> None:
        """Go on with an interrupted run."""
        self._set_state(run, RunState.RUNNING)

    def end_run(self, run: int, state: RunState) -> None:
        """End or abort a run."""
        self._set_state(run, state)

    def _set_state(self, run: int, state: RunState) -> None:
        with self._engines.writer.begin() as connection:
            runs.set_state(connection, self.site, run, state)

    def runs(self) -> list[RunRecord]:
        """Every run, oldest first."""
        with self._engines.reader.connect() as connection:
            return runs.every(connection, self.site)

    def run(self, run: int | None) -> RunRecord:
        """A run, or the last one; raises PreuveError when there is none."""
        with self._engines.reader.connect() as connection:
            return runs.one(connection, self.site, run)

    def resumable(self) -> RunRecord | None:
        """The last run, if it was interrupted."""
        with self._engines.reader.connect() as connection:
            last = runs.last(connection, self.site)
        return last if last and last.state is not RunState.ENDED else None

    def previous(self, run: int, *, demonstration: bool | None = None) -> RunRecord | None:
        """The last run before this one that ended; of demonstrations, or of others, if asked."""
        with self._engines.reader.connect() as connection:
            return runs.last(
                connection, self.site, RunState.ENDED, run, demonstration=demonstration
            )

    def last_ended(self) -> int:
        """The number of the last run that ended; raises PreuveError when none did."""
        with self._engines.reader.connect() as connection:
            ended = runs.last(connection, self.site, RunState.ENDED)
        return ended.run if ended else self.run(None).run

    def start_unit(
        self, run: int, *, collector: str, source: str, target: str, kinds: tuple[str, ...]
    ) -> UnitWriter:
        """Open a unit of work; `kinds` are the kinds of fact it may yield."""
        with self._engines.writer.begin() as connection:
            origin = units.start(connection, self.site, run, collector, source, target, kinds)
        return UnitWriter(self._engines, self._salter, origin)

    def units(self, run: int) -> list[UnitRecord]:
        """The units of a run."""
        with self._engines.reader.connect() as connection:
            return runs.unit_records(connection, self.site, run)

    def done_units(self, run: int) -> set[tuple[str, str, str]]:
        """(collector, source, target) of the units that need not run again."""
        return {
            (each.collector, each.source, each.target)
            for each in self.units(run)
            if each.state is UnitState.DONE
        }

    def facts(self, kind: type[F], run: int, sources: Collection[str] | None = None) -> Iterator[F]:
        """Stream the facts of a kind as of a run."""
        with self._engines.reader.connect() as connection:
            yield from readers.facts(connection, self.site, kind, run, sources)

    def past(self, kind: type[F], run: int) -> Iterator[tuple[str, str, F | None]]:
        """Each version of a kind of State facts up to a run, oldest first; None: not seen again."""
        with self._engines.reader.connect() as connection:
            yield from readers.past(connection, self.site, kind, run)

    def exhibit(self, digest: str, run: int | None = None) -> Exhibit:
        """An exhibit, verified, as a run got it (the last one when None); raises IntegrityError."""
        with self._engines.reader.connect() as connection:
            return exhibits.read(connection, self.site, digest, run)

    def exhibits_showing(
        self, run: int, source: str, kind: str, keys: Collection[str]
    ) -> dict[str, str]:
        """For each key, the digest of this run's exhibit that shows it."""
        with self._engines.reader.connect() as connection:
            return exhibits.showing(connection, self.site, run, source, kind, keys)

    def save_judgement(
        self, judgement: Judgement, derived: Mapping[type[Fact], Sequence[Fact]]
    ) -> int:
        """Store a judgement and the facts it derived."""
        with self._engines.writer.begin() as connection:
            return judgements.save(connection, self.site, judgement, derived)

    def judgement(self, run: int) -> Judgement:
        """The newest judgement of a run."""
        with self._engines.reader.connect() as connection:
            return judgements.read(connection, self.site, run)

    def derived(self, run: int, kind: type[F]) -> Iterator[F]:
        """The facts of a kind that the newest judgement of a run derived."""
        with self._engines.reader.connect() as connection:
            yield from judgements.derived_facts(connection, self.site, run, kind)

    def history(self, run: int, kind: type[F]) -> list[tuple[int, F]]:
        """What each ended run like this one, up to it, derived of a kind that is small."""
        with self._engines.reader.connect() as connection:
            return list(judgements.history(connection, self.site, run, kind))

    def past_answers(self, run: int, most: int) -> list[PastAudit]:
        """What ended runs up to this one answered, and what they asked, oldest first.

        Raises:
            IntegrityError: a judgement is not what was stored.
        """
        with self._engines.reader.connect() as connection:
            return judgements.past(connection, self.site, run, most)

    def refused(self, realm: str, user: str, secret: str) -> datetime | None:
        """When this very secret was refused, None if it never was."""
        digest = self._salter.secret(realm, user, secret)
        with self._engines.reader.connect() as connection:
            return refusals.known(connection, self.site, realm, user, digest)

    def remember_refusal(self, realm: str, user: str, secret: str) -> None:
        """Never try this secret again, until a person says so."""
        digest = self._salter.secret(realm, user, secret)
        with self._engines.writer.begin() as connection:
            refusals.remember(connection, self.site, realm, user, digest)

    def forget_refusal(self, realm: str, user: str, secret: str, by: str) -> bool:
        """Let a refused secret be tried again, as `by` asks; False if it was not refused."""
        digest = self._salter.secret(realm, user, secret)
        with self._engines.writer.begin() as connection:
            return refusals.forget(connection, self.site, realm, user, digest, by)

    def say(
        self,
        kind: StatementKind,
        *,
        source: str,
        key: str,
        body: object,
        user: str,
        author: str,
        text: str = "",
    ) -> int:
        """Record what a person says (see Statement) and return its number."""
        with self._engines.writer.begin() as connection:
            return statements.say(
                connection,
                self._salter,
                self.site,
                kind,
                source=source,
                key=key,
                body=canonical.encode(body),
                text=text,
                user=user,
                author=author,
            )

    def statements(self, *kinds: StatementKind) -> list[Statement]:
        """What was said, of some kinds or all, oldest first; withdrawn statements are marked."""
        with self._engines.reader.connect() as connection:
            return list(statements.read(connection, self._salter, self.site, kinds))

    def standing(self, *kinds: StatementKind) -> list[Statement]:
        """What was said and was not taken back, oldest first."""
        return [each for each in self.statements(*kinds) if each.withdrawn_by is None]

    def withdraw(self, number: int, *, user: str, author: str, text: str = "") -> int:
        """Take a statement back; raises UsageError."""
        with self._engines.writer.begin() as connection:
            return statements.withdraw(
                connection, self._salter, self.site, number, text=text, user=user, author=author
            )

    def erase_text(self, number: int, *, user: str, author: str) -> None:
        """Erase what a statement says in free words; raises UsageError."""
        with self._engines.writer.begin() as connection:
            statements.erase_text(connection, self.site, number, user=user, author=author)
