"""The `[[inventory]]` section: RVTools' workbooks, GLPI's exports, lists kept by hand."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from collectors.declaration import as_list
from collectors.inventory.handed import InventoryFiles
from collectors.inventory.rvtools import SHEETS
from collectors.inventory.words import MACHINE
from collectors.people.dates import FORMATS
from collectors.registry import Keep, Limits, Target, source
from collectors.transports.named_files import named_files
from collectors.transports.recorded import read_recording
from collectors.transports.tabular import Table, parse_table, read_table, read_workbook

_MOST = 200  # files of one block
_OF_LISTS = ("columns", "date_format", "sheet")

Patterns = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(as_list)]


class Kind(StrEnum):
    """Who wrote the files."""

    RVTOOLS = "rvtools"
    GLPI = "glpi"
    CSV = "csv"


@source
class InventorySource(BaseModel):
    """One inventory: its files, the day they were drawn."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "inventory"

    name: str = Field(min_length=1, description="a short name of yours; else the kind's")
    kind: Kind
    path: Patterns = ()
    extracted_on: date = Field(description="the day the files were drawn, never the files' own")
    columns: dict[str, str] = Field(default_factory=dict)
    sheet: str = ""
    date_format: str = ""
    recording: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        """One inventory of a kind needs no other name."""
        return {"name": given.get("kind"), **given} if isinstance(given, dict) else given

    @field_validator("extracted_on")
    @classmethod
    def _past(cls, day: date) -> date:
        if day > datetime.now(UTC).date() + timedelta(days=1):
            raise ValueError(f"{day.isoformat()} is in the future; give the day it was drawn")
        return day

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(set(columns) - set(MACHINE)):
            raise ValueError(f"unknown field {', '.join(unknown)} (fields: {', '.join(MACHINE)})")
        return columns

    @field_validator("date_format")
    @classmethod
    def _readable(cls, format: str) -> str:
        if format and format not in FORMATS:
            raise ValueError(f"unknown date format {format!r} (formats: {', '.join(FORMATS)})")
        return format

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.path) == (self.recording is not None):
            raise ValueError("path is required: the files (XLSX, ODS or CSV), * and ** allowed")
        if self.kind is Kind.RVTOOLS and (told := self.model_fields_set & set(_OF_LISTS)):
            raise ValueError(f"{', '.join(sorted(told))}: RVTools names its own sheets and columns")
        return self

    @property
    def files(self) -> str:
        """Every pattern."""
        return ", ".join(self.path)

    @property
    def collector(self) -> str:
        """Who reads this kind."""
        return "inventory.rvtools" if self.kind is Kind.RVTOOLS else "inventory.list"

    def targets(self, folder: Path) -> list[Target]:
        """The files together: a machine of one may run on a host of another."""
        return [
            Target(
                source=self.name,
                name=self.files or self.name,
                collectors=(self.collector,),
                open=partial(self._open, folder),
                demonstration=self.recording is not None,
            )
        ]

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> InventoryFiles:
        return InventoryFiles(
            source=self.name,
            tables=self._tables(folder, collector),
            extracted_on=self.extracted_on,
            declared=self.columns,
            date_format="" if self.recording else self.date_format,
            only_servers=self.kind is Kind.CSV,
            keep=keep,
            collector=collector,
        )

    def _tables(self, folder: Path, collector: str) -> list[Table]:
        if self.recording is not None:
            exhibits = read_recording(folder / self.recording / collector)
            return [parse_table(f"{self.name}.csv", each.body) for each in exhibits]
        paths = named_files(folder, self.path, _MOST)
        if self.kind is Kind.RVTOOLS:
            return [table for path in paths for table in read_workbook(path, SHEETS)]
        return [read_table(path, sheet=self.sheet) for path in paths]
