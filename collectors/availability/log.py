"""One list of a supervision tool as a session: only what is of a service, or of a host, is kept."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from agent.core.errors import Unreadable
from agent.core.exhibits import Redaction
from agent.core.facts.availability import Condition, Moments
from agent.core.sources import Completeness, Ground
from collectors.availability.columns import recognise
from collectors.availability.moments import clock, stamp
from collectors.availability.states import planned, state
from collectors.availability.timeline import Seen
from collectors.availability.words import STATES, WORDS
from collectors.people.columns import fold
from collectors.registry import Keep
from collectors.transports.tabular import Handed, Table

LINES_RULE = "lines-not-needed/1"
COLUMNS_RULE = "column-not-needed/1"
_NEEDED = (("host", "check"), ("time", "start", "day"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the configuration says of a list; names are those of declared services.

    `services` gives what the tool calls each of them, `hosts` the machines that are told by
    themselves: no other is kept, since a workstation's stops tell when somebody left. `quiet` are
    the services it looked at without having anything to tell; `since` and `until` are the days
    that the list was asked for.
    """

    services: Mapping[str, Sequence[str]]
    hosts: Sequence[str]
    quiet: frozenset[str]
    states: Mapping[str, str]  # folded word -> state
    columns: Mapping[str, str]
    drawn_on: date
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is kept; `service` is "" for one of a host that no service names."""

    service: str
    host: str
    check: str
    seen: Seen

    @property
    def thing(self) -> str:
        """What the tool looked at."""
        return "/".join(filter(None, (self.host, self.check)))


class SupervisionList:
    """A list that was handed over, read whole; `spans`: its lines have a beginning and an end."""

    ground = Ground.HANDED_OVER
    completeness = Completeness.UNKNOWN  # no such list has an end mark

    def __init__(
        self,
        *,
        source: str,
        table: Table,
        asked: Asked,
        rules: str,
        zone: ZoneInfo,
        date_format: str,
        keep: Keep,
        collector: str,
    ) -> None:
        self.name = source
        self.asked = asked
        self.rules = rules
        self._keep = keep
        self._handed = Handed(collector=collector, source=source, started=datetime.now(UTC))
        self._columns = recognise(table, STATES, asked.columns, _NEEDED)
        self.spans = "end" in self._columns.fields
        if not self.spans and "status" not in self._columns.fields:
            raise Unreadable(
                f"{table.name}: neither a column of states nor one of ends, so nothing tells an"
                ' outage; name one with columns = { status = "…" } or { end = "…" }'
            )
        texts = (text for _, row in self._columns.rows() for text in _written_times(row))
        self.clock = clock(table.name, texts, zone, date_format)

    def lines(self) -> tuple[list[Line], datetime]:
        """Keep the lines that matter as an exhibit; say them, and the list's last instant.

        Raises:
            Unreadable: a state or an instant is not understood.
        """
        kept: list[Line] = []
        left, last = 0, datetime.min.replace(tzinfo=UTC)
        unread: set[str] = set()
        named: dict[tuple[str, str], str | None] = {}
        ends = self._columns.ends
        for number, row in self._columns.rows():
            host, check = row.get("host", ""), row.get("check", "")
            if (host, check) not in named:
                named[host, check] = self._service(host, check)
            service = named[host, check]
            # Logs are in order: their ends tell how far they go, without reading every instant.
            if service is None and number not in ends:
                left += 1
                continue
            instants = self._instants(number, row, needed=service is not None)
            last = max(last, *instants) if instants else last
            if service is None or not instants or self._unconfirmed(row):
                left += bool(host or check)
                continue
            told = state(row.get("status"), self.asked.states, spans=self.spans)
            if told is None:
                unread.add(row["status"])
                continue
            until = instants[1] if len(instants) > 1 else None
            seen = Seen(instants[0], told, until, planned(row.get("planned", "")))
            kept.append(Line(service, host, check, seen))
        self._refuse(unread, last)
        self._expose(kept, left, last)
        return sorted(kept, key=lambda each: each.seen.at), last

    def close(self) -> None:
        """Nothing is open: the file was read whole."""

    def bounds(self, last: datetime) -> Moments | None:
        """The time that the list was asked for; of its last day, only what it tells of."""
        if self.asked.since is None or self.asked.until is None:
            return None
        whole = self.clock.ends(self.asked.until)
        drawn = max(self.clock.begins(self.asked.drawn_on), last)
        return self.clock.begins(self.asked.since), min(whole, drawn)

    def _service(self, host: str, check: str) -> str | None:
        """The service that a line is of; "": none, but a host's that is asked for; None: no use."""
        thing = "/".join(filter(None, (host, check)))
        for service, patterns in self.asked.services.items():
            if any(fits(each, thing) for each in patterns):
                return service
        alone = host and not check and any(fits(each, host) for each in self.asked.hosts)
        return "" if alone else None

    def _instants(self, number: int, row: Mapping[str, str], *, needed: bool) -> list[datetime]:
        """When it began, and when it ended where that is told."""
        started, ended = _written_times(row)
        try:
            at = self.clock.read(started)
            if at is None:
                return []
            until = self.clock.ended(ended, at)
        except ValueError:
            if not needed:
                return []
            raise Unreadable(
                f"{self._columns.table.name}, line {number}: no instant, or an end before its"
                " beginning; give the form of dates with date_format"
            ) from None
        return [at] if until is None else [at, until]

    @staticmethod
    def _unconfirmed(row: Mapping[str, str]) -> bool:
        """A first failure that the tool had not yet confirmed."""
        return fold(row.get("kind", "")) in WORDS["soft"]

    def _refuse(self, unread: set[str], last: datetime) -> None:
        name = self._columns.table.name
        if unread:
            shown = ", ".join(repr(each[:40]) for each in sorted(unread)[:10])
            raise Unreadable(
                f"{name}: nothing tells what these states mean: {shown};"
                f' say it with states = {{ "…" = "{" or ".join(Condition)}" }}'
            )
        if last > self.clock.ends(self.asked.drawn_on):
            raise Unreadable(
                f"{name}: it tells of {last.date()}, after the day it was drawn; correct"
                " extracted_on, or give the form of dates with date_format"
            )

    def _expose(self, kept: list[Line], left: int, last: datetime) -> None:
        redactions = [(LINES_RULE, left), (COLUMNS_RULE, self._columns.unread)]
        asked = self.asked
        period = f"; asked from {asked.since} to {asked.until}" if asked.since else ""
        self._keep(
            self._handed.exhibit(
                self._columns.table,
                _written(kept, last, spans=self.spans),
                query=f"list drawn on {asked.drawn_on.isoformat()}{period}",
                rows=len(kept),
                completeness=self.completeness,
                redactions=tuple(Redaction(rule, count) for rule, count in redactions if count),
            )
        )


