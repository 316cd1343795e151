"""Where collectors and configured sources declare themselves; adding one edits no list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages
from typing import Any, ClassVar, Literal, Protocol, TypeVar, runtime_checkable

import collectors
from agent.core.exhibits import Exhibit
from agent.core.facts import Fact
from agent.core.signature import Signature, read
from agent.core.sources import Completeness, Ground

F = TypeVar("F", bound=Callable[..., Iterator[Any]])
S = TypeVar("S", bound="type[Source]")


@dataclass(frozen=True, slots=True)
class Unseen:
    """Yielded beside facts: something of `kind` is known to exist, and was not seen."""

    kind: type[Fact]
    target: str


@dataclass(frozen=True, slots=True)
class Collector:
    """A registered collector; its first parameter is the session of its transport."""

    id: str
    run: Callable[..., Iterator[Any]]
    signature: Signature


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a unit may be silent, and how long it may last, in seconds."""

    idle: float = 60.0
    hard: float = 3600.0


@dataclass(frozen=True, slots=True)
class Credential:
    """Who asks, in which realm, and where the secret is (a reference, never the secret)."""

    realm: str
    user: str
    reference: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a live target listens, what it is trusted by, and who logs on, by what.

    `by` is a reference to a secret, or the file of a key: never what it holds. `ca` are authorities
    in PEM (None: those of the system); `known_hosts` is for SSH alone.
    """

    protocol: Literal["ldaps", "ldap", "ssh", "winrm", "winrm-http", "smb"]
    host: str
    port: int
    user: str
    by: str
    ca: Path | None = None
    known_hosts: Path | None = None


class Keep(Protocol):
    """Receives each exhibit before the rows it holds are yielded."""

    def __call__(self, exhibit: Exhibit, /) -> None:
        """Store the exhibit."""
        ...


class Session(Protocol):
    """An open transport; `ground` and `completeness` are final once a collector has ended."""

    ground: Ground
    completeness: Completeness

    def close(self) -> None:
        """End the session; a read under way in another thread fails."""
        ...


class Open(Protocol):
    """Opens a session for one collector."""

    def __call__(self, collector: str, keep: Keep, limits: Limits, /) -> Session:
        """Open the session.

        Raises:
            SourceError: the target did not answer or refused.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something to collect from: one controller, one file; and which collectors it serves."""

    source: str
    name: str
    collectors: tuple[str, ...]
    open: Open
    credential: Credential | None = None
    reach: Reach | None = None  # none: a file, this machine, a block of the configuration
    demonstration: bool = False  # answers from recordings

    @property
    def server(self) -> str:
        """The name or the address that is asked; none for files."""
        return self.reach.host if self.reach else ""


class Source(Protocol):
    """A section of the configuration: a pydantic model that knows its targets."""

    section: ClassVar[str]
    name: str

    def targets(self, folder: Path) -> list[Target]:
        """The targets it stands for; paths are relative to `folder`."""
        ...


@runtime_checkable
class Linked(Source, Protocol):
    """A source that names another one of the configuration."""

    def among(self, sources: Iterable[Source], /) -> Source:
        """The same, knowing the one it names.

        Raises:
            ValueError: none bears that name, or not of the kind that is meant.
        """
        ...


COLLECTORS: dict[str, Collector] = {}
SOURCES: dict[str, type[Source]] = {}


def collector(id: str) -> Callable[[F], F]:
    """Register a collector under `subject.what-it-reads`."""

    def register(function: F) -> F:
        if id in COLLECTORS:
            raise TypeError(f"two collectors are named {id}")
        COLLECTORS[id] = Collector(id, function, read(function))
        return function

    return register


def source(declared: S) -> S:
    """Register the configuration model of a section."""
    if declared.section in SOURCES:
        raise TypeError(f"two sources are configured by [[{declared.section}]]")
    SOURCES[declared.section] = declared
    return declared


def load() -> None:
    """Import every module of `collectors`, so that each declares itself.

    Transports declare nothing: those that a source needs come with it, or when they are used.
    """
    for child in iter_modules(collectors.__path__, "collectors."):
        if child.name == "collectors.transports":
            continue  # merely walking through a package imports it, and its library with it
        package = import_module(child.name)
        for module in walk_packages(getattr(package, "__path__", ()), f"{child.name}."):
            import_module(module.name)
