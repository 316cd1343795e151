"""The `[[storages]]` section: where what backup jobs write stands, and what protects it."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from collectors.declaration import Declaration, as_list
from collectors.registry import source


@source
class StorageSource(Declaration):
    """A repository, or media; `matches` are patterns of what reports call it."""

    section: ClassVar[str] = "storages"
    collector: ClassVar[str] = "storages.declared"

    name: str = Field(min_length=1, description="the place of the copies, as people call it")
    matches: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(as_list)
    ] = Field(min_length=1, description='destinations or media of jobs, such as "NAS2*" or "LTO*"')
    site: str = Field(min_length=1, description="the building, as [[rooms]] or [[hosts]] write it")
    room: str = ""
    offline: bool = False
    immutable: bool = False
