"""The one verb a directory collector may use: search, page by page, kept before it is parsed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from agent.core.sources import Completeness, Ground

PORTS = {"ldaps": 636, "ldap": 389}  # by what a controller's URL begins with


@dataclass(frozen=True, slots=True)
class Entry:
    """One directory object: its DN and raw attribute values, attribute names as the server's.

    Names are looked up without regard to case through `values`.
    """

    dn: str
    attributes: Mapping[str, Sequence[bytes]]  # keys in lower case


class Base(StrEnum):
    """Where a search starts."""

    DOMAIN = "domain"  # the domain's naming context
    CONFIGURATION = "configuration"  # the forest's: its sites
    ROOT = ""  # the server's root entry


@dataclass(frozen=True, slots=True)
class Query:
    """One thing a collector asks: in words for a server, as a predicate for a file.

    Both must accept the same objects: an audit gives the same facts live and from an export.
    """

    name: str  # what is asked for, in an error's words: "users"
    filter: str  # RFC 4515
    attributes: tuple[str, ...]  # as the schema writes them
    matches: Callable[[Entry], bool]
    base: Base = Base.DOMAIN
    subtree: bool = True  # else the base alone

    @property
    def asked(self) -> frozenset[str]:
        """The attributes in lower case, as entries name them."""
        return frozenset(name.lower() for name in self.attributes)


class Presence(StrEnum):
    """What a directory says of one DN."""

    SEEN = "seen"
    HIDDEN = "hidden"  # referred to, yet refused or absent to the account that asks
    UNKNOWN = "unknown"  # this directory cannot be asked (an export)


class Directory(Protocol):
    """A directory, live or from exhibits; it has no verb that writes."""

    name: str  # the source's name in the configuration
    controller: str  # which controller, or which file, answers
    ground: Ground
    completeness: Completeness  # final once every search has ended

    def search(self, query: Query) -> Iterator[Entry]:
        """Yield every entry that matches, whole or not at all.

        Raises:
            SourceError: the search was refused, truncated, or timed out: never fewer rows.
        """
        ...

    def presence(self, dn: str) -> Presence:
        """Whether an object of that DN can be read (one base search, no attribute)."""
        ...

    def close(self) -> None:
        """End the session; a search under way in another thread fails."""
        ...
