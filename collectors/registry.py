"""Where collectors declare themselves; adding one edits no list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, TypeVar

import collectors
from agent.core.signature import Signature, read

F = TypeVar("F", bound=Callable[..., Iterator[Any]])


@dataclass(frozen=True, slots=True)
class Unseen:
    """Yielded beside facts: something of `kind` is known to exist, and was not seen."""

    kind: type
    target: str


@dataclass(frozen=True, slots=True)
class Collector:
    """A registered collector; its first parameter's type is the transport it needs."""

    id: str
    run: Callable[..., Iterator[Any]]
    signature: Signature

    @property
    def transport(self) -> type:
        """The type of the transport parameter."""
        found: type = self.signature.other[0][1]
        return found


COLLECTORS: dict[str, Collector] = {}


def collector(id: str) -> Callable[[F], F]:
    """Register a collector under `subject.what-it-reads`."""

    def register(function: F) -> F:
        if id in COLLECTORS:
            raise TypeError(f"two collectors are named {id}")
        COLLECTORS[id] = Collector(id, function, read(function))
        return function

    return register


def load() -> None:
    """Import every module of `collectors`, so that each declares itself."""
    for module in walk_packages(collectors.__path__, "collectors."):
        import_module(module.name)
