"""The collector of tickets: outages that somebody wrote down; of a ticket, only its times stay.

A title may name a patient or an agent: it is looked at for declared words, and left.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from agent.core.errors import Empty, Unreadable
from agent.core.exhibits import Redaction
from agent.core.facts.availability import AvailabilityReport, Outage, ReadingRules, Watcher
from agent.core.sources import Completeness, Ground
from collectors.availability.columns import recognise
from collectors.availability.log import COLUMNS_RULE, LINES_RULE
from collectors.availability.moments import clock, stamp
from collectors.availability.states import planned
from collectors.availability.words import TICKETS, says, spaced
from collectors.registry import Keep, collector
from collectors.transports.tabular import Handed, Table

_NEEDED = (("opened", "start"), ("title", "category", "element", "service"))
_LOOKED_AT = ("title", "category", "element")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets count: words by declared service, and those of outages (none: every ticket)."""

    services: Mapping[str, Sequence[str]]
    outages: Sequence[str]
    planned: Sequence[str]
    columns: Mapping[str, str]
    drawn_on: date


@dataclass(frozen=True, slots=True)
class Ticket:
    """An outage as a ticket tells it; without `ended`, nobody said when it was over."""

    id: str
    service: str
    started: datetime
    ended: datetime | None
    planned: bool | None


class TicketList:
    """A list that was handed over, read whole."""

    ground = Ground.HANDED_OVER
    completeness = Completeness.UNKNOWN  # an outage that nobody wrote down is in no list

    def __init__(
        self,
        *,
        source: str,
        table: Table,
        wanted: Wanted,
        rules: str,
        zone: ZoneInfo,
        date_format: str,
        keep: Keep,
        collector: str,
    ) -> None:
        self.name = source
        self.wanted = wanted
        self.rules = rules
        self._keep = keep
        self._handed = Handed(collector=collector, source=source, started=datetime.now(UTC))
        self._columns = recognise(table, TICKETS, wanted.columns, _NEEDED)
        texts = (text for _, row in self._columns.rows() for text in _times(row))
        self._clock = clock(table.name, texts, zone, date_format)

    def tickets(self) -> list[Ticket]:
        """Keep what counts of the list as an exhibit, and say it.

        Raises:
            Empty: it holds no outage of a declared service.
            Unreadable: such a ticket has no time that can be read.
        """
        found: list[Ticket] = []
        left = 0
        for number, row in self._columns.rows():
            services = self._services(row)
            read = [self._ticket(number, row, each) for each in services]
            found += [each for each in read if each]
            left += not any(read)
        self._expose(found, left)
        if not found:
            raise Empty(
                f"{self._columns.table.name}: no ticket of a declared service holds a word of"
                " outages; correct services and outages"
            )
        return found

    def close(self) -> None:
        """Nothing is open: the file was read whole."""

    def _services(self, row: Mapping[str, str]) -> list[str]:
        """The declared services that a ticket of an outage is about."""
        told = " ".join(spaced(row.get(field, "")) for field in _LOOKED_AT)
        if self.wanted.outages and not any(says(told, each) for each in self.wanted.outages):
            return []
        if cell := row.get("service"):
            named = spaced(cell)
            return [
                service
                for service, words in self.wanted.services.items()
                if named in map(spaced, (service, *words))
            ]
        return [
            service
            for service, words in self.wanted.services.items()
            if any(says(told, each) for each in words)
        ]

    def _ticket(self, number: int, row: Mapping[str, str], service: str) -> Ticket | None:
        """The outage; None for one that is still to come."""
        started, ended = _times(row)
        try:
            at = self._clock.read(started)
            until = self._clock.ended(ended, at) if at else None
        except ValueError:
            at = None
        if at is None:
            raise Unreadable(
                f"{self._columns.table.name}, line {number}: no instant, or an end before its"
                " beginning; correct it, or give the form of dates with date_format"
            )
        if at >= self._clock.ends(self.wanted.drawn_on):
            return None
        told = " ".join(spaced(row.get(field, "")) for field in _LOOKED_AT)
        word = any(says(told, each) for each in self.wanted.planned) or None
        return Ticket(
            row.get("id", ""), service, at, until, word or planned(row.get("planned", ""))
        )

    def _expose(self, found: list[Ticket], left: int) -> None:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow(["id", "declared service", "start", "end", "planned"])
        for each in found:
            ended = stamp(each.ended) if each.ended else ""
            yes = {True: "yes", False: "no", None: ""}[each.planned]
            writer.writerow([each.id, each.service, stamp(each.started), ended, yes])
        counts = [(LINES_RULE, left), (COLUMNS_RULE, self._columns.unread)]
        self._keep(
            self._handed.exhibit(
                self._columns.table,
                out.getvalue().encode(),
                query=f"list drawn on {self.wanted.drawn_on.isoformat()}",
                rows=len(found),
                completeness=self.completeness,
                redactions=tuple(Redaction(rule, count) for rule, count in counts if count),
            )
        )


def _times(row: Mapping[str, str]) -> tuple[str, str]:
    """When the outage began and ended; a ticket's closing comes days after it was resolved."""
    return row.get("start") or row.get("opened", ""), row.get("end") or row.get("resolved", "")


@collector("tickets.outages")
def outages(file: TicketList) -> Iterator[Outage | AvailabilityReport | ReadingRules]:
    """Yield each ticket of an outage, then the list; it watches nothing.

    Raises:
        SourceError: see `TicketList.tickets`.
    """
    told = file.tickets()
    for each in told:
        until = f"{each.ended}" if each.ended else "open"
        yield Outage(
            source=file.name,
            key=f"{each.service}|{each.id}|{each.started}|{until}|{file.rules}",
            told_by=Watcher.TICKET,
            service=each.service,
            started=each.started,
            ended=each.ended,
            planned=each.planned,
            rules=file.rules,
        )
    last = max(each.ended or each.started for each in told)
    yield AvailabilityReport(
        source=file.name,
        key=f"{file.wanted.drawn_on.isoformat()}|{last}|{file.rules}",
        told_by=Watcher.TICKET,
        drawn_on=file.wanted.drawn_on,
        last=last,
        lines=len(told),
        rules=file.rules,
    )
    yield ReadingRules(source=file.name, key=file.name, rules=file.rules)
