"""The `[[policy]]` section: a copied SYSVOL, or a folder of backups, that somebody handed over."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from collectors.registry import Keep, Limits, Target, source
from collectors.transports.policy_folder import HandedOverPolicies, PolicyFiles, RecordedPolicies


@source
class PolicySource(BaseModel):
    """Where policies' files are, and the day they were copied."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "policy"

    name: str = Field(min_length=1, description="a short name of yours")
    sysvol: str = Field(default="", description="the copied folder")
    recording: Path | None = None
    extracted_on: date = Field(description="the day the folder was copied")

    @field_validator("sysvol")
    @classmethod
    def _copied(cls, told: str) -> str:
        if told.startswith(("\\\\", "//")):
            raise ValueError(
                "this version of preuve reads no share yet: copy the folder, and name the copy"
            )
        return told

    @field_validator("extracted_on")
    @classmethod
    def _past(cls, day: date) -> date:
        if day > datetime.now(UTC).date() + timedelta(days=1):
            raise ValueError(f"{day.isoformat()} is in the future; give the day it was copied")
        return day

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if bool(self.sysvol) == (self.recording is not None):
            raise ValueError("sysvol is required: the copied folder")
        return self

    def targets(self, folder: Path) -> list[Target]:
        """The folder itself."""
        return [
            Target(
                source=self.name,
                name=Path(self.sysvol or self.recording or "").name,
                collectors=("policy.files",),
                open=partial(self._open, folder),
                demonstration=self.recording is not None,
            )
        ]

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> PolicyFiles:
        if self.recording is not None:
            return RecordedPolicies(
                source=self.name,
                folder=folder / self.recording / collector,
                taken_on=self.extracted_on,
                keep=keep,
            )
        return HandedOverPolicies(
            collector=collector,
            source=self.name,
            folder=folder / self.sysvol,
            taken_on=self.extracted_on,
            keep=keep,
        )
