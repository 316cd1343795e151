"""The `[[storages]]` section: where what backup jobs write stands, and what protects it."""

from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from collectors.registry import Keep, Limits, Target, source
from collectors.transports.declared import Declared, declared, recorded


def _as_list(given: object) -> object:
    return [given] if isinstance(given, str) else given


@source
class StorageSource(BaseModel):
    """A repository, or media; `matches` are patterns of what reports call it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str] = "storages"

    name: str = Field(min_length=1, description="the place of the copies, as people call it")
    matches: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_as_list)
    ] = Field(min_length=1, description='destinations or media of jobs, such as "NAS2*" or "LTO*"')
    site: str = Field(min_length=1, description="the building, as [[rooms]] or [[hosts]] write it")
    room: str = ""
    offline: bool = False
    immutable: bool = False
    recording: Path | None = None

    def targets(self, folder: Path) -> list[Target]:
        """The block itself."""
        return [
            Target(
                source=self.name,
                name=self.name,
                collectors=("storages.declared",),
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
