"""Answers a directory collector from recorded exhibits, exactly as the directory once did."""

from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from agent.core.errors import Empty, SourceError
from agent.core.exhibits import Exhibit
from agent.core.sources import Completeness, Ground
from collectors.registry import Keep, Limits
from collectors.transports.directory import Entry, Presence, Query
from collectors.transports.ldif import LdifReader
from collectors.transports.recorded import read_recording


class RecordedDirectory:
    """A directory as it answered one collector; see `Directory`."""

    def __init__(self, *, source: str, exhibits: Sequence[Exhibit], keep: Keep) -> None:
        self.name = source
        self.controller = exhibits[0].acquisition.target
        self.ground = Ground.weakest(each.acquisition.ground for each in exhibits)
        self.completeness = Completeness.UNKNOWN
        self._exhibits = exhibits
        self._keep = keep
        self._answered: list[Completeness] = []

    def search(self, query: Query) -> Iterator[Entry]:
        """Yield what was recorded for that query's filter.

        Raises:
            Empty: this was not asked when the recording was made.
            SourceError: an exhibit is not LDIF.
        """
        pages = [each for each in self._exhibits if query.filter in each.acquisition.query]
        if not pages:
            raise Empty(f"{query.name}: nothing was recorded for {query.filter}")
        for page in pages:
            self._keep(page)
            yield from _entries(page)
        # A page does not know whether another follows: the last one tells for all.
        self._answered.append(pages[-1].acquisition.completeness)
        self.completeness = Completeness.weakest(self._answered)

    def presence(self, dn: str) -> Presence:
        """What was recorded of that DN: a search of it alone, else an entry of that name."""
        wanted = dn.lower()
        for exhibit in self._exhibits:
            if exhibit.acquisition.query.lower().startswith(f"{wanted} base "):
                self._keep(exhibit)
                return Presence.SEEN if exhibit.acquisition.rows else Presence.HIDDEN
            if any(entry.dn.lower() == wanted for entry in _entries(exhibit)):
                return Presence.SEEN
        return Presence.UNKNOWN

    def close(self) -> None:
        """Nothing is open."""


def open_recording(
    collector: str, keep: Keep, limits: Limits, *, source: str, folder: Path
) -> RecordedDirectory:
    """Open what was recorded for one collector.

    Args:
        collector: the collector that will ask.
        keep: receives each recorded exhibit again, before its entries are yielded.
        limits: of no use to a folder.
        source: the name in the configuration.
        folder: holds one folder a collector, named by its id.

    Raises:
        Unreachable: there is no recording of that collector.
        Empty: it holds no exhibit.
        IntegrityError: a body is not what was recorded.
    """
    del limits
    return RecordedDirectory(source=source, exhibits=read_recording(folder / collector), keep=keep)


def _entries(exhibit: Exhibit) -> Iterator[Entry]:
    try:
        yield from LdifReader(StringIO(exhibit.body.decode("utf-8", "replace"), newline="\n"))
    except SourceError as error:
        raise type(error)(f"{exhibit.digest[:15]}: {error}") from None
