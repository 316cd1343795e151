"""The collector of a sensitive folder: who may do what there, and neither its files nor names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agent.core.errors import Unreadable
from agent.core.facts.folders import SensitiveFolder
from collectors.access_lists import descriptor, posix, sddl
from collectors.access_lists.descriptor import Descriptor
from collectors.policy.encoding import decode
from collectors.registry import collector
from collectors.transports.rights import FolderRights

_BINARY = 1  # the revision of a descriptor, which no text begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the configuration says of a folder."""

    name: str
    path: str
    holds: str
    departments: tuple[str, ...]
    taken_on: date | None


class FolderSession:
    """A folder's rights, and what the configuration says of it."""

    def __init__(self, about: About, rights: FolderRights) -> None:
        self.about = about
        self.rights = rights
        self.name = rights.name
        self.ground = rights.ground
        self.completeness = rights.completeness

    def close(self) -> None:
        """End the session."""
        self.rights.close()


@collector("shares.folder")
def folder(session: FolderSession) -> Iterator[SensitiveFolder]:
    """Yield the folder.

    Raises:
        Unreadable: its rights, or its share's, are not what they should be.
        SourceError: they cannot be read.
    """
    about = session.about
    try:
        own, *above = [parse(each) for each in session.rights.descriptors()]
    except ValueError as error:
        raise Unreadable(f"{about.path}: {error}") from None
    yield SensitiveFolder(
        source=session.name,
        key=about.path.lower(),
        name=about.name,
        path=about.path,
        holds=about.holds,
        departments=about.departments,
        entries=own.entries,
        share=above[0].entries if above else None,
        owned_by=own.owner,
        protected=own.protected,
        traversed=own.traversed,
        taken_on=about.taken_on,
    )


def parse(body: bytes) -> Descriptor:
    """A descriptor in whichever of its forms.

    Raises:
        ValueError: in none.
    """
    if body[:1] == bytes([_BINARY]):
        return descriptor.parse(body)
    try:
        text = decode("rights", body).text
    except Unreadable as error:
        raise ValueError(str(error)) from None
    return posix.parse(text) if text.lstrip().startswith(("#", "user:")) else sddl.parse(text)
