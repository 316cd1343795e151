"""The `[[rooms]]` section: a place, how its workstations are known, and its own limit."""

from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from collectors.registry import Keep, Limits, Target, source
from collectors.transports.declared import Declared, declared, recorded

_LONGEST = 15  # minutes: the general limit


@source
class RoomSource(BaseModel):
    """Units, groups or patterns of names of the computers that stand in a place."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "rooms"
    # Places judge what the others tell: without them, a reception would have the general limit.
    always: ClassVar[bool] = True

    name: str = Field(min_length=1, description="the place, as people call it")
    units: tuple[Annotated[str, Field(pattern=r"^\s*(?i:ou|cn|dc)\s*=.+")], ...] = ()
    groups: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    computers: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    lock_minutes: int | None = Field(default=None, ge=1)
    site: str = ""
    recording: Path | None = None

    @field_validator("lock_minutes")
    @classmethod
    def _stricter(cls, minutes: int | None) -> int | None:
        if minutes is not None and minutes > _LONGEST:
            raise ValueError(
                f"a place has a limit of {_LONGEST} minutes at most; an exception is a dated"
                " waiver (preuve waive)"
            )
        return minutes

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not (self.units or self.groups or self.computers or self.recording):
            raise ValueError("write at least one of units, groups and computers")
        return self

    def targets(self, folder: Path) -> list[Target]:
        """The block itself."""
        return [
            Target(
                source=self.name,
                name=self.name,
                collectors=("rooms.declared",),
                open=partial(self._open, folder),
                demonstration=self.recording is not None,
            )
        ]

    def _open(self, folder: Path, collector: str, keep: Keep, _limits: Limits) -> Declared:
        if self.recording is not None:
            path = folder / self.recording / collector
            return recorded(source=self.name, folder=path, keep=keep)
        told = self.model_dump(mode="json", exclude={"name", "recording"})
        return declared(
            collector=collector, source=self.name, section=self.section, told=told, keep=keep
        )
