"""A block of the configuration that is itself what is collected: the hospital's own word."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from collectors.registry import Keep, Limits, Target
from collectors.transports.declared import Declared, declared, recorded


class Declaration(BaseModel):
    """A source whose one target is its own block; `collector` is the one that reads it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    section: ClassVar[str]
    collector: ClassVar[str]

    name: str
    recording: Path | None = None

    def targets(self, folder: Path) -> list[Target]:
        """The block itself."""
        return [
            Target(
                source=self.name,
                name=self.name,
                collectors=(self.collector,),
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


def as_list(given: object) -> object:
    """One text where several may stand."""
    return [given] if isinstance(given, str) else given
