"""The `[[rooms]]` section: a place, how its workstations are known, and its own limit."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, field_validator, model_validator

from collectors.declaration import Declaration
from collectors.registry import source

_LONGEST = 15  # minutes: the general limit


@source
class RoomSource(Declaration):
    """Units, groups or patterns of names of the computers that stand in a place."""

    section: ClassVar[str] = "rooms"
    collector: ClassVar[str] = "rooms.declared"
    # Places judge what the others tell: without them, a reception would have the general limit.
    always: ClassVar[bool] = True

    name: str = Field(min_length=1, description="the place, as people call it")
    units: tuple[Annotated[str, Field(pattern=r"^\s*(?i:ou|cn|dc)\s*=.+")], ...] = ()
    groups: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    computers: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    lock_minutes: int | None = Field(default=None, ge=1)
    site: str = ""

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
