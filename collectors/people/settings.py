"""The configuration of a roll of persons."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agent.core.errors import Unreadable
from agent.core.facts.people import Origin
from collectors.people.columns import FIELDS
from collectors.people.dates import FORMATS
from collectors.people.reading import RollFile
from collectors.registry import Keep, Limits, Target, source
from collectors.transports.recorded import read_recording
from collectors.transports.tabular import Table, parse_table, read_table


@source
class PeopleSource(BaseModel):
    """One roll: where it is, whom it holds, and the day it was drawn."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "people"

    name: str = Field(min_length=1)
    path: Path | None = None
    recording: Path | None = None
    origin: Origin = Origin.STAFF
    extracted_on: date = Field(description="the day the roll was drawn, never the file's date")
    columns: dict[str, str] = Field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    date_format: str = ""
    shrink_accepted_on: date | None = None

    @field_validator("extracted_on")
    @classmethod
    def _past(cls, day: date) -> date:
        if day > datetime.now(UTC).date() + timedelta(days=1):
            raise ValueError(f"{day.isoformat()} is in the future; give the day the roll was drawn")
        return day

    @field_validator("date_format")
    @classmethod
    def _readable(cls, format: str) -> str:
        if format and format not in FORMATS:
            raise ValueError(f"unknown date format {format!r} (formats: {', '.join(FORMATS)})")
        return format

    @field_validator("separator")
    @classmethod
    def _one_mark(cls, mark: str) -> str:
        mark = {"tab": "\t", "\\t": "\t"}.get(mark, mark)
        if mark and (len(mark) > 1 or mark.isalnum() or mark in '"\r\n '):
            raise ValueError(f'{mark!r} cannot separate fields; write ";", ",", "|" or "tab"')
        return mark

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(columns) - set(FIELDS))
        if unknown:
            raise ValueError(f"unknown field {', '.join(unknown)} (fields: {', '.join(FIELDS)})")
        return columns

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if (self.path is None) == (self.recording is None):
            raise ValueError("path is required: the roll's file (CSV, XLSX or ODS)")
        return self

    def targets(self, folder: Path) -> list[Target]:
        """The roll itself."""

        def open_roll(collector: str, keep: Keep, _limits: Limits) -> RollFile:
            return RollFile(
                source=self.name,
                table=self._table(folder, collector),
                origin=self.origin,
                extracted_on=self.extracted_on,
                declared=self.columns,
                # A recording has its days in ISO, whatever the roll had.
                date_format="" if self.recording else self.date_format,
                shrink_accepted=self.shrink_accepted_on == self.extracted_on,
                keep=keep,
                collector=collector,
            )

        return [
            Target(
                source=self.name,
                name=(self.path or self.recording or Path()).name,
                collectors=("people.roll",),
                open=open_roll,
                demonstration=self.recording is not None,
            )
        ]

    def _table(self, folder: Path, collector: str) -> Table:
        if self.recording is not None:
            exhibits = read_recording(folder / self.recording / collector)
            if len(exhibits) != 1:
                raise Unreadable(f"{self.recording}: a roll's recording holds one exhibit")
            return parse_table(f"{self.name}.csv", exhibits[0].body)
        return read_table(
            folder / (self.path or Path()),
            sheet=self.sheet,
            encoding=self.encoding,
            separator=self.separator,
        )
