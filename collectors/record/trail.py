"""The collector of the record's audit trail: counters and digests, never a line of it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from agent.core.errors import Unreadable
from agent.core.exhibits import Acquisition, Exhibit, Redaction
from agent.core.facts.logs import Span
from agent.core.facts.record import RecordTrail
from agent.core.sources import Completeness, Ground
from collectors.people.columns import fold
from collectors.record.counting import Asked, Counts, count
from collectors.registry import Keep, collector
from collectors.transports.trails import TrailFile, trail_files

RULE = "trail-lines/1"


class RecordedTrail:
    """What was once counted."""

    ground = Ground.HANDED_OVER
    completeness = Completeness.UNKNOWN  # a trail has no end mark

    def __init__(self, source: str, exhibits: Iterable[Exhibit], keep: Keep) -> None:
        self.name = source
        self._exhibits = exhibits
        self._keep = keep

    def counted(self) -> Iterator[Mapping[str, Any]]:
        """The counters of each file, kept before they are told.

        Raises:
            SourceError: a file cannot be counted.
        """
        for exhibit in self._exhibits:
            self._keep(exhibit)
            try:
                told = json.loads(exhibit.body)
            except ValueError:
                told = None
            if not isinstance(told, dict):
                raise Unreadable(f"{self.name}: what was counted of a trail cannot be read")
            yield told

    def close(self) -> None:
        """Nothing stays open."""


class TrailFiles(RecordedTrail):
    """The files of a trail; each is read once, to its end."""

    def __init__(
        self,
        *,
        source: str,
        folder: Path,
        patterns: tuple[str, ...],
        columns: Mapping[str, str],
        reads: Iterable[str],
        writes: Iterable[str],
        shared: Iterable[str],
        extracted_on: date,
        since: date | None,
        date_format: str,
        keep: Keep,
        collector: str,
    ) -> None:
        self._files = trail_files(folder, patterns)
        self._told = ", ".join(patterns)
        self._since = since
        self._collector = collector
        self._asked = Asked(
            columns=columns,
            reads=frozenset(map(fold, reads)),
            writes=frozenset(map(fold, writes)),
            shared=tuple(each.lower() for each in shared),
            last=extracted_on,
            date_format=date_format,
        )
        super().__init__(source, map(self._exhibit, self._files), keep)

    def _exhibit(self, file: TrailFile) -> Exhibit:
        started = datetime.now(UTC)
        with file.opened() as lines:
            counts = count(file.name, lines, self._asked)
        told = _told(counts, self._asked, self._since)
        body = json.dumps(told, sort_keys=True).encode() + b"\n"
        rows = counts.events + counts.unread
        return Exhibit(
            body=body,
            media_type="application/json",
            original_digest=file.digest,
            original_size=file.size,
            acquisition=Acquisition(
                collector=self._collector,
                source=self.name,
                target=self._told,
                query=f"{file.name} of {len(self._files)}: events counted, none kept",
                server=file.digest,
                started=started,
                ended=datetime.now(UTC),
                rows=rows,
                completeness=self.completeness,
                ground=self.ground,
            ),
            redactions=(Redaction(RULE, rows),),
        )


def _told(counts: Counts, asked: Asked, since: date | None) -> dict[str, Any]:
    return {
        "extracted_on": asked.last.isoformat(),
        "since": since.isoformat() if since else None,
        "spans": [[first.isoformat(), last.isoformat()] for first, last in spans(counts.days)],
        "events": counts.events,
        "reads": counts.reads if counts.has_action else None,
        "writes": counts.writes if counts.has_action else None,
        "other": counts.other if counts.has_action else None,
        "shared": counts.shared if counts.has_account else None,
        "unread": counts.unread,
    }


def spans(days: Iterable[date]) -> tuple[Span, ...]:
    """Days as runs of consecutive ones."""
    found: list[Span] = []
    for day in sorted(days):
        if found and (day - found[-1][1]).days == 1:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return tuple(found)


@collector("record.trail")
def trail(session: RecordedTrail) -> Iterator[RecordTrail]:
    """Yield what the files of a trail amount to.

    Raises:
        Unreadable: what was recorded lacks a part of it.
        SourceError: a file cannot be counted.
    """
    told = list(session.counted())
    try:
        days = {
            date.fromordinal(day)
            for each in told
            for first, last in each["spans"]
            for day in range(
                date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1
            )
        }
        since = told[0]["since"]
        yield RecordTrail(
            source=session.name,
            key=session.name,
            extracted_on=date.fromisoformat(told[0]["extracted_on"]),
            since=date.fromisoformat(since) if since else None,
            spans=spans(days),
            events=_sum(told, "events") or 0,
            reads=_sum(told, "reads"),
            writes=_sum(told, "writes"),
            other=_sum(told, "other"),
            shared=_sum(told, "shared"),
            unread=_sum(told, "unread") or 0,
            files=len(told),
        )
    except (IndexError, KeyError, TypeError, ValueError) as error:
        name = type(error).__name__
        raise Unreadable(f"{session.name}: what was counted lacks a part ({name})") from None


def _sum(told: list[Mapping[str, Any]], name: str) -> int | None:
    """Over every file; None as soon as one does not tell."""
    values = [each[name] for each in told]
    return None if None in values else sum(map(int, values))
