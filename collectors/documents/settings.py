"""The `[[documents]]` section: a document, its file, and what the hospital says of it."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agent.core.facts.documents import DocumentKind
from collectors.registry import Keep, Limits, Target, source
from collectors.transports.declared import Declared, declared
from collectors.transports.declared import recorded as recorded_word
from collectors.transports.document_file import handed_over
from collectors.transports.document_file import recorded as recorded_file

_FILE = "documents.file"


@source
class DocumentsSource(BaseModel):
    """One document; every day in it is somebody's word, and so are the rules that it sets."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "documents"

    name: str = Field(min_length=1, description="a short name of yours; else the kind's")
    kind: DocumentKind
    path: Path | None = None
    recording: Path | None = None
    version: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    reviewed_on: date | None = None
    next_review: date | None = None
    lock_minutes: int | None = Field(default=None, ge=1)
    log_retention_days: int | None = Field(default=None, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        """One document of a kind needs no other name."""
        return {"name": given.get("kind"), **given} if isinstance(given, dict) else given

    @field_validator("approved_on", "reviewed_on")
    @classmethod
    def _past(cls, day: date | None) -> date | None:
        if day and day > datetime.now(UTC).date() + timedelta(days=1):
            raise ValueError(f"{day.isoformat()} is in the future; give the day it was done")
        return day

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.path is None) == (self.recording is None):
            raise ValueError("path is required: the document's file, whatever its format")
        if self.approved_by and self.approved_on is None:
            raise ValueError("approved_on is required beside approved_by: the day of the approval")
        done = max(filter(None, (self.approved_on, self.reviewed_on)), default=None)
        if done and self.next_review and self.next_review <= done:
            raise ValueError(f"next_review comes after the last approval or review ({done})")
        return self

    def targets(self, folder: Path) -> list[Target]:
        """What is said of the document, and its file: either may be known without the other."""
        return [
            Target(
                source=self.name,
                name=(self.path or self.recording or Path()).name,
                collectors=("documents.declared", _FILE),
                open=partial(self._open, folder),
                demonstration=self.recording is not None,
            )
        ]

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> Declared:
        if self.recording is not None:
            recorded = recorded_file if collector == _FILE else recorded_word
            path = folder / self.recording / collector
            return recorded(source=self.name, folder=path, keep=keep)
        if collector == _FILE and self.path is not None:
            path = folder / self.path
            return handed_over(collector=collector, source=self.name, path=path, keep=keep)
        told = self.model_dump(mode="json", exclude={"name", "path", "recording"})
        return declared(
            collector=collector, source=self.name, section=self.section, told=told, keep=keep
        )
