"""What a reader of a product's reports is given, and what it makes of them."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups import products
from collectors.backups.declared import Declared


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a text beside itself."""

    name: str  # the file's
    zone: ZoneInfo  # of times that name none
    written: datetime  # last, in UTC: years that a text leaves out are taken from it
    system: str | None = None  # whose backups these are, where reports name nobody
    declared: Declared | None = None  # how the configuration says that jobs are written


@dataclass(slots=True, kw_only=True)  # frozen, it takes three times as long to make
class Report:
    """One run of a job on one system; times have a zone, None is "not told".

    `number` is the product's own of this run. `first` and `last` are the places that tell it: lines
    counted from 0, or characters for a reader in blocks; see BackupJob for the rest.
    """

    job: str
    system: str | None
    kind: JobKind
    result: JobResult
    first: int
    last: int
    number: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    size: int | None = None
    files: int | None = None
    errors: int | None = None
    destination: str = ""
    medium: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """Lines that should tell of a job and cannot be made out; `why` is a code."""

    first: int
    last: int
    why: str
    lines: int = 0  # where places are characters


@dataclass(frozen=True, slots=True)
class Server:
    """What a backup server tells of itself.

    `domain` is the one it is joined to, "" when it is joined to none, None when it does not say.
    """

    name: str
    domain: str | None
    version: str = ""


# A generator may return the place at which a job began that has not ended: it is read again then.
Read = Generator[Report | Lost, None, int | None]
ReadWithServer = Generator[Report | Lost | Server, None, int | None]
Reader = Callable[[Iterable[str], About], ReadWithServer]
R = TypeVar("R", bound=Reader)

READERS: dict[str, Reader] = {}
# Products whose reader takes many whole lines at once, and tells places in characters.
IN_BLOCKS: set[str] = set()


def reader(product: str, *, in_blocks: bool = False) -> Callable[[R], R]:
    """Register the reader of a product (contract: `[[backups]] product`)."""

    def register(function: R) -> R:
        if product in READERS:
            raise TypeError(f"two readers of {product}")
        READERS[product] = function
        if in_blocks:
            IN_BLOCKS.add(product)
        return function

    return register


def load() -> None:
    """Import every product, so that each declares its reader."""
    for module in iter_modules(products.__path__, f"{products.__name__}."):
        import_module(module.name)


def document(text: str) -> Any:
    """The value of a JSON text; None when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines with their number, without the end of line."""
    for number, line in enumerate(lines):
        yield number, line.rstrip("\r\n")
