"""The `[[services]]`, `[[supervision]]` and `[[tickets]]` sections: what counts, what was told."""

from collections.abc import Collection
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from agent.core.facts.availability import Condition
from collectors.availability.documents import looks_like, table_of
from collectors.availability.log import Asked, SupervisionList
from collectors.availability.moments import FORMATS, known_zone
from collectors.availability.tickets import TicketList, Wanted
from collectors.availability.words import STATES, TICKETS
from collectors.declaration import Declaration, as_list
from collectors.people.columns import fold
from collectors.people.handed_over import HandedOver
from collectors.registry import Keep, Limits, Target, source
from collectors.transports.probing import checked
from collectors.transports.probing.journal import Journal, recorded, written
from collectors.transports.recorded import read_recording
from collectors.transports.tabular import Table, parse_table, read_whole

Names = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(as_list)]


@source
class ServiceSource(Declaration):
    """A service whose outages count; `hosts` are the machines without any of which it stops."""

    section: ClassVar[str] = "services"
    collector: ClassVar[str] = "services.declared"

    name: str = Field(min_length=1, description="the service, as everybody calls it")
    purpose: str = ""
    hosts: Names = ()
    vital: str = ""
    since: date | None = None
    probe: Annotated[
        tuple[Annotated[str, AfterValidator(checked)], ...], BeforeValidator(as_list)
    ] = ()
    ca: Path | None = None

    def targets(self, folder: Path) -> list[Target]:
        """The block itself, and what probes noted where there are some."""
        declared = super().targets(folder)
        if not self.probe:
            return declared
        return [
            *declared,
            Target(
                source=self.name,
                name=", ".join(self.probe),
                collectors=("services.probes",),
                open=partial(self._noted, folder),
                demonstration=self.recording is not None,
            ),
        ]

    def _noted(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> Journal:
        if self.recording is not None:
            path = folder / self.recording / collector
            return recorded(source=self.name, folder=path, keep=keep)
        target = ", ".join(self.probe)
        return written(
            source=self.name, collector=collector, target=target, folder=folder, keep=keep
        )


class OutageList(HandedOver):
    """A list that somebody exported; its hours are those of `timezone` where they name none."""

    timezone: Annotated[str, AfterValidator(known_zone)] = "Europe/Paris"

    @field_validator("date_format")
    @classmethod
    def _with_an_hour(cls, format: str) -> str:
        if format and format not in FORMATS:
            raise ValueError(f"{format!r} tells no hour (forms: {', '.join(FORMATS)})")
        return format

    @property
    def rules(self) -> str:
        """A digest of what says how its lists are read, whichever of them it is."""
        of_one = {"path", "recording", "extracted_on", "since", "until", "quiet", "sheet"}
        told = self.model_dump_json(exclude=of_one, exclude_defaults=True)
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of hours that name none."""
        return ZoneInfo(self.timezone)

    def table(self, folder: Path, collector: str) -> Table:
        """The table itself, or that of a JSON document; a workbook keeps its hours.

        Raises:
            SourceError: it is not there, empty, or not what its name says.
        """
        if self.recording is not None:
            (exhibit,) = read_recording(folder / self.recording / collector)
            return parse_table(f"{self.name}.csv", exhibit.body)
        path = folder / (self.path or Path())
        content = read_whole(path)
        if looks_like(content):
            return table_of(path.name, content)
        return parse_table(
            path.name,
            content,
            sheet=self.sheet,
            encoding=self.encoding,
            separator=self.separator,
            hours=True,
        )


@source
class SupervisionSource(OutageList):
    """What a supervision tool exported; `services` says how it calls each declared service."""

    section: ClassVar[str] = "supervision"
    collector: ClassVar[str] = "supervision.states"
    known_fields: ClassVar[Collection[str]] = STATES

    services: dict[str, Names] = Field(default_factory=dict)
    hosts: Names = ()
    quiet: Names = ()
    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    states: dict[str, Condition] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _asked(self) -> Self:
        if (self.since is None) != (self.until is None):
            raise ValueError("from and until go together: the days that the list was asked for")
        if self.since and self.until and not self.since <= self.until <= self.extracted_on:
            raise ValueError("from, until and extracted_on are in that order")
        if self.quiet and self.since is None:
            raise ValueError(
                "quiet needs from and until: nothing else tells when they were watched"
            )
        if unknown := [each for each in self.quiet if each not in self.services]:
            raise ValueError(f"quiet names {unknown[0]!r}, which services does not")
        return self

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> SupervisionList:
        return SupervisionList(
            source=self.name,
            table=self.table(folder, collector),
            asked=self._told(),
            rules=self.rules,
            zone=self.zone,
            date_format=self.told_dates,
            keep=keep,
            collector=collector,
        )

    def _told(self) -> Asked:
        """What is asked of the list; a recording has the columns and words of preuve."""
        own = self.recording is None
        return Asked(
            services=self.services,
            hosts=self.hosts,
            quiet=frozenset(self.quiet),
            states={fold(word): meant for word, meant in self.states.items()} if own else {},
            columns=self.columns if own else {},
            drawn_on=self.extracted_on,
            since=self.since,
            until=self.until,
        )


@source
class TicketsSource(OutageList):
    """Tickets of outages; words tell which tickets are some, of which service, and planned."""

    section: ClassVar[str] = "tickets"
    collector: ClassVar[str] = "tickets.outages"
    known_fields: ClassVar[Collection[str]] = TICKETS

    services: dict[str, Names] = Field(min_length=1, description='such as { "DPI" = ["dpi"] }')
    outages: Names = Field(min_length=1, description='such as ["panne", "indisponibilité"]')
    planned: Names = ()

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> TicketList:
        own = self.recording is None
        return TicketList(
            source=self.name,
            table=self.table(folder, collector),
            wanted=Wanted(
                services=self.services,
                outages=self.outages if own else (),
                planned=self.planned,
                columns=self.columns if own else {},
                drawn_on=self.extracted_on,
            ),
            rules=self.rules,
            zone=self.zone,
            date_format=self.told_dates,
            keep=keep,
            collector=collector,
        )