def fits(pattern: str, thing: str) -> bool:
    """Whether a pattern of the configuration is that of a thing of the tool, whatever the case."""
    return fnmatchcase(thing.lower(), pattern.lower())


def _written_times(row: Mapping[str, str]) -> tuple[str, str]:
    """The beginning and the end of a line, as they are written; a day may have its own column."""
    started = row.get("start") or row.get("time", "")
    if row.get("day"):
        started = f"{row['day']} {row.get('time', '')}"
    return started, row.get("end", "")


def _written(lines: list[Line], last: datetime, *, spans: bool) -> bytes:
    """The lines as they were understood, in UTC, in a form that the same reader reads.

    A line of nothing tells the list's last instant.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    times = ["start", "end", "planned"] if spans else ["time"]
    writer.writerow(["host", "check", "status", *times])
    for each in lines:
        seen = each.seen
        told = [stamp(seen.at)]
        if spans:
            yes = {True: "yes", False: "no", None: ""}[seen.planned]
            told += [stamp(seen.until) if seen.until else "", yes]
        writer.writerow([each.host, each.check, _CANONICAL[seen.state], *told])
    writer.writerow(["", "", "", stamp(last), *(["", ""] if spans else [])])
    return out.getvalue().encode()


_CANONICAL = {Condition.UP: "up", Condition.DOWN: "down", Condition.DARK: "unknown"}


def by_thing(lines: list[Line]) -> Iterator[tuple[str, str, list[Seen]]]:
    """(service, thing, what was seen of it), things apart: each has its own states."""
    found: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for each in lines:
        found[each.service, each.thing].append(each.seen)
    for (service, thing), seen in found.items():
        yield service, thing, seen
