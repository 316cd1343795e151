"""The configuration of a roll of persons."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from agent.core.facts.people import Origin
from collectors.people.columns import FIELDS
from collectors.people.handed_over import HandedOver
from collectors.people.reading import RollFile
from collectors.registry import Keep, Limits, source


@source
class PeopleSource(HandedOver):
    """One roll: where it is, whom it holds, and the day it was drawn."""

    section: ClassVar[str] = "people"
    collector: ClassVar[str] = "people.roll"
    known_fields: ClassVar[Collection[str]] = tuple(FIELDS)

    origin: Origin = Origin.STAFF
    extracted_on: date = Field(description="the day the roll was drawn, never the file's date")
    shrink_accepted_on: date | None = None

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> RollFile:
        return RollFile(
            source=self.name,
            table=self.table(folder, collector),
            origin=self.origin,
            extracted_on=self.extracted_on,
            declared=self.columns,
            date_format=self.told_dates,
            shrink_accepted=self.shrink_accepted_on == self.extracted_on,
            keep=keep,
            collector=collector,
        )
