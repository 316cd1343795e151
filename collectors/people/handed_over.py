"""What every table that somebody hands over is configured by: where it is, and its day."""

from abc import abstractmethod
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agent.core.errors import Unreadable
from collectors.people.dates import FORMATS
from collectors.registry import Keep, Limits, Session, Target
from collectors.transports.recorded import read_recording
from collectors.transports.tabular import Table, parse_table, read_table


class HandedOver(BaseModel):
    """One table: its file (or a recording), the day it was drawn, how it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    known_fields: ClassVar[Collection[str]] = ()
    collector: ClassVar[str]

    name: str = Field(min_length=1)
    path: Path | None = None
    recording: Path | None = None
    extracted_on: date = Field(description="the day the file was drawn, never the file's own date")
    columns: dict[str, str] = Field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    date_format: str = ""

    @field_validator("extracted_on")
    @classmethod
    def _past(cls, day: date) -> date:
        if day > datetime.now(UTC).date() + timedelta(days=1):
            raise ValueError(f"{day.isoformat()} is in the future; give the day it was drawn")
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
        unknown = sorted(set(columns) - set(cls.known_fields))
        if unknown:
            known = ", ".join(cls.known_fields)
            raise ValueError(f"unknown field {', '.join(unknown)} (fields: {known})")
        return columns

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if (self.path is None) == (self.recording is None):
            raise ValueError("path is required: the file (CSV, XLSX or ODS)")
        return self

    def targets(self, folder: Path) -> list[Target]:
        """The table itself."""
        return [
            Target(
                source=self.name,
                name=self.told_name,
                collectors=(self.collector,),
                open=partial(self._open, folder),
                demonstration=self.recording is not None,
            )
        ]

    @abstractmethod
    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> Session:
        """The table, as what its collector reads."""

    @property
    def told_name(self) -> str:
        """The file's name, as results show it."""
        return (self.path or self.recording or Path()).name

    @property
    def told_dates(self) -> str:
        """The format of dates; a recording has its days in ISO, whatever the file had."""
        return "" if self.recording else self.date_format

    def table(self, folder: Path, collector: str) -> Table:
        """The table itself, paths being relative to `folder`.

        Raises:
            SourceError: it is not there, empty, or not what its name says.
        """
        if self.recording is not None:
            exhibits = read_recording(folder / self.recording / collector)
            if len(exhibits) != 1:
                raise Unreadable(f"{self.recording}: a table's recording holds one exhibit")
            return parse_table(f"{self.name}.csv", exhibits[0].body)
        return read_table(
            folder / (self.path or Path()),
            sheet=self.sheet,
            encoding=self.encoding,
            separator=self.separator,
        )
