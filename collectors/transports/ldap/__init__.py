"""A live directory over LDAPS or StartTLS."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from agent.core.errors import Unreadable
from agent.core.exhibits import Acquisition
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep, Limits
from collectors.transports.directory import Base, Entry, Presence, Query
from collectors.transports.ldap import ber, errors
from collectors.transports.ldap.connection import connect
from collectors.transports.ldap.reading import Raw, Reader
from collectors.transports.ldif_exhibit import exhibit_page

PAGE = 1000  # entries; Active Directory's own MaxPageSize
_RANGE = re.compile(r"(.+);range=(\d+)-(\d+|\*)")

_ANY = "(objectClass=*)"
_CONTEXTS = {
    Base.DOMAIN: "defaultNamingContext",
    Base.CONFIGURATION: "configurationNamingContext",
}
_OFTEN = 50  # entries between two looks at what the server has sent meanwhile


def open_ldap(
    *,
    source: str,
    url: str,
    user: str,
    password: str,
    ca: Path | None,
    collector: str,
    keep: Keep,
    limits: Limits,
    page_size: int = PAGE,
) -> "LiveDirectory":
    """Open a session with one controller for one collector.

    Raises:
        SourceError: see `connection.connect`.
    """
    connection, server = connect(url, user, password, ca, idle=limits.idle)
    reader = Reader(connection, url, limits)
    return LiveDirectory(
        source=source,
        url=url,
        user=user,
        server=server,
        reader=reader,
        close=connection.socket.close,
        collector=collector,
        keep=keep,
        page_size=page_size,
    )


class LiveDirectory:
    """A controller that answers now; see `collectors.transports.directory.Directory`."""

    ground = Ground.LIVE

    def __init__(
        self,
        *,
        source: str,
        url: str,
        user: str,
        server: str,
        reader: Reader,
        close: Callable[[], None],
        collector: str,
        keep: Keep,
        page_size: int,
    ) -> None:
        self.name = source
        self.controller = url
        self.completeness = Completeness.COMPLETE
        self._user = user
        self._server = server
        self._reader = reader
        self._end = close
        self._collector = collector
        self._keep = keep
        self._page_size = page_size
        self._contexts: dict[Base, str] = {}

    def search(self, query: Query) -> Iterator[Entry]:
        """Yield every entry, page by page; see `Directory.search`."""
        base = "" if query.base is Base.ROOT else self._naming_context(query.base)
        attributes = list(query.attributes)

        def ask(cookie: bytes) -> int:
            return self._reader.ask(
                base,
                query.filter,
                attributes,
                subtree=query.subtree,
                page=self._page_size if query.subtree else None,
                cookie=cookie,
            )

        started = datetime.now(UTC)
        for pages, (raw, done) in enumerate(self._reader.pages(ask)):
            if done.code != errors.SUCCESS:
                raise errors.result(self.controller, done.code, done.message, pages)
            kept = self._page(query, base, raw, started, last=not done.cookie)
            for start in range(0, len(kept), _OFTEN):
                self._reader.pump()
                yield from kept[start : start + _OFTEN]
            started = datetime.now(UTC)

    def _page(
        self, query: Query, base: str, raw: Raw, started: datetime, *, last: bool
    ) -> list[Entry]:
        scope = "subtree" if query.subtree else "base"
        asked = f"{base or '(root)'} {scope} {query.filter} {' '.join(query.attributes)}"
        # A page knows only at the end whether the search went to its own.
        completeness = Completeness.COMPLETE if last else Completeness.UNKNOWN
        return self._kept(
            raw, f"{asked} (pages of {self._page_size})", started, completeness, query.asked
        )

    def _kept(
        self,
        raw: Raw,
        query: str,
        started: datetime,
        completeness: Completeness,
        asked: Collection[str],
    ) -> list[Entry]:
        """Keep what was answered as an exhibit; returns the entries as they are in it."""
        digest, size, entries = sha256(), 0, []
        for rank, (message, at) in enumerate(raw):
            if rank % _OFTEN == 0:
                self._reader.pump()
            digest.update(message)
            size += len(message)
            entries.append(self._whole(ber.entry(message, at)))
        exhibit, kept = exhibit_page(
            entries,
            original_digest="sha256:" + digest.hexdigest(),
            original_size=size,
            acquisition=Acquisition(
                collector=self._collector,
                source=self.name,
                target=self.controller,
                query=query,
                account=self._user,
                server=self._server,
                started=started,
                ended=datetime.now(UTC),
                rows=len(entries),
                completeness=completeness,
                ground=self.ground,
            ),
            asked=asked,
        )
        self._keep(exhibit)
        return kept

    def _whole(self, entry: Entry) -> Entry:
        """Complete attributes that the server cut into ranges (member;range=0-1499)."""
        if ";range=" not in "".join(entry.attributes):
            return entry
        attributes: dict[str, tuple[bytes, ...]] = {}
        for name, values in entry.attributes.items():
            found = _RANGE.fullmatch(name)
            if found is None:
                attributes.setdefault(name, tuple(values))
                continue
            rest = () if found[3] == "*" else self._rest(entry.dn, found[1], int(found[3]) + 1)
            attributes[found[1]] = (*values, *rest)
        return Entry(entry.dn, attributes)

    def _rest(self, dn: str, attribute: str, start: int) -> tuple[bytes, ...]:
        """The values of an attribute from a rank on, range by range."""
        values: list[bytes] = []
        while True:
            wanted = [f"{attribute};range={start}-*"]
            number = self._reader.ask(dn, _ANY, wanted, subtree=False, page=None)
            raw, done = self._reader.collect(number)
            if done.code != errors.SUCCESS or not raw:
                raise errors.result(self.controller, done.code or -1, done.message)
            found = [
                (match, more)
                for name, more in ber.entry(*raw[0]).attributes.items()
                if (match := _RANGE.fullmatch(name))
            ]
            if not found:
                raise Unreadable(f"{self.controller}: {attribute} of {dn} came without its range")
            match, more = found[0]
            values.extend(more)
            if match[3] == "*":
                return tuple(values)
            start = int(match[3]) + 1

    def presence(self, dn: str) -> Presence:
        """See `Directory.presence`; only objects of this domain can be told hidden."""
        started = datetime.now(UTC)
        number = self._reader.ask(dn, _ANY, ["1.1"], subtree=False, page=None)
        raw, done = self._reader.collect(number)
        if done.code not in {errors.SUCCESS, errors.NO_SUCH_OBJECT, errors.INSUFFICIENT_RIGHTS}:
            raise errors.result(self.controller, done.code, done.message)
        self._kept(raw, f"{dn} base {_ANY} 1.1", started, Completeness.COMPLETE, ())
        return Presence.SEEN if raw else Presence.HIDDEN

    def _naming_context(self, base: Base) -> str:
        """The domain that this controller serves, or its forest's configuration, asked once."""
        if not self._contexts:
            wanted = list(_CONTEXTS.values())
            number = self._reader.ask("", _ANY, wanted, subtree=False, page=None)
            raw, done = self._reader.collect(number)
            told = ber.entry(*raw[0]).attributes if raw else {}
            self._contexts = {
                each: values[0].decode()
                for each, name in _CONTEXTS.items()
                if (values := told.get(name.lower()))
            }
            if done.code != errors.SUCCESS or Base.DOMAIN not in self._contexts:
                raise Unreadable(f"{self.controller}: not an Active Directory controller")
        if base not in self._contexts:
            raise Unreadable(f"{self.controller}: it does not say where its {base} is")
        return self._contexts[base]

    def close(self) -> None:
        """End the session; a read under way in another thread fails."""
        with suppress(OSError):
            self._end()
