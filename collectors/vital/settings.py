"""The `[[vital]]` section: a vital system, its machines, and what its loss may cost at most."""

from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from collectors.registry import Keep, Limits, Target, source
from collectors.transports.declared import Declared, declared, recorded


def _as_list(given: object) -> object:
    return [given] if isinstance(given, str) else given


@source
class VitalSource(BaseModel):
    """One vital system; both limits are in hours."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "vital"

    name: str = Field(min_length=1, description="the system, as everybody calls it")
    machines: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_as_list)
    ] = Field(min_length=1, description="the machines that it stands on")
    maximum_loss_hours: int | None = Field(default=None, ge=1)
    maximum_outage_hours: int | None = Field(default=None, ge=1)
    recording: Path | None = None

    def targets(self, folder: Path) -> list[Target]:
        """The block itself."""
        return [
            Target(
                source=self.name,
                name=self.name,
                collectors=("vital.systems",),
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
