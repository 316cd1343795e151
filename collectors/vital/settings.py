"""The `[[vital]]` section: a vital system, its machines, and what its loss may cost at most."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from collectors.declaration import Declaration, as_list
from collectors.registry import source


@source
class VitalSource(Declaration):
    """One vital system; both limits are in hours."""

    section: ClassVar[str] = "vital"
    collector: ClassVar[str] = "vital.systems"

    name: str = Field(min_length=1, description="the system, as everybody calls it")
    machines: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(as_list)
    ] = Field(min_length=1, description="the machines that it stands on")
    maximum_loss_hours: int | None = Field(default=None, ge=1)
    maximum_outage_hours: int | None = Field(default=None, ge=1)
